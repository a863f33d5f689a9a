using System.Globalization;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Rest;

/// <summary>Outside events as they go over REST.</summary>
internal static class InboxItems
{
    /// <summary>Without what it carries.</summary>
    public static InboxItem Of(InboxEntry entry) => new()
    {
        InboxKey = entry.Key,
        State = entry.State,
        ConnectorType = entry.Trigger.Type,
        ProcessDefinitionId = entry.Trigger.ProcessId,
        ElementId = entry.Trigger.ElementId,
        TenantId = entry.TenantId,
        ErrorCode = entry.Code,
        ErrorMessage = entry.Reason,
        DeduplicationKey = entry.DeduplicationKey,
        MessageId = entry.MessageId,
        PayloadBytes = entry.PayloadBytes,
        Attempts = entry.Attempts,
        ReceivedTime = entry.ReceivedAt,
        LastAttemptTime = entry.LastAttemptAt,
        KeptUntil = entry.KeptUntil,
    };

    public static KnownEventBody Of(KnownEvent known) => new()
    {
        InboxKey = known.Entry,
        State = known.State,
        AnswerKey = known.Answer == 0 ? null : known.Answer.ToString(CultureInfo.InvariantCulture),
        ProcessInstanceKey = known.InstanceKey,
    };

    public static SuspensionItem Of(Suspension suspension) => new()
    {
        ProcessDefinitionId = suspension.ProcessId,
        ElementId = suspension.ElementId,
        TenantId = suspension.TenantId,
        Since = suspension.Since,
    };

    public static KeepEvent ToEvent(KeepEventRequest request) => new()
    {
        Trigger = request.Trigger.ToTrigger(),
        State = request.State,
        Code = request.ErrorCode ?? "",
        Reason = request.ErrorMessage ?? "",
        Payload = request.Payload.Utf8,
        DeduplicationKey = request.DeduplicationKey,
        MessageId = request.MessageId,
        Cursor = request.Cursor?.ToCursor(),
        Lease = request.Lease?.ToHold(),
        TenantId = request.TenantId,
        KeepFor = request.KeepFor is { } time ? Durations.Read(nameof(request.KeepFor), time) : null,
    };
}
