using System.Diagnostics;

using CsCheck;

using Fairlead.Engine.Tables;
using Fairlead.Tests;

namespace Fairlead.Engine.Tests;

/// <summary>What the state's maps promise, whatever lies in memory and whatever on disk.</summary>
public sealed class TableTests
{
    private static readonly InstanceKey Instance = new(100);

    [Fact]
    public void An_entry_that_came_and_went_between_two_drains_is_never_written()
    {
        var store = new InMemoryStateStore();
        var state = Running(store);
        state.Apply(Job(200));
        state.Apply(new Event.JobCanceled(new(200)));

        state.Drain(store);

        Assert.Equal(0, store.CountOf(Family.Jobs));
        Assert.Equal(0, store.CountOf(Family.JobsAvailable));
        Assert.NotEqual(0, store.CountOf(Family.Elements));
    }

    /// <summary>The first release did not count them.</summary>
    [Fact]
    public void The_instances_of_an_older_state_are_counted_when_it_is_opened()
    {
        var store = new InMemoryStateStore();
        var state = Running(store);
        state.Apply(new Event.InstanceCreated(new(300), new(1), "p", 1, false, []));
        state.Apply(new Event.InstanceCreated(new(400), new(2), "p", 2, false, []));
        state.Drain(store);
        store.Delete(Family.Meta, [.. "instances-are-counted\0"u8]);
        foreach (var key in store.KeysOf(Family.Definitions).Where(key => key[0] == 'c').ToList()) store.Delete(Family.Definitions, key);
        Assert.Equal(0, store.CountOf(Family.Definitions));

        var reopened = new State(store);

        Assert.Equal((2, 1), (reopened.InstancesOf(new(1)), reopened.InstancesOf(new(2))));
        reopened.Drain(store);
        Assert.Equal((2, 1), (new State(store).InstancesOf(new(1)), new State(store).InstancesOf(new(2))));
    }

    [Fact]
    public void What_came_and_went_is_changed_and_not_to_write()
    {
        var store = new InMemoryStateStore();
        var state = Running(store);
        state.Drain(store);
        Assert.Equal((0, 0), (state.ChangedEntries, state.EntriesToWrite));
        state.BeginCommand();
        state.Apply(Job(200));
        var (changed, toWrite) = (state.ChangedEntries, state.EntriesToWrite);
        state.Apply(new Event.JobCanceled(new(200)));
        Assert.Equal(changed, state.ChangedEntries);
        // The element that lost its job is what is left.
        Assert.InRange(state.EntriesToWrite, 1, toWrite - 2);
        state.RollBack();
        Assert.Equal(0, state.EntriesToWrite);
        state.Apply(Job(200));
        Assert.Equal(toWrite, state.EntriesToWrite);
        state.Drain(store);
        state.Apply(new Event.JobCanceled(new(200)));
        Assert.Equal(toWrite, state.EntriesToWrite);
    }

    [Fact]
    public void A_state_opened_anew_knows_what_was_drained()
    {
        var store = new InMemoryStateStore();
        var state = Running(store);
        state.Apply(Job(200));
        state.Drain(store);

        var reopened = new State(store);

        Assert.Equal([new JobKey(200)], reopened.AvailableJobs(null, "mail"));
        Assert.Equal(new JobKey(200), reopened.Element(Instance.Root)!.Job);
    }

    [Fact]
    public void What_is_due_is_found_in_memory_and_on_disk_alike_in_order()
    {
        var store = new InMemoryStateStore();
        var state = Running(store);
        var minute = 60_000L;
        foreach (var (key, at) in new[] { (301L, 5 * minute), (302L, 1 * minute), (303L, 90 * minute) })
            state.Apply(new Event.TimerScheduled(new(key), Instance.Root, Instance, new(1), "t", new(at), 1, null));
        state.Drain(store);
        state.Apply(new Event.TimerScheduled(new(304), Instance.Root, Instance, new(1), "t", new(2 * minute), 1, null));

        Assert.Equal(new Timestamp(minute), state.NextDue());
        Assert.Equal([302L, 304], state.DueBy(new(3 * minute)).Select(due => due.Key));
        Assert.Equal([302L, 304, 301], state.DueBy(new(5 * minute)).Select(due => due.Key));
        state.Apply(new Event.TimerCanceled(new(301)));
        state.Apply(new Event.TimerCanceled(new(302)));
        state.Apply(new Event.TimerFired(new(304)));
        Assert.Equal(new Timestamp(90 * minute), state.NextDue());
        Assert.Equal([303L], state.DueBy(new(100 * minute)).Select(due => due.Key));
    }

