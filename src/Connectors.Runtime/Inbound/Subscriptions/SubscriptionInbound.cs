using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Inbound.Running;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Inbound.Subscriptions;

/// <summary>Inbound connectors that listen to a source.</summary>
internal sealed class SubscriptionInbound(ConnectorCatalog catalog, InboundSecrets secrets, InboundSettings settings, OwnedRuns runs) : IInboundKind
{
    public const string Refused = "SUBSCRIPTION_REFUSED";

    private readonly ConcurrentDictionary<string, SubscriptionBinding> _bindings = new(StringComparer.Ordinal);

    /// <summary>Two that read one source at once would read it twice.</summary>
    public bool TakesOver => false;

    public bool Serves(string type) => catalog.FindInbound(typeof(ISubscriptionConnector<>), type) is not null;

    public Task<IInboundRun> StartAsync(InboundStart start, CancellationToken cancellation)
    {
        var redactor = new Redactor();
        if (start.Secrets is not null)
            redactor.Add(start.Secrets.Values);
        try
        {
            if (start.Secrets is not null)
                secrets.Use(start.Group, start.Secrets);
            var json = settings.Read(
                start.Group.Elements[0], prefix: "", literals: EmptySet, start.Secrets, start.Variables, Refused);
            var work = BindingOf(start.Group.Type).Bind(json);
            return Task.FromResult(runs.Begin(start, redactor, work));
        }
        catch (ConnectorException unfit)
        {
            throw new ConnectorException(unfit.Code, redactor.Clean(unfit.Message));
        }
    }

    private static readonly IReadOnlySet<string> EmptySet = new HashSet<string>();

    private SubscriptionBinding BindingOf(string type) => _bindings.GetOrAdd(
        type, static (type, catalog) => SubscriptionBinding.Of(catalog.FindInbound(typeof(ISubscriptionConnector<>), type)!), catalog);
}

/// <summary>A subscription connector without its type of settings.</summary>
internal abstract class SubscriptionBinding
{
    private SubscriptionBinding() { }

    /// <exception cref="ConnectorException">The settings do not fit.</exception>
    public abstract InboundWork Bind(JsonObject settings);

    public static SubscriptionBinding Of(InboundClass connector) => (SubscriptionBinding)Activator.CreateInstance(
        typeof(Typed<>).MakeGenericType(connector.Contract.GetGenericArguments()), connector.Instance)!;

    private sealed class Typed<TSettings>(ISubscriptionConnector<TSettings> connector) : SubscriptionBinding
        where TSettings : notnull
    {
        public override InboundWork Bind(JsonObject settings)
        {
            var bound = ConnectorJson.Bind<TSettings>(JsonSerializer.SerializeToUtf8Bytes(settings, ConnectorJson.Options));
            connector.Check(bound);
            return (session, cancellation) => connector.RunAsync(bound, new OwnedSubscription(session), cancellation);
        }
    }
}
