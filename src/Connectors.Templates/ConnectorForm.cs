using System.Reflection;
using System.Text.RegularExpressions;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Templates;

/// <summary>A connector as a person meets it: what it is called, where it fits, what is to be filled in.</summary>
public sealed partial class ConnectorForm
{
    private static readonly (Type Contract, ConnectorKind Kind)[] Kinds =
    [
        (typeof(IOutboundConnector<,>), ConnectorKind.Outbound),
        (typeof(IWebhookConnector<>), ConnectorKind.Webhook),
        (typeof(ISubscriptionConnector<>), ConnectorKind.Subscription),
        (typeof(IPollingConnector<>), ConnectorKind.Polling),
    ];

    private ConnectorForm(Type connector, ConnectorAttribute about, ConnectorKind kind, Type[] types)
    {
        (Class, About, Kind, Input) = (connector, about, kind, types[0]);
        Output = kind is ConnectorKind.Outbound ? types[1] : null;
        Slug = SlugOf(about.JobType);
        HasOperations = ConnectorJson.Options.GetTypeInfo(Input).PolymorphismOptions is { TypeDiscriminatorPropertyName: "operation" };
        Places = PlacesOf(about.Places, kind);
        Fields = FormReader.Read(Input, kind is ConnectorKind.Outbound ? "Input" : "Settings");
    }

    public Type Class { get; }

    public ConnectorAttribute About { get; }

    public ConnectorKind Kind { get; }

    /// <summary>For names of files and ids, for example <c>http-json</c>.</summary>
    public string Slug { get; }

    public Type Input { get; }

    /// <summary>Null for one that receives.</summary>
    public Type? Output { get; }

    /// <summary>Its cases are chosen by a task header.</summary>
    public bool HasOperations { get; }

    /// <summary>One each, in the order of the enumeration.</summary>
    public IReadOnlyList<ConnectorPlaces> Places { get; }

    public IReadOnlyList<FormField> Fields { get; }

    /// <exception cref="InvalidOperationException">It is no connector, or its input makes no form; the message says why.</exception>
    public static ConnectorForm Of(Type connector)
    {
        ArgumentNullException.ThrowIfNull(connector);
        var about = connector.GetCustomAttribute<ConnectorAttribute>()
            ?? throw new InvalidOperationException($"{connector.FullName} has no [{nameof(ConnectorAttribute)}].");
        var contracts = connector.GetInterfaces()
            .Where(candidate => candidate.IsGenericType)
            .SelectMany(candidate => Kinds
                .Where(kind => kind.Contract == candidate.GetGenericTypeDefinition())
                .Select(kind => (kind.Kind, Types: candidate.GetGenericArguments())))
            .ToList();
        return contracts is [var (kind, types)]
            ? new ConnectorForm(connector, about, kind, types)
            : throw new InvalidOperationException($"{connector.FullName} implements {contracts.Count} contracts of connectors, and not one.");
    }

    private static IReadOnlyList<ConnectorPlaces> PlacesOf(ConnectorPlaces asked, ConnectorKind kind)
    {
        var places = asked is not ConnectorPlaces.Automatic ? asked
            : kind is ConnectorKind.Outbound ? ConnectorPlaces.ServiceTask
            : ConnectorPlaces.StartEvent | ConnectorPlaces.MessageStartEvent | ConnectorPlaces.CatchEvent | ConnectorPlaces.BoundaryEvent
                | ConnectorPlaces.ReceiveTask;
        return [.. Enum.GetValues<ConnectorPlaces>().Where(place => place is not ConnectorPlaces.Automatic && places.HasFlag(place))];
    }

    /// <summary><c>io.camunda:connector-kafka-inbound:1</c> → <c>kafka-inbound</c>.</summary>
    private static string SlugOf(string jobType)
    {
        var parts = jobType.Split(':');
        var name = parts.Length > 1 ? parts[1] : parts[0];
        return Words.Address(Ornament().Replace(name, ""));
    }

    [GeneratedRegex("^connector-|-connector$")]
    private static partial Regex Ornament();
}

public enum ConnectorKind
{
    Outbound,
    Webhook,
    Subscription,
    Polling,
}
