using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>
/// Asks what would become of an outside event; nothing happens. Exactly one of three: a kept event, a request to a webhook, what an event
/// carries. Ours.
/// </summary>
public sealed record InboundPlanRequest
{
    /// <summary>A kept event.</summary>
    public InboxKey? InboxKey { get; init; }

    /// <summary>A request as it would arrive at a webhook. Its sender is not checked.</summary>
    public PlannedInboundRequest? Request { get; init; }

    /// <summary>What an event carries: what expressions see.</summary>
    public JsonObjectText? Event { get; init; }

    /// <summary>Of an event: the process that it is for. With <see cref="Event"/> it is required.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>Of an event: one of its elements; null for all.</summary>
    public string? ElementId { get; init; }

    /// <summary>Of an event: the tenant; null for the default one.</summary>
    public string? TenantId { get; init; }

    /// <summary>Of an event: what its connector knows as its identity.</summary>
    public string? MessageId { get; init; }
}

/// <summary>A request to a webhook.</summary>
public sealed record PlannedInboundRequest
{
    /// <summary><c>POST</c> when omitted.</summary>
    public string? Method { get; init; }

    /// <summary>Path with the query: <c>/inbound/orders?from=shop</c>. An address is understood as well.</summary>
    public required string Path { get; init; }

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>As text; null for none.</summary>
    public string? Body { get; init; }
}

/// <summary>What would become of an event. Ours.</summary>
public sealed record InboundPlanResult
{
    /// <summary>One for each source that offers it: the webhooks of a process at one path are one.</summary>
    public required IReadOnlyList<InboundPlanItem> Items { get; init; }

    /// <summary>Why nobody is asked; null when somebody is.</summary>
    public string? Problem { get; init; }
}

/// <summary>What would become of an event at one source.</summary>
public sealed record InboundPlanItem
{
    /// <summary>Type of the connector.</summary>
    public required string Type { get; init; }

    /// <summary>Tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>Whether the connector runs, or why it does not; null when it does.</summary>
    public string? Down { get; init; }

    /// <summary>What would become of it.</summary>
    public required InboundVerdict Verdict { get; init; }

    /// <summary>Of the problem; null when there is none.</summary>
    public string? Code { get; init; }

    /// <summary>Why not; null when it would be applied.</summary>
    public string? Reason { get; init; }

    /// <summary>What it would do; null when no element takes it.</summary>
    public InboundEffectItem? Effect { get; init; }

    /// <summary>What is known of an event with the same identity; null for nothing.</summary>
    public KnownEventBody? Known { get; init; }

    /// <summary>Every expression that decided, in its order.</summary>
    public required IReadOnlyList<InboundStepItem> Steps { get; init; }

    /// <summary>Why some of the variables are null.</summary>
    public required IReadOnlyList<NullItem> Nulls { get; init; }
}

/// <summary>What an event does.</summary>
public sealed record InboundEffectItem
{
    /// <summary>Which kind.</summary>
    public required InboundAction Action { get; init; }

    /// <summary>The process version.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>Version of the process.</summary>
    public required int ProcessDefinitionVersion { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }

    /// <summary>Of a message; null otherwise.</summary>
    public string? MessageName { get; init; }

    /// <summary>Of a message; null otherwise.</summary>
    public string? CorrelationKey { get; init; }

    /// <summary>Milliseconds that a published message waits; null otherwise.</summary>
    public long? TimeToLive { get; init; }

    /// <summary>Null when the event has no identity.</summary>
    public string? MessageId { get; init; }

    /// <summary>Null when the event has no identity: a repetition would be applied again.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>What the process gets.</summary>
    public required JsonObjectText Variables { get; init; }

    /// <summary>Instances that wait for the message, with its key; null when that is not known, or nobody has to wait.</summary>
    public int? Waiting { get; init; }
}

/// <summary>An expression of an element on the event.</summary>
public sealed record InboundStepItem
{
    /// <summary>BPMN id.</summary>
    public required string ElementId { get; init; }

    /// <summary>Version of the process.</summary>
    public required int ProcessDefinitionVersion { get; init; }

    /// <summary>Which expression.</summary>
    public required InboundStep Step { get; init; }

    /// <summary>As the model has it, without the equals sign.</summary>
    public required string Expression { get; init; }

    /// <summary>As FEEL shows it; cut when it is long.</summary>
    public required string Value { get; init; }

    /// <summary>Why it has no value, or why that is null; null when it is neither.</summary>
    public string? Problem { get; init; }

    /// <summary>How it came to its value, as <see cref="ExpressionEvaluationResult.Trace"/> has it.</summary>
    public JsonObjectText? Trace { get; init; }
}

/// <summary>Which expression of an element.</summary>
[JsonConverter(typeof(RestWordConverter<InboundStep>))]
public enum InboundStep
{
    /// <summary>Whether the element takes the event.</summary>
    ActivationCondition,

    /// <summary>What the event is known by.</summary>
    MessageId,

    /// <summary>Which instance it is for.</summary>
    CorrelationKey,

    /// <summary>What the process gets.</summary>
    Result,
}

/// <summary>What an event does.</summary>
[JsonConverter(typeof(RestWordConverter<InboundAction>))]
public enum InboundAction
{
    /// <summary>It starts an instance.</summary>
    CreateInstance,

    /// <summary>It becomes a message that waits for who takes it.</summary>
    PublishMessage,

    /// <summary>It reaches who waits now, or nobody.</summary>
    CorrelateMessage,
}

/// <summary>What becomes of an event.</summary>
[JsonConverter(typeof(RestWordConverter<InboundVerdict>))]
public enum InboundVerdict
{
    /// <summary>It has its effect.</summary>
    Apply,

    /// <summary>It had its effect before, and has none now.</summary>
    Duplicate,

    /// <summary>Its trigger is suspended, or earlier events wait still: it waits, too.</summary>
    Hold,

    /// <summary>Its trigger is suspended, and its sender would wait for an answer: nothing is accepted.</summary>
    Refuse,

    /// <summary>The model wants such events to be dropped.</summary>
    Consume,

    /// <summary>It cannot be applied, and is kept for somebody to look at.</summary>
    Quarantine,
}
