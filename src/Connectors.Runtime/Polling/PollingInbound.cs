using System.Collections.Concurrent;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>Inbound connectors that ask their source again and again.</summary>
internal sealed class PollingInbound(
    ConnectorCatalog catalog, InboundSecrets secrets, InboundSettings settings, Expressions expressions, Pollers pollers) : IInboundKind
{
    public const string Refused = "POLLING_REFUSED";

    /// <summary>Until the settings can be made, which say how often.</summary>
    public static readonly TimeSpan IntervalWithoutSettings = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, PollBinding> _bindings = new(StringComparer.Ordinal);

    /// <summary>Two that ask one source at once would ask twice.</summary>
    public bool TakesOver => false;

    public bool Serves(string type) => catalog.FindInbound(typeof(IPollingConnector<>), type) is not null;

    public Task<IInboundRun> StartAsync(InboundStart start, CancellationToken cancellation)
    {
        var redactor = new Redactor();
        if (start.Secrets is { } lookup)
        {
            redactor.Add(lookup.Values);
            secrets.Use(start.Group, lookup);
        }

        Check(start.Group);
        var asking = new PollAsking(pollers, start, settings, BindingOf(start.Group.Type), redactor);
        // Where nobody waits, everything is known already but for what the source says.
        if (StandingPoll.ElementsOf(start.Group) is [var element, ..])
            asking.Bind(asking.QuestionOf(element, instance: null, cursor: null));
        return Task.FromResult(pollers.Runs.Begin(
            start, redactor, (session, token) => new PollRun(pollers, asking, session).RunAsync(token)));
    }

    /// <summary>What an instance sees is not known yet; whether expressions are FEEL is.</summary>
    private void Check(InboundGroup group)
    {
        if (group.Elements.FirstOrDefault(IsHidden) is { } hidden)
            throw new ConnectorException(
                Refused,
                $"The start event {hidden.ElementId} lies in an event sub-process of the process itself, and no cluster tells which "
                + $"instances wait there: poll at a boundary event, or put both into a sub-process. [{Refused}]");
        foreach (var (name, text) in group.Elements[0].Properties.Where(property => InboundSecrets.IsSetting(property.Key)))
        {
            if (text.TrimStart().StartsWith('=') && expressions.Get(text).Diagnostics is [var problem, ..])
                throw new ConnectorException(
                    Refused, $"{name}: {problem.Message} (at position {problem.Start + 1}, {problem.Code}). [{Refused}]");
        }
    }

    private static bool IsHidden(InboundElement element) =>
        element is { Point: CorrelationPoint.Message { IsStart: false }, WaitsAt: null };

    private PollBinding BindingOf(string type) => _bindings.GetOrAdd(
        type, static (type, catalog) => PollBinding.Of(catalog.FindInbound(typeof(IPollingConnector<>), type)!), catalog);
}
