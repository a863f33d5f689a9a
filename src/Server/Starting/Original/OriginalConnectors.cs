using System.Reflection;
using System.Text;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Server.Starting.Original;

/// <summary>Names of connectors as the original forms them for its environment variables.</summary>
internal static class OriginalConnectors
{
    /// <summary>What the original calls a type that has another name here.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) { ["io.camunda:http-json:1"] = "HTTP JSON" };

    /// <param name="connectors">Classes with <see cref="ConnectorAttribute"/>; those of inbound connectors are passed over.</param>
    public static IReadOnlyList<(string Name, string Type)> Of(IEnumerable<Type> connectors) =>
    [
        .. connectors
            .Where(type => type.GetInterfaces().Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IOutboundConnector<,>)))
            .Select(type => type.GetCustomAttribute<ConnectorAttribute>()!)
            .SelectMany(connector => ((string[])[Names.GetValueOrDefault(connector.JobType, connector.Name), connector.Name])
                .Distinct(StringComparer.Ordinal)
                .Select(name => (Normal(name), connector.JobType))),
    ];

    private static string Normal(string name) => name.Trim()
        .Aggregate(new StringBuilder(), (text, letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or ' ' ? text.Append(letter is ' ' ? '_' : letter) : text)
        .ToString()
        .ToUpperInvariant();
}