    /// <summary>Some are gone before they are due, and some come while others are taken.</summary>
    [Fact]
    public void What_is_due_at_one_moment_is_read_in_batches_and_in_order()
    {
        const int Count = (DueQueue.LoadedAtMost * 5 / 2) + 1;
        const int Gone = DueQueue.LoadedAtMost + 7;
        var store = new InMemoryStateStore();
        var queue = new DueQueue(store);
        for (var key = 1; key <= Count; key++) queue.Add(Due(key));
        queue.Drain(store);
        for (var key = 1; key <= Gone; key++) queue.Remove(Due(key));
        var held = 0;
        var taken = new List<long>();
        while (queue.By(new(1_000)).Take(500).ToList() is { Count: > 0 } due)
        {
            held = Math.Max(held, queue.EntriesHeld);
            taken.AddRange(due.Select(entry => entry.Key));
            foreach (var entry in due) queue.Remove(entry);
            if (taken.Count == 1_000) queue.Add(Due(Count + 1));
            if (taken.Count % 1_500 == 0) queue.Drain(store);
        }

        Assert.Equal(Enumerable.Range(Gone + 1, Count + 1 - Gone).Select(key => (long)key), taken);
        Assert.InRange(held, 500, DueQueue.LoadedAtMost + 500);
        queue.Drain(store);
        Assert.Equal(0, store.CountOf(Family.Due));
        Assert.Null(queue.Next());

        static DueEntry Due(long key) => new(new(500), DueKind.Timer, key, "");
    }

    /// <summary>Random jobs, drains and undone commands against the plainest possible model.</summary>
    [Fact]
    public void Memory_disk_and_undoing_together_behave_like_one_map() =>
        Gen.Int[0, 5].Array[1, 60].Sample(steps =>
        {
            var store = new InMemoryStateStore();
            var state = Running(store);
            var expected = new SortedSet<long>();
            var nextKey = 200L;
            foreach (var step in steps)
            {
                state.BeginCommand();
                switch (step)
                {
                    case 0 or 1:
                        if (expected.Count > 0) break;
                        expected.Add(nextKey);
                        state.Apply(Job(nextKey++));
                        break;
                    case 2 when expected.Count > 0:
                        state.Apply(new Event.JobCanceled(new(expected.Min)));
                        expected.Remove(expected.Min);
                        break;
                    case 3 when expected.Count > 0:
                        state.Apply(new Event.JobActivated(new(expected.Min), "w", new(5)));
                        state.Apply(new Event.JobCanceled(new(expected.Min)));
                        state.Apply(Job(nextKey));
                        state.RollBack();
                        break;
                    case 4: state.Drain(store); break;
                    case 5:
                        state.Drain(store);
                        state = new State(store);
                        break;
                }

                Assert.Equal(expected, state.AvailableJobs(null, "mail").Select(key => key.Value));
                Assert.Equal(expected.Count > 0 ? new JobKey(expected.Min) : null, state.Element(Instance.Root)!.Job);
            }
        }, iter: 300);

    /// <summary>Few keys and many, in any order, against a plain set.</summary>
    [Fact]
    public void Ordered_keys_are_a_sorted_set() =>
        Gen.Select(Gen.Long[-30, 30], Gen.Bool).Array[0, 120].Sample(steps =>
        {
            var keys = new OrderedKeys();
            var expected = new SortedSet<long>();
            foreach (var (key, add) in steps)
            {
                Assert.Equal(add ? expected.Add(key) : expected.Remove(key), add ? keys.Add(key) : keys.Remove(key));
                Assert.Equal(expected, keys);
                Assert.Equal(expected.Count, keys.Count);
            }
        }, iter: 300);

    [Fact]
    public void A_group_must_not_change_while_it_is_enumerated()
    {
        var keys = new OrderedKeys { 1, 2 };

        Assert.Throws<UnreachableException>(() =>
        {
            foreach (var key in keys) keys.Remove(key);
        });
    }

    private static State Running(InMemoryStateStore store)
    {
        var state = new State(store);
        state.Apply(new Event.InstanceCreated(Instance, new(1), "p", 1, false, []));
        return state;
    }

    private static Event.JobCreated Job(long key) => new(new(key), Instance.Root, Instance, new(1), "p", 1, "task", "mail", 3);
}
