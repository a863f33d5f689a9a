namespace Fairlead.Protocol.Rest;

/// <summary>The outside event behind an effect. See <see cref="InboundOrigin"/>.</summary>
public sealed record InboundOriginBody
{
    /// <summary>The element that took the event.</summary>
    public required InboundTriggerBody Trigger { get; init; }

    /// <summary>What the event was kept as, and which is done with this.</summary>
    public InboxKey? InboxKey { get; init; }

    /// <summary>How far the source is read with this event.</summary>
    public InboundCursorBody? Cursor { get; init; }

    /// <summary>The lease under which the source is read.</summary>
    public LeaseHoldBody? Lease { get; init; }

    /// <summary>How long a repetition gets the first answer, in milliseconds; null for as long as the cluster says.</summary>
    public long? RememberFor { get; init; }

    /// <summary>As it goes over REST.</summary>
    public static InboundOriginBody? Of(InboundOrigin? origin) => origin is null ? null : new()
    {
        Trigger = InboundTriggerBody.Of(origin.Trigger),
        InboxKey = origin.Entry,
        Cursor = InboundCursorBody.Of(origin.Cursor),
        Lease = LeaseHoldBody.Of(origin.Lease),
        RememberFor = (long?)origin.RememberFor?.TotalMilliseconds,
    };

    /// <summary>As the cluster takes it.</summary>
    public InboundOrigin ToOrigin() => new()
    {
        Trigger = Trigger.ToTrigger(),
        Entry = InboxKey,
        Cursor = Cursor?.ToCursor(),
        Lease = Lease?.ToHold(),
        RememberFor = RememberFor is { } time ? Durations.Read(nameof(RememberFor), time) : null,
    };
}

/// <summary>What an outside event is for.</summary>
public sealed record InboundTriggerBody
{
    /// <summary>Of the connector.</summary>
    public required string ConnectorType { get; init; }

    /// <summary>BPMN id.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>BPMN id.</summary>
    public required string ElementId { get; init; }

    /// <summary>As it goes over REST.</summary>
    public static InboundTriggerBody Of(InboundTrigger trigger) =>
        new() { ConnectorType = trigger.Type, ProcessDefinitionId = trigger.ProcessId, ElementId = trigger.ElementId };

    /// <summary>As the cluster takes it.</summary>
    public InboundTrigger ToTrigger() => new(ConnectorType, ProcessDefinitionId, ElementId);
}

/// <summary>A place in a source.</summary>
public sealed record InboundCursorBody
{
    /// <summary>The source.</summary>
    public required string Name { get; init; }

    /// <summary>Whatever its connector reads there again; empty forgets the place.</summary>
    public required string Value { get; init; }

    /// <summary>The place that this one follows, empty for the beginning; null follows any.</summary>
    public string? After { get; init; }

    /// <summary>As it goes over REST.</summary>
    public static InboundCursorBody? Of(InboundCursor? cursor) =>
        cursor is null ? null : new() { Name = cursor.Name, Value = cursor.Value, After = cursor.After };

    /// <summary>As the cluster takes it.</summary>
    public InboundCursor ToCursor() => new(Name, Value) { After = After };
}

/// <summary>How far a source is read.</summary>
public sealed record CursorResult
{
    /// <summary>The source.</summary>
    public required string Name { get; init; }

    /// <summary>Null when nobody said.</summary>
    public string? Value { get; init; }
}

/// <summary>Says how far a source is read.</summary>
public sealed record MoveCursorRequest
{
    /// <summary>Empty forgets the place.</summary>
    public required string Value { get; init; }

    /// <summary>Null when everybody may.</summary>
    public LeaseHoldBody? Lease { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>The place that this one follows, empty for the beginning; null follows any.</summary>
    public string? After { get; init; }
}

/// <summary>Asks for active visits of elements.</summary>
public sealed record WaitingElementsRequest
{
    /// <summary>The process version.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>BPMN ids; of a boundary event, of the activity that it is attached to.</summary>
    public required IReadOnlyList<string> ElementIds { get; init; }
}

/// <summary>Active visits of elements.</summary>
public sealed record WaitingElementsResult
{
    /// <summary>Oldest first; see <see cref="ICluster.FindWaitingAsync"/> for how many.</summary>
    public required IReadOnlyList<WaitingElementItem> Items { get; init; }
}

/// <summary>An element at which an instance waits.</summary>
public sealed record WaitingElementItem
{
    /// <summary>The visit.</summary>
    public required ElementInstanceKey ElementInstanceKey { get; init; }

    /// <summary>The instance.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>BPMN id.</summary>
    public required string ElementId { get; init; }

    /// <summary>All that the element sees.</summary>
    public required JsonObjectText Variables { get; init; }
}
