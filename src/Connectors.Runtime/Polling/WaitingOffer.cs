using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbound.Running;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>The events of an answer that an element takes, by the correlation key that they are for.</summary>
internal sealed class WaitingOffer
{
    private readonly List<InboundEvent> _all = [];
    private readonly ILookup<string, InboundEvent> _byKey;

    public WaitingOffer(InboundElement element, IReadOnlyList<InboundEvent> events, InboundSession session)
    {
        var keyed = new List<(string Key, InboundEvent Event)>();
        foreach (var one in events)
        {
            switch (InboundDecider.Decide([element], InboundSession.ContextOf(one.Variables), one.Id, session.Time.GetUtcNow()))
            {
                case InboundDecision.Effect effect:
                    _all.Add(one);
                    keyed.Add((effect.CorrelationKey, one));
                    break;
                case InboundDecision.Unfit unfit:
                    // The next answer may fit, and is asked for anyway.
                    session.Log($"An answer does not fit element {element.ElementId}: {unfit.Detail}");
                    break;
            }
        }

        _byKey = keyed.ToLookup(pair => pair.Key, pair => pair.Event, StringComparer.Ordinal);
    }

    /// <param name="awaitedKey">What the visit waits for; null when that cannot be told.</param>
    public IEnumerable<InboundEvent> For(string? awaitedKey) => awaitedKey is null ? _all : _byKey[awaitedKey];
}
