using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound.Running;

/// <summary>
/// The order of what was handed over of one part of a source. Several are under way at once: each says to the cluster behind which place it
/// belongs, and the cluster writes nothing elsewhere. So what fails holds back all behind it, however they were sent.
/// </summary>
internal sealed class PartOrder(string name)
{
    private readonly Lock _gate = new();
    private PartTurn? _last;
    private string? _place;

    /// <summary>Takes the next turn. Whoever calls first is first.</summary>
    public PartTurn Enter(string place)
    {
        lock (_gate)
        {
            var before = _last;
            // After one that was given up nobody knows how far the source is read.
            var after = before is null ? _place : before.Ended is { IsFaulted: true } ? null : before.Place;
            var turn = new PartTurn(name, place, after, before is { Ended.IsCompleted: false } ? before : null);
            if (before is not null)
                before.Next = turn;
            return _last = turn;
        }
    }

    /// <summary>Returns when nothing is under way.</summary>
    public async Task IdleAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && UnderWay() is { } last)
            await last.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>What the cluster says, when nothing is under way.</summary>
    public void Know(string? place)
    {
        lock (_gate)
        {
            if (_last is null or { Ended.IsCompleted: true })
                (_last, _place) = (null, place ?? "");
        }
    }

    private Task? UnderWay()
    {
        lock (_gate)
            return _last?.Ended is { IsCompleted: false } ended ? ended : null;
    }
}

/// <summary>One event, or one place without an event, in its order. Disposed without being settled it is given up, and all behind it with it.</summary>
/// <param name="name">Of the part.</param>
/// <param name="place">How far the source is read with this.</param>
/// <param name="after">The place that this one follows; null follows any.</param>
/// <param name="before">The one before, if it is under way.</param>
internal sealed class PartTurn(string name, string place, string? after, PartTurn? before) : IDisposable
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PartTurn? _before = before;

    public string Place => place;

    /// <summary>The place that this one follows; null follows any.</summary>
    public string? After { get; private set; } = after;

    public Task Ended => _ended.Task;

    public PartTurn? Next { get; set; }

    /// <summary>An attempt was made of which nobody knows whether it took effect.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>As the cluster is told.</summary>
    public InboundCursor Cursor => new(name, Place) { After = After };

    /// <summary>Waits until the one before was sent, or, where the cluster keeps no places, until it is done with.</summary>
    public Task ReadyAsync(bool keepsPlaces, CancellationToken cancellation)
    {
        if (keepsPlaces)
            return _before is { _begun.Task: { IsCompleted: false } begun } ? begun.WaitAsync(cancellation) : Task.CompletedTask;
        After = null;
        return UntilFirstAsync(cancellation);
    }

    /// <summary>It was sent, so that the next one may be.</summary>
    public void Begin() => _begun.TrySetResult();

    /// <summary>
    /// The cluster wrote nothing, perhaps because the place is not the one that this follows. Waits until it is this one's turn.
    /// </summary>
    /// <returns>Whether it was applied before, as the place shows.</returns>
    public async Task<bool> TakeBackAsync(Func<Task<string?>> readPlace, CancellationToken cancellation)
    {
        if (_before is not null)
        {
            await UntilFirstAsync(cancellation);
            return false;
        }

        var now = await readPlace() ?? "";
        if (IsUncertain && Place != After && Reaches(now))
            return true;
        // Somebody moved the place, or it is about something else: it is judged by itself.
        After = null;
        return false;
    }

    /// <summary>Whether the place shows that this one, or one behind it, was applied.</summary>
    public bool Reaches(string place)
    {
        for (var turn = this; turn is not null; turn = turn.Next)
        {
            if (turn.Place == place)
                return true;
        }

        return false;
    }

    /// <summary>What became of it is durable.</summary>
    public void Settle()
    {
        Begin();
        _ended.TrySetResult();
    }

    public void Dispose()
    {
        Begin();
        if (!_ended.Task.IsCompleted)
            _ended.TrySetException(new OperationCanceledException("An event before this one was given up, so this one cannot be applied in its order."));
        _ = _ended.Task.Exception;
        _before = null;
    }

    private async Task UntilFirstAsync(CancellationToken cancellation)
    {
        if (_before is not { } before)
            return;
        await before.Ended.WaitAsync(cancellation);
        _before = null;
    }
}
