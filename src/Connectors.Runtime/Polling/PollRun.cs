using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbound.Running;
using Fairlead.Connectors.Runtime.Mapping;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>Asks for a group of elements as long as this runtime owns its source.</summary>
internal sealed class PollRun(Pollers pollers, PollAsking asking, InboundSession session)
{
    /// <summary>Pause between two looks at who waits, as the original has it.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>Where nobody can wait, it is only looked whether the elements have changed.</summary>
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(30);

    private readonly PollHealth _health = new(session);
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PollTurn? _standing;

    /// <summary>Returns when it is cancelled; throws when it cannot go on.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var standing = new StandingPoll(pollers, asking, session, _health);
        var waiting = new WaitingPolls(pollers, asking, session, _health, work => GuardAsync(work, stop.Token), stop.Token);
        var look = pollers.Looks.Add(token => GuardAsync(() => LookAsync(standing, waiting, token), token), TimeSpan.Zero, stop.Token);
        try
        {
            await _broken.Task.WaitAsync(cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await look.EndAsync();
            await waiting.EndAsync();
            if (_standing is not null)
                await _standing.EndAsync();
        }
    }

    private async Task<TimeSpan?> LookAsync(StandingPoll standing, WaitingPolls waiting, CancellationToken cancellation)
    {
        var group = session.Group;
        if (_standing is not { IsOver: false } && StandingPoll.ElementsOf(group).Count > 0)
            _standing = pollers.Questions.Add(token => GuardAsync(() => standing.AskAsync(token), token), TimeSpan.Zero, cancellation);
        var elements = WaitingPolls.ElementsOf(group);
        if (elements.Count is 0 && !waiting.IsBusy)
            return IdleInterval;

        await waiting.LookAsync(elements, cancellation);
        return LookIntervalOf(elements);
    }

    /// <summary>What it cannot finish ends the run, which is begun again: a lease that is lost, a defect.</summary>
    private async Task<TimeSpan?> GuardAsync(Func<Task<TimeSpan?>> work, CancellationToken turn)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (turn.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception cause)
        {
            _broken.TrySetException(cause);
            return null;
        }
    }

    private static TimeSpan LookIntervalOf(IReadOnlyList<InboundElement> elements) =>
        elements.Select(element => element.Property("processPollingInterval") ?? element.Property("data.processPollingInterval"))
            .FirstOrDefault(text => text is not null) is { } written
        && IsoDuration.TryParse(written, out var interval) && interval >= TimeSpan.FromMilliseconds(100)
            ? interval
            : LookInterval;
}
