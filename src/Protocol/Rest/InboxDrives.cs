using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>Applies one kept event. Ours.</summary>
public sealed record InboxDriveRequest
{
    /// <summary>Only says what would become of it.</summary>
    public bool? Preview { get; init; }

    /// <summary>Takes the place of what the event carries; of a preview for the preview only.</summary>
    public JsonObjectText? Payload { get; init; }
}

/// <summary>Applies many kept events, oldest first. Ours.</summary>
public sealed record InboxDrivesRequest
{
    /// <summary>Keys; null for all that the other properties ask for.</summary>
    public IReadOnlyList<InboxKey>? InboxKeys { get; init; }

    /// <summary>BPMN id; null for all.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>BPMN id, beside that of the process; null for all.</summary>
    public string? ElementId { get; init; }

    /// <summary>Null for those of all; with a process, for the default one.</summary>
    public string? TenantId { get; init; }

    /// <summary>Code of the problem that they were kept for; null for any.</summary>
    public string? Code { get; init; }

    /// <summary>Also those that are only held.</summary>
    public bool? IncludeHeld { get; init; }

    /// <summary>Those behind this one; null for the first.</summary>
    public InboxKey? After { get; init; }

    /// <summary>Events at most: 1 to 1,000; 100 when omitted.</summary>
    public int? Limit { get; init; }

    /// <summary>Only says what would become of them.</summary>
    public bool? Preview { get; init; }
}

/// <summary>What became of kept events, or would. Ours.</summary>
public sealed record InboxDrivesResult
{
    /// <summary>Whether nothing happened.</summary>
    public required bool Preview { get; init; }

    /// <summary>In the order in which they came. One that was done already is not among them.</summary>
    public required IReadOnlyList<InboxDriveItem> Items { get; init; }

    /// <summary>For <see cref="InboxDrivesRequest.After"/>; null when there are no more.</summary>
    public InboxKey? Next { get; init; }
}

/// <summary>What became of a kept event, or would. Ours.</summary>
public sealed record InboxDriveItem
{
    /// <summary>Identifies it.</summary>
    public required InboxKey InboxKey { get; init; }

    /// <summary>What became of it.</summary>
    public required InboxDriveOutcome Outcome { get; init; }

    /// <summary>Of the problem; null when there is none.</summary>
    public string? Code { get; init; }

    /// <summary>Why not; null when it was applied.</summary>
    public string? Reason { get; init; }

    /// <summary>What it did; null when no element takes it.</summary>
    public InboundEffectItem? Effect { get; init; }

    /// <summary>The instance that it started or reached; null when it did not, or nobody knows.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>The message that it became; null when it did not.</summary>
    public MessageKey? MessageKey { get; init; }
}

/// <summary>What became of a kept event.</summary>
[JsonConverter(typeof(RestWordConverter<InboxDriveOutcome>))]
public enum InboxDriveOutcome
{
    /// <summary>It had its effect, and is done.</summary>
    Applied,

    /// <summary>It had its effect before, and is done.</summary>
    Duplicate,

    /// <summary>The model wants such events to be dropped by now: it is done.</summary>
    Consumed,

    /// <summary>It cannot be applied, and stays with its new reason.</summary>
    Failed,

    /// <summary>The cluster, or a provider of secrets, is away: it stays as it was.</summary>
    NotNow,
}
