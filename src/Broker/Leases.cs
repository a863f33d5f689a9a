using Fairlead.Broker.Running;
using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Fairlead.Protocol;

namespace Fairlead.Broker;

/// <summary>Who reads which source.</summary>
public sealed class Leases : ILeases
{
    private readonly Action<IPending> _submit;
    private readonly TimeProvider _time;

    /// <param name="submit">Takes what asks; the answer comes when it is durable.</param>
    internal Leases(Action<IPending> submit, TimeProvider time) => (_submit, _time) = (submit, time);

    public async Task<Protocol.Lease> AcquireAsync(AcquireLease request, CancellationToken cancellation)
    {
        var command = new Command.AcquireLease(request.Name, request.Owner, request.Duration);
        var leased = Answers.Expect<Reply.Leased>(await ExecuteAsync(command, cancellation).ConfigureAwait(false), "ACQUIRE");
        return InboundAnswers.ToLease(leased.Lease, _time.GetUtcNow());
    }

    public async Task ReleaseAsync(LeaseHold lease, CancellationToken cancellation) =>
        Answers.Expect<Reply.Done>(
            await ExecuteAsync(new Command.ReleaseLease(InboundRequests.ToFence(lease)!), cancellation).ConfigureAwait(false), "RELEASE");

    public async Task<IReadOnlyList<Protocol.Lease>> FindLeasesAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var read = new InboundRead<IReadOnlyList<Engine.Lease>>(inbound => inbound.FindLeases(new(now.ToUnixTimeMilliseconds())));
        _submit(read);
        var found = (InboundRead<IReadOnlyList<Engine.Lease>>.Found)await read.WaitAsync(cancellation).ConfigureAwait(false);
        return [.. found.Value.Select(lease => InboundAnswers.ToLease(lease, now))];
    }

    private Task<Reply> ExecuteAsync(Command command, CancellationToken cancellation)
    {
        var pending = new PendingCommand(command, sizeBytes: 0);
        _submit(pending);
        return pending.WaitAsync(cancellation);
    }
}
