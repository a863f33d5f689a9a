using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Templates;
using Fairlead.Server.Starting;

namespace Fairlead.Templates.Tests;

/// <summary>All connectors that come with the server, and all their templates.</summary>
internal static class Shipping
{
    public static IReadOnlyList<ConnectorForm> Forms { get; } =
        [.. Shipped.Connectors.Select(ConnectorForm.Of).OrderBy(form => form.Slug, StringComparer.Ordinal)];

    public static IReadOnlyList<ShippedTemplate> Templates { get; } =
    [
        .. Forms.SelectMany(form => form.Places.Select(place => new ShippedTemplate(ConnectorTemplates.NameOf(form, place), form, place))),
    ];
}

/// <param name="Name">Of its file, without folder, version and ending.</param>
internal sealed record ShippedTemplate(string Name, ConnectorForm Form, ConnectorPlaces Place);
