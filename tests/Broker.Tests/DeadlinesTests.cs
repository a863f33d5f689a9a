using Fairlead.Broker.Running;
using Fairlead.Engine;

namespace Fairlead.Broker.Tests;

public sealed class DeadlinesTests
{
    [Fact]
    public void Callers_who_were_answered_do_not_stay_until_their_deadline()
    {
        var deadlines = new Deadlines();
        var longest = 0;
        for (var at = 1; at <= 10_000; at++)
        {
            deadlines.Forget(deadlines.Add(Caller(), new Timestamp(at)));
            longest = Math.Max(longest, deadlines.EntriesHeld);
        }

        Assert.InRange(longest, 1, 200);
        Assert.Null(deadlines.Next);
    }

    [Fact]
    public void Those_who_wait_give_up_in_the_order_of_their_deadlines()
    {
        var deadlines = new Deadlines();
        IPending[] callers = [.. Enumerable.Range(0, 500).Select(_ => Caller())];
        var entries = callers.Select((caller, i) => deadlines.Add(caller, new Timestamp(1_000 - i))).ToArray();
        for (var i = 0; i < callers.Length; i++)
        {
            if (i % 10 != 0)
                deadlines.Forget(entries[i]);
        }

        var gaveUp = new List<IPending>();
        while (deadlines.TakeExpired(new Timestamp(1_000)) is { } caller)
            gaveUp.Add(caller);

        Assert.Equal(callers.Where((_, i) => i % 10 == 0).Reverse(), gaveUp);
    }

    private static PendingCommand Caller() => new(new Command.Tick(), sizeBytes: 0);
}
