using System.Globalization;

using Fairlead.Protocol.Rest;

namespace Fairlead.Protocol.Remote;

/// <summary>The inbox of a cluster of ours elsewhere.</summary>
internal sealed class RemoteInbox(ClusterClient client, Contact contact) : IInbox
{
    private readonly InboxClient _inbox = client.Inbox;

    public async Task<KeptEvent> KeepAsync(KeepEvent request, CancellationToken cancellation)
    {
        var body = new KeepEventRequest
        {
            Trigger = InboundTriggerBody.Of(request.Trigger),
            State = request.State,
            ErrorCode = request.Code,
            ErrorMessage = request.Reason,
            Payload = new JsonObjectText(request.Payload),
            DeduplicationKey = request.DeduplicationKey,
            MessageId = request.MessageId,
            Cursor = InboundCursorBody.Of(request.Cursor),
            Lease = LeaseHoldBody.Of(request.Lease),
            TenantId = request.TenantId,
            KeepFor = request.KeepFor is { } time ? Bodies.Milliseconds(time) : null,
        };
        var kept = await contact.AskAsync(token => _inbox.KeepAsync(body, token), cancellation).ConfigureAwait(false);
        return new(kept.InboxKey ?? default, kept.Duplicate, kept.Known is { } known ? ToKnown(known) : null);
    }

    public async Task<InboxEntry?> FindAsync(InboxKey key, CancellationToken cancellation)
    {
        try
        {
            var item = await contact.AskAsync(token => _inbox.GetAsync(key, token), cancellation).ConfigureAwait(false);
            return item.EndTime is null ? ToEntry(item) : null;
        }
        catch (ClusterException unknown) when (unknown.Error is ClusterError.NotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<InboxEntry>> FindKeptAsync(FindKept request, CancellationToken cancellation)
    {
        var found = await contact.AskAsync(token => _inbox.FindKeptAsync(request, token), cancellation).ConfigureAwait(false);
        return [.. found.Items.Select(ToEntry)];
    }

    public Task EditAsync(InboxKey key, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        contact.AskAsync(token => _inbox.EditAsync(key, new() { Payload = new JsonObjectText(payload) }, token), cancellation);

    public Task NoteFailureAsync(InboxKey key, string code, string reason, CancellationToken cancellation) => contact.AskAsync(
        token => _inbox.NoteFailureAsync(key, new() { ErrorCode = code, ErrorMessage = reason }, token), cancellation);

    public Task DiscardAsync(InboxKey key, CancellationToken cancellation) =>
        contact.AskAsync(token => _inbox.DiscardAsync(key, token), cancellation);

    public Task SuspendAsync(string? tenantId, string processId, string? elementId, CancellationToken cancellation) =>
        contact.AskAsync(token => _inbox.SuspendAsync(Trigger(tenantId, processId, elementId), token), cancellation);

    public Task ResumeAsync(string? tenantId, string processId, string? elementId, CancellationToken cancellation) =>
        contact.AskAsync(token => _inbox.ResumeAsync(Trigger(tenantId, processId, elementId), token), cancellation);

    public async Task<IReadOnlyList<Suspension>> FindSuspensionsAsync(CancellationToken cancellation)
    {
        var found = await contact.AskAsync(_inbox.FindSuspensionsAsync, cancellation).ConfigureAwait(false);
        return [.. found.Items.Select(item => new Suspension(item.TenantId, item.ProcessDefinitionId, item.ElementId, item.Since))];
    }

    public async Task<KnownEvent?> FindKnownAsync(string deduplicationKey, CancellationToken cancellation)
    {
        var found = await contact.AskAsync(token => _inbox.FindKnownAsync(deduplicationKey, token), cancellation).ConfigureAwait(false);
        return found.Known is { } known ? ToKnown(known) : null;
    }

    public async Task<string?> ReadCursorAsync(string? tenantId, string name, CancellationToken cancellation) =>
        (await contact.AskAsync(token => _inbox.ReadCursorAsync(tenantId, name, token), cancellation).ConfigureAwait(false)).Value;

    public Task MoveCursorAsync(string? tenantId, InboundCursor cursor, LeaseHold? lease, CancellationToken cancellation) => contact.AskAsync(
        token => _inbox.MoveCursorAsync(
            cursor.Name, new() { Value = cursor.Value, After = cursor.After, Lease = LeaseHoldBody.Of(lease), TenantId = tenantId }, token),
        cancellation);

    private static SuspendRequest Trigger(string? tenantId, string processId, string? elementId) =>
        new() { TenantId = tenantId, ProcessDefinitionId = processId, ElementId = elementId };

    private static KnownEvent ToKnown(KnownEventBody item) => new(
        item.InboxKey, item.AnswerKey is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : 0, item.ProcessInstanceKey)
    {
        State = item.State,
    };

    private static InboxEntry ToEntry(InboxItem item) => new()
    {
        Key = item.InboxKey,
        Trigger = new(item.ConnectorType, item.ProcessDefinitionId, item.ElementId),
        State = item.State,
        Code = item.ErrorCode,
        Reason = item.ErrorMessage,
        Payload = item.Payload?.Utf8 ?? default,
        PayloadBytes = item.PayloadBytes,
        DeduplicationKey = item.DeduplicationKey,
        MessageId = item.MessageId,
        Attempts = item.Attempts,
        ReceivedAt = item.ReceivedTime,
        LastAttemptAt = item.LastAttemptTime,
        KeptUntil = item.KeptUntil,
        TenantId = item.TenantId,
    };
}
