using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Feel;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>What would become of an event if it came now. Clean of secrets.</summary>
public sealed record InboundForecast
{
    /// <summary>What would become of it.</summary>
    public required InboundVerdict Verdict { get; init; }

    /// <summary>Of the problem; empty when there is none.</summary>
    public string Code { get; init; } = "";

    /// <summary>Why not; empty when it would be applied.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The element that takes the event; null when none does.</summary>
    public InboundElement? Element { get; init; }

    /// <summary>What the event does at that element.</summary>
    public InboundAction Action { get; init; }

    /// <summary>Of the message; empty where there is none.</summary>
    public string MessageName { get; init; } = "";

    /// <summary>How long a published message waits.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>Instances that wait for the message with its key; null when nobody asked, or that is not known.</summary>
    public int? Waiting { get; init; }

    /// <summary>Empty where the element takes none.</summary>
    public string CorrelationKey { get; init; } = "";

    /// <summary>Empty when the event has no identity.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>Null when the event has no identity: a repetition would be applied again.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>UTF-8 JSON object; empty when no element takes the event.</summary>
    public ReadOnlyMemory<byte> Variables { get; init; }

    /// <summary>What is known of an event with the same identity; null for nothing.</summary>
    public KnownEvent? Known { get; init; }

    /// <summary>The expressions that decided, in their order; empty when nobody asked.</summary>
    public IReadOnlyList<ForecastStep> Steps { get; init; } = [];

    /// <summary>Why some of the variables are null; empty when nobody asked.</summary>
    public IReadOnlyList<NullEntry> Nulls { get; init; } = [];
}

/// <summary>An expression of an element on the event.</summary>
/// <param name="Step">Which one.</param>
/// <param name="Expression">As the model has it.</param>
/// <param name="Value">As FEEL shows it; cut when it is long.</param>
/// <param name="Problem">Why it has no value, or why that is null; null when it is neither.</param>
/// <param name="TraceJson">UTF-8: how it came to its value, as <see cref="FeelTrace.WriteJson"/> writes it.</param>
public sealed record ForecastStep(
    InboundElement Element, InboundStep Step, string Expression, string Value, string? Problem, ReadOnlyMemory<byte> TraceJson);
