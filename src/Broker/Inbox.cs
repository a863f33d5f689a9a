using Fairlead.Broker.Running;
using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Fairlead.Protocol;

namespace Fairlead.Broker;

/// <summary>Outside events that were not applied, and their sources. Reads see what was written before.</summary>
public sealed class Inbox : IInbox
{
    /// <summary>Entries told at once.</summary>
    public const int FoundAtMost = 1_000;

    private readonly Action<IPending> _submit;
    private readonly Tenancy _tenancy;

    /// <param name="submit">Takes what asks; the answer comes when it is durable.</param>
    internal Inbox(Action<IPending> submit, Tenancy tenancy) => (_submit, _tenancy) = (submit, tenancy);

    public async Task<KeptEvent> KeepAsync(KeepEvent request, CancellationToken cancellation)
    {
        var kept = await ExecuteAsync<Reply.Kept>(
            InboundRequests.ToCommand(request, _tenancy), request.Payload.Length, "KEEP", cancellation).ConfigureAwait(false);
        return new(new(kept.Key.Value), kept.Duplicate, kept.Known is { } known ? InboundAnswers.ToKnown(known) : null);
    }

    public async Task<InboxEntry?> FindAsync(Protocol.InboxKey key, CancellationToken cancellation) =>
        await ReadAsync(inbound => inbound.Find(new(key.Value)) is { } kept
                ? InboundAnswers.ToEntry(kept, inbound.FindPayload(kept.Key) ?? default)
                : null, cancellation)
            .ConfigureAwait(false) as InboxEntry;

    public async Task<IReadOnlyList<InboxEntry>> FindKeptAsync(FindKept request, CancellationToken cancellation)
    {
        bool? isHeld = request.State is { } state ? InboundRequests.ToIsHeld(state) : null;
        var atMost = request.AtMost is >= 1 and <= FoundAtMost
            ? request.AtMost
            : throw Invalid($"Expected to find 1 to {FoundAtMost:N0} kept events at once, but {request.AtMost:N0} are asked for.");
        var isOfAll = request.TenantId is null && request.ProcessId is null;
        if (request is { ProcessId: null, ElementId: not null })
            throw Invalid($"Expected the process of element '{request.ElementId}', but there is none.");
        var tenant = _tenancy.ToEngine(request.TenantId);
        var after = new Engine.InboxKey(request.After?.Value ?? 0);
        var found = await ReadAsync<IReadOnlyList<KeptInbound>>(
            inbound => isOfAll
                ? inbound.FindKept(isHeld, after, atMost)
                : inbound.FindKept(tenant, request.ProcessId, request.ElementId, isHeld, after, atMost),
            cancellation).ConfigureAwait(false);
        return [.. found.Select(kept => InboundAnswers.ToEntry(kept, payload: default))];
    }

    public Task EditAsync(Protocol.InboxKey key, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        DoAsync(new Command.EditInbound(new(key.Value), Variables.Check(payload)), payload.Length, "EDIT", cancellation);

    public Task NoteFailureAsync(Protocol.InboxKey key, string code, string reason, CancellationToken cancellation) =>
        DoAsync(new Command.NoteInboundFailure(new(key.Value), code, reason), 0, "FAIL", cancellation);

    public Task DiscardAsync(Protocol.InboxKey key, CancellationToken cancellation) =>
        DoAsync(new Command.DiscardInbound(new(key.Value)), 0, "DISCARD", cancellation);

    public Task SuspendAsync(string? tenantId, string processId, string? elementId, CancellationToken cancellation) =>
        DoAsync(new Command.SuspendTrigger(_tenancy.ToEngine(tenantId), processId, elementId), 0, "SUSPEND", cancellation);

    public Task ResumeAsync(string? tenantId, string processId, string? elementId, CancellationToken cancellation) =>
        DoAsync(new Command.ResumeTrigger(_tenancy.ToEngine(tenantId), processId, elementId), 0, "RESUME", cancellation);

    public async Task<IReadOnlyList<Protocol.Suspension>> FindSuspensionsAsync(CancellationToken cancellation)
    {
        var found = await ReadAsync(inbound => inbound.FindSuspensions(), cancellation).ConfigureAwait(false);
        return [.. found.Select(InboundAnswers.ToSuspension)];
    }

    public async Task<KnownEvent?> FindKnownAsync(string deduplicationKey, CancellationToken cancellation)
    {
        var known = await ReadAsync(inbound => inbound.FindKnown(deduplicationKey), cancellation).ConfigureAwait(false);
        return known switch
        {
            { Answer: { } answer } => InboundAnswers.ToKnown(answer),
            { Kept: { } kept } => new KnownEvent(new(kept.Key.Value), Answer: 0, InstanceKey: null) { State = InboundAnswers.ToState(kept.IsHeld) },
            _ => null,
        };
    }

    public async Task<string?> ReadCursorAsync(string? tenantId, string name, CancellationToken cancellation)
    {
        var tenant = _tenancy.ToEngine(tenantId);
        var place = await ReadAsync(inbound => inbound.FindPlace(tenant, name) ?? "", cancellation).ConfigureAwait(false);
        return place.Length > 0 ? place : null;
    }

    public Task MoveCursorAsync(string? tenantId, InboundCursor cursor, LeaseHold? lease, CancellationToken cancellation) =>
        DoAsync(
            new Command.MovePlace(_tenancy.ToEngine(tenantId), InboundRequests.ToPlace(cursor)!, InboundRequests.ToFence(lease)),
            cursor.Value.Length,
            "MOVE",
            cancellation);

    private Task DoAsync(Command command, int sizeBytes, string intent, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(command, sizeBytes, intent, cancellation);

    private async Task<T> ExecuteAsync<T>(Command command, int sizeBytes, string intent, CancellationToken cancellation)
        where T : Reply
    {
        var pending = new PendingCommand(command, sizeBytes);
        _submit(pending);
        return Answers.Expect<T>(await pending.WaitAsync(cancellation).ConfigureAwait(false), intent);
    }

    private async Task<T> ReadAsync<T>(Func<InboundView, T> read, CancellationToken cancellation)
    {
        var pending = new InboundRead<T>(read);
        _submit(pending);
        return ((InboundRead<T>.Found)await pending.WaitAsync(cancellation).ConfigureAwait(false)).Value;
    }

    private static ClusterException Invalid(string message) => new(ClusterError.InvalidArgument, message);
}
