using System.Collections.Frozen;

using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>An element of a deployed process version that an inbound connector feeds.</summary>
public sealed record InboundElement
{
    public required ProcessDefinition Definition { get; init; }

    public required string ElementId { get; init; }

    /// <summary>Type of the connector.</summary>
    public required string Type { get; init; }

    /// <summary>Every <c>zeebe:property</c> as the model has it.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    /// <summary>What is wrong with it, for its author; null when it can run.</summary>
    public string? Problem { get; init; }

    /// <summary>BPMN id of the element whose active visits wait for its events; null where nobody waits, or nobody knows.</summary>
    internal string? WaitsAt { get; init; }

    /// <summary>Gives the correlation key that a visit waits for, of the variables that it sees; null where nobody waits.</summary>
    internal FeelExpression? AwaitedKey { get; init; }

    internal CorrelationPoint Point { get; init; } = new CorrelationPoint.Start();

    internal FeelExpression? ActivationCondition { get; init; }

    internal FeelExpression? CorrelationKey { get; init; }

    internal FeelExpression? MessageId { get; init; }

    internal FeelExpression? Answer { get; init; }

    internal ResultMapping Result { get; init; } = new(null, null);

    internal TimeSpan MessageTimeToLive { get; init; }

    /// <summary>How long a repetition of its events is known; null for as long as the cluster says.</summary>
    internal TimeSpan? RememberFor { get; init; }

    /// <summary>Silence for longer is worth saying; null when nothing is expected.</summary>
    internal TimeSpan? ExpectedEvery { get; init; }

    internal bool ConsumesUnmatched { get; init; }

    internal bool IsSynchronous { get; init; }

    /// <summary>Properties that make a connector run differently, in order of their names.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Identity { get; init; } = [];

    internal string? ActivationConditionText => Property(InboundProperty.Activation) ?? Property(InboundProperty.OlderActivation);

    internal string? Property(string name) =>
        Properties.TryGetValue(name, out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;
}

/// <summary>What an event at an element does.</summary>
internal abstract record CorrelationPoint
{
    private CorrelationPoint() { }

    /// <summary>Starts an instance of the element's version.</summary>
    public sealed record Start : CorrelationPoint;

    /// <param name="IsStart">Starts an instance through a message; the key may then be empty.</param>
    public sealed record Message(string Name, bool IsStart) : CorrelationPoint;
}

/// <summary>Names of the properties that the runtime itself understands.</summary>
internal static class InboundProperty
{
    /// <summary>Of the settings of a webhook.</summary>
    public const string Prefix = "inbound.";

    public const string Type = "inbound.type";
    public const string Context = "inbound.context";
    public const string Method = "inbound.method";
    public const string Subtype = "inbound.subtype";

    /// <summary>Ours: whose pages may call a webhook.</summary>
    public const string AllowedOrigins = "inbound.cors.allowedOrigins";

    public const string ResponseExpression = "inbound.responseExpression";
    public const string LegacyResponseBody = "inbound.responseBodyExpression";
    public const string Activation = "activationCondition";
    public const string OlderActivation = "inbound.activationCondition";
    public const string DeduplicationMode = "deduplicationMode";
    public const string ExpectedEvery = "expectedEvery";
    public const string DeduplicationId = "deduplicationId";

    /// <summary>Ours: how long a repetition of an event is known.</summary>
    public const string DeduplicationRetention = "deduplicationRetention";

    /// <summary>They say what happens with an event, not how to receive it: changing them restarts nothing.</summary>
    public static FrozenSet<string> OutsideIdentity { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        Type,
        DeduplicationMode,
        DeduplicationId,
        DeduplicationRetention,
        "deduplicationModeManualFlag",
        "messageIdExpression",
        "correlationKeyExpression",
        "correlationRequired",
        ExpectedEvery,
        Activation,
        OlderActivation,
        "consumeUnmatchedEvents",
        "messageTtl",
        "synchronousResponse",
        "resultExpression",
        "resultVariable",
        Subtype,
        ResponseExpression);
}
