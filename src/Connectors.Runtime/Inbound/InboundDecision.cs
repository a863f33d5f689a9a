using Fairlead.Feel;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>What an event does, or why it does nothing. Nothing has happened yet.</summary>
internal abstract record InboundDecision
{
    private InboundDecision() { }

    /// <param name="CorrelationKey">Empty where the element takes none.</param>
    /// <param name="Variables">UTF-8 JSON object.</param>
    /// <param name="MessageId">Empty when the event has no identity.</param>
    /// <param name="DeduplicationKey">Null when the event has no identity.</param>
    public sealed record Effect(
        InboundElement Element, string CorrelationKey, ReadOnlyMemory<byte> Variables, string MessageId, string? DeduplicationKey)
        : InboundDecision
    {
        /// <summary>
        /// What it does instead where an instance of some version waits for it at this moment; newest version first, this effect among them if
        /// it may be waited for. Empty when only one thing can be meant.
        /// </summary>
        public IReadOnlyList<Effect> WhereAwaited { get; init; } = [];
    }

    /// <param name="IsConsumed">The model wants such events to be taken and dropped.</param>
    public sealed record NotMatched(bool IsConsumed) : InboundDecision;

    /// <summary>The event does not fit the model.</summary>
    /// <param name="Element">The one that took it; null when it did not come so far.</param>
    /// <param name="Reason">For the sender: no text of an expression.</param>
    /// <param name="Detail">For the operator: may quote the model, but not the event.</param>
    public sealed record Unfit(InboundElement? Element, string Code, string Reason, string Detail) : InboundDecision;
}

/// <summary>How a decision came about, for people who ask: every expression in its order.</summary>
internal sealed class DecisionTrace
{
    private readonly List<DecisionStep> _steps = [];

    public FeelTraceLimits Limits { get; } = new() { DepthAtMost = 25 };

    public IReadOnlyList<DecisionStep> Steps => _steps;

    public void Add(InboundElement element, InboundStep step, FeelResult result) => _steps.Add(new DecisionStep(element, step, result));
}

/// <summary>An expression of an element, evaluated on an event.</summary>
internal sealed record DecisionStep(InboundElement Element, InboundStep Step, FeelResult Result);
