using System.Net.Sockets;

using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound.Running;

/// <summary>
/// Owns a source and works at it, for ever: waits until the lease is ours, works while it is, and after each failure begins again with a
/// pause that grows. A failure gives the lease back: another runtime may reach what this one cannot.
/// </summary>
internal sealed class OwnedRun : IInboundRun, IAsyncDisposable
{
    public const string Ended = "INBOUND_ENDED";

    private readonly OwnedRuns _parts;
    private readonly InboundStart _start;
    private readonly Redactor _redactor;
    private readonly InboundWork _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly LeaseKeeper? _lease;
    private readonly RunHealth _health;
    private readonly Task _loop;
    private volatile InboundGroup _group;
    private int _failures;

    public OwnedRun(OwnedRuns parts, InboundStart start, Redactor redactor, InboundWork work)
    {
        (_parts, _start, _redactor, _work, _group) = (parts, start, redactor, work, InboundSecrets.Fill(start.Group, start.Secrets));
        _health = new RunHealth(start.Activities, parts.Time);
        if (parts.Cluster.Leases is { } leases)
            _lease = new LeaseKeeper(leases, $"inbound/{start.Group.SourceId}", parts.Owner, parts.Options.LeaseDuration, parts.Time);
        else
            _health.Note("ownership", "This cluster keeps no leases: every runtime on it reads this source.");
        _loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    public InboundHealth Health => _health.Now;

    public string? Path => null;

    public void Swap(InboundGroup group) => _group = InboundSecrets.Fill(group, _start.Secrets);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task LoopAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var held = await OwnAsync();
                var pause = await WorkAsync(held);
                if (pause is null)
                    return;
                await Task.Delay(pause.Value, _parts.Time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    /// <returns>Null when the cluster keeps no leases.</returns>
    private async Task<HeldLease?> OwnAsync()
    {
        if (_lease is null)
            return null;

        for (var refusals = 0; ;)
        {
            var pause = _parts.Options.LeaseDuration / 3;
            try
            {
                var held = await _lease.TakeAsync(_stop.Token);
                if (held.IsOurs)
                    return held;
                refusals = 0;
                _health.Standby(held.Lease.Owner);
                pause = held.Lease.Remaining < pause ? held.Lease.Remaining + TimeSpan.FromMilliseconds(10) : pause;
            }
            catch (ClusterException refused)
            {
                pause = InboundPause.Of(refusals++, _group.Id, _parts.Options);
                _health.Down($"The cluster cannot be asked who reads this source: {refused.Message}", retryAt: null);
            }

            await Task.Delay(pause, _parts.Time, _stop.Token);
        }
    }

    /// <returns>How long to wait before the next attempt; null for none.</returns>
    private async Task<TimeSpan?> WorkAsync(HeldLease? held)
    {
        using var owning = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var keeping = held is null ? Task.CompletedTask : KeepAsync(held, owning);
        var session = new InboundSession(_parts, _start, () => _group, held?.Lease.Hold, _redactor, _health, owning.Token);
        _health.Starting();
        try
        {
            return await WorkAsync(session, owning.Token);
        }
        finally
        {
            await owning.CancelAsync();
            await keeping;
            if (held is not null)
                await _lease!.GiveBackAsync(held);
        }
    }

    private async Task<TimeSpan?> WorkAsync(InboundSession session, CancellationToken owning)
    {
        var work = Task.Run(() => _work(session, owning), CancellationToken.None);
        try
        {
            await WaitAsync(work, owning);
            owning.ThrowIfCancellationRequested();
            return Fail($"The connector ended although nobody had asked it to. [{Ended}]", advised: null);
        }
        catch (Exception) when (owning.IsCancellationRequested)
        {
            // A failure on the way out is none: what it could not deliver comes again.
            if (!work.IsCompleted)
                Abandon();
            if (!_stop.IsCancellationRequested)
                _health.Lost();
            return TimeSpan.Zero;
        }
        catch (ConnectorException refused) when (refused.Retry == RetryAdvice.Never)
        {
            _health.Cancelled(_redactor.Clean(refused.Message));
            return null;
        }
        catch (ConnectorException refused)
        {
            return Fail(refused.Message, refused.Retry.Delay);
        }
        catch (Exception unreachable) when (IsOfTheNetwork(unreachable))
        {
            return Fail($"The source cannot be reached: {unreachable.Message}", advised: null);
        }
        catch (Exception defect)
        {
            // One connector's defect is its own; its text may hold settings, so it is not shown.
            return Fail($"The connector failed with {defect.GetType().Name}; this is a defect of the connector. [CONNECTOR_DEFECT]", advised: null);
        }
    }

    /// <summary>When it is asked to end, it has a while; then it is left to itself, and can deliver nothing any more.</summary>
    private async Task WaitAsync(Task work, CancellationToken owning)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = owning.Register(() => asked.TrySetResult());
        if (await Task.WhenAny(work, asked.Task) != work)
            await work.WaitAsync(_parts.Options.StopWait, _parts.Time, CancellationToken.None);
        await work;
    }

    private void Abandon()
    {
        var limit = _parts.Options.StopWait;
        Log.InboundAbandoned(_parts.Logger, _group.Id, _group.Type, _group.ProcessId, limit);
        _start.Activities.Add(
            ActivitySeverity.Warning,
            ActivityTag.Lifecycle,
            $"The connector did not stop within {limit.TotalSeconds:0.#} seconds and was left to itself; it can deliver nothing any more.");
    }

    private async Task KeepAsync(HeldLease held, CancellationTokenSource owning)
    {
        try
        {
            await _lease!.KeepAsync(held, owning.Token);
            await owning.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // Nobody needs it any more.
        }
    }

    private TimeSpan Fail(string reason, TimeSpan? advised)
    {
        if (_health.WasUpFor >= InboundPause.Of(_failures, _group.Id, _parts.Options))
            _failures = 0;
        var pause = InboundPause.Of(_failures++, _group.Id, _parts.Options);
        if (advised > pause)
            pause = advised.Value;
        _health.Down(_redactor.Clean(reason), _parts.Time.GetUtcNow() + pause);
        return pause;
    }

    private static bool IsOfTheNetwork(Exception failure) =>
        failure is SocketException or IOException or HttpRequestException or TimeoutException or OperationCanceledException;
}
