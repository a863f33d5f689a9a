using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;

namespace Fairlead.Broker.Tests;

/// <summary>How long calls are kept.</summary>
public sealed class CallCleaningTests
{
    [Fact]
    public async Task Calls_go_when_they_are_old_and_those_that_failed_stay_longer()
    {
        await using var journal = await CallJournal.OpenAsync(new CallsOptions { KeptFor = TimeSpan.FromDays(1), FailedKeptFor = TimeSpan.FromDays(3) });
        await journal.CallAsync(job: 1);
        await journal.CallAsync(job: 2, CallState.Failed);
        await journal.CallAsync(job: 3, CallState.Unknown);
        var underWay = await journal.BeginAsync(job: 4);
        journal.Time.Advance(TimeSpan.FromHours(23));
        await journal.CallAsync(job: 5);

        journal.Time.Advance(TimeSpan.FromHours(2));
        var calls = await journal.WaitAsync(found => found.Count is 4);
        Assert.Equal([2, 3, 4, 5], calls.Select(call => call.JobKey!.Value.Value));

        journal.Time.Advance(TimeSpan.FromDays(3));
        calls = await journal.WaitAsync(found => found.Count is 1);
        Assert.Equal(underWay, calls[0].CallKey.Value);
    }

    [Fact]
    public async Task Of_too_many_calls_the_oldest_go_with_what_was_in_them()
    {
        await using var journal = await CallJournal.OpenAsync(new CallsOptions { KeptAtMost = 250, FailedKeptAtMost = 1 });
        for (var job = 1; job <= 700; job++)
        {
            var key = await journal.BeginAsync(job);
            journal.Store.End(key, CallJournal.Record(job is 10 or 20 ? CallState.Failed : CallState.Completed) with { Log = ["."] });
        }

        var calls = await journal.WaitAsync(found => found.Count is 251);

        Assert.Equal([20, .. Enumerable.Range(451, 250)], calls.Select(call => (int)call.JobKey!.Value.Value));
        Assert.Equal(251, journal.Count("SELECT count(*) FROM contents"));
        Assert.Equal(251, journal.Count("SELECT sum(rows) FROM counts"));
    }

    [Fact]
    public async Task A_key_is_not_given_twice_after_the_last_calls_were_cleaned_away()
    {
        await using var journal = await CallJournal.OpenAsync(new CallsOptions { KeptAtMost = 0 });
        var last = await journal.CallAsync();
        await journal.WaitAsync(found => found.Count is 0);

        await journal.Store.DisposeAsync();
        await journal.OpenAgainAsync();

        Assert.Equal(last + 1, await journal.CallAsync());
    }
}
