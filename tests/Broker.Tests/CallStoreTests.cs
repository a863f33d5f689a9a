using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Tests;

/// <summary>The journal of calls: what survives, what is found, and what happens when it cannot be written.</summary>
public sealed class CallStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_found_with_all_that_is_known_of_it()
    {
        await using var journal = await CallJournal.OpenAsync();
        var key = await journal.BeginAsync();
        var sent = journal.Time.GetUtcNow() + TimeSpan.FromMilliseconds(2);
        journal.Store.End(key, CallJournal.Record() with
        {
            Duration = TimeSpan.FromMilliseconds(9),
            Sent = TimeSpan.FromMilliseconds(2),
            FirstByte = TimeSpan.FromMilliseconds(6),
            Inputs = new RecordedText("""{"url":"x"}""", 11, IsCut: false),
            Exchanges =
            [
                new RecordedExchange
                {
                    StartedAt = sent,
                    RequestLine = "POST https://api.example.com:8443/orders?x=1",
                    RequestHeaders = [new("Accept", "a"), new("Accept", "b")],
                    RequestBody = new RecordedBody("größer", IsBase64: false, 8, IsCut: false),
                    Answered = TimeSpan.FromMilliseconds(4),
                    AnswerLine = "HTTP/1.1 201 Created",
                    AnswerBody = new RecordedBody("{", IsBase64: false, 70_000, IsCut: true),
                },
            ],
            Response = new RecordedText("{", 70_000, IsCut: true),
            Variables = new RecordedText("""{"answer":1}""", 12, IsCut: false),
            Log = ["One.", "Two."],
        });

        var call = await journal.Store.FindAsync(new CallKey(key), Cancellation);

        Assert.NotNull(call);
        Assert.Equal(CallState.Completed, call.Call.State);
        Assert.Equal((1, 3), (call.Call.Attempt, call.Call.Attempts));
        Assert.Equal(("POST https://api.example.com:8443/orders?x=1", "api.example.com:8443", 201), (call.Call.Request, call.Call.Host, call.Call.Status));
        Assert.Equal(9, call.Call.DurationMs);
        Assert.Equal((sent, sent + TimeSpan.FromMilliseconds(4)), (call.Times.SentTime, call.Times.FirstByteTime));
        Assert.Equal("""{"url":"x"}""", call.Inputs?.Text);
        Assert.Equal("größer", call.Exchanges[0].RequestBody?.Text);
        Assert.Equal(["a", "b"], call.Exchanges[0].RequestHeaders.Select(header => header.Value));
        Assert.Equal((70_000L, true), (call.Exchanges[0].AnswerBody!.Bytes, call.Exchanges[0].AnswerBody!.IsCut));
        Assert.Equal((70_000L, true), (call.Response!.Bytes, call.Response.IsCut));
        Assert.Equal(("""{"answer":1}""", """{"answer":1}"""), (call.Variables?.Text, call.Mapping.Result?.Text));
        Assert.Equal(["One.", "Two."], call.Log);
        Assert.Null(await journal.Store.FindAsync(new CallKey(key + 1), Cancellation));
    }

    [Fact]
    public async Task Calls_under_way_when_the_process_is_killed_have_an_unknown_outcome()
    {
        await using var journal = await CallJournal.OpenAsync();
        await journal.CallAsync(job: 1);
        await journal.SearchAsync();
        var lost = await journal.BeginAsync(job: 2);
        var known = await journal.BeginAsync(job: 3);
        journal.Store.End(known, CallJournal.Record(CallState.Failed));
        await journal.SearchAsync();

        await journal.KillAsync();

        Assert.Equal(
            [(1, CallState.Completed), (2, CallState.Unknown), (3, CallState.Failed)],
            (await journal.SearchAsync()).Select(call => ((int)call.JobKey!.Value.Value, call.State)));
        Assert.Equal((null, lost, null), (UnknownOf(1), UnknownOf(2), UnknownOf(3)));
        Assert.Equal(known + 1, await journal.BeginAsync(job: 2));

        long? UnknownOf(long job) => journal.Store.FindUnknown(job)?.Key;
    }

    [Fact]
    public async Task An_outcome_stays_unknown_until_somebody_decides_about_it()
    {
        await using var journal = await CallJournal.OpenAsync();
        var abandoned = await journal.CallAsync(state: CallState.Abandoned);
        await journal.CallAsync(state: CallState.Parked);
        Assert.Equal(new UnknownCall(abandoned, journal.Time.GetUtcNow()), journal.Store.FindUnknown(1));
        await journal.SearchAsync();

        await journal.KillAsync();
        Assert.Equal(abandoned, journal.Store.FindUnknown(1)?.Key);
        await journal.Store.SettleAsync(1, Cancellation);
        Assert.Null(journal.Store.FindUnknown(1));

        await journal.KillAsync();
        Assert.Null(journal.Store.FindUnknown(1));
    }

    [Fact]
    public async Task Attempts_are_counted_and_those_that_waited_for_room_are_not()
    {
        await using var journal = await CallJournal.OpenAsync();
        await journal.CallAsync(state: CallState.Parked);
        await journal.CallAsync(state: CallState.Parked);
        await journal.CallAsync(state: CallState.Failed);
        await journal.CallAsync();

        var calls = await journal.SearchAsync();

        // Of many times that it waited, the last one is kept.
        Assert.Equal([CallState.Parked, CallState.Failed, CallState.Completed], calls.Select(call => call.State));
        Assert.Equal([1, 1, 2], calls.Select(call => call.Attempt));
    }

    [Fact]
    public async Task What_ended_before_a_stop_is_there_after_it()
    {
        await using var journal = await CallJournal.OpenAsync();
        for (var job = 1; job <= 500; job++)
            await journal.CallAsync(job);

        await journal.Store.DisposeAsync();
        await journal.OpenAgainAsync();

        Assert.Equal(500, (await journal.SearchAsync(new CallFilter { State = CallState.Completed })).Count);
    }

    [Fact]
    public async Task Many_calls_at_once_have_keys_of_their_own_and_lose_nothing()
    {
        await using var journal = await CallJournal.OpenAsync(new CallsOptions { WaitingBytesAtMost = 1 << 20 }, TimeProvider.System);
        var large = new RecordedText(new string('x', 60_000), 60_000, IsCut: false);

        var keys = await Task.WhenAll(Enumerable.Range(1, 400).Select(job => Task.Run(async () =>
        {
            var key = await journal.BeginAsync(job);
            journal.Store.End(key, CallJournal.Record() with { Inputs = large });
            return key;
        })));

        Assert.Equal(400, keys.Distinct().Count());
        Assert.Equal(400, (await journal.SearchAsync(new CallFilter { State = CallState.Completed })).Count);
        Assert.Equal(400, journal.Count("SELECT count(*) FROM contents WHERE length(inputs) = 60000"));
        Assert.Equal(0, journal.Store.Lost);
    }

    [Fact]
    public async Task While_it_cannot_be_written_calls_go_on_except_those_that_must_not_be_repeated()
    {
        await using var journal = await CallJournal.OpenAsync();
        journal.Break();

        var made = await journal.BeginAsync(job: 1);
        var refused = await Assert.ThrowsAsync<CallJournalException>(() => journal.BeginAsync(job: 2, mustBeOnDisk: true));
        journal.Store.End(made, CallJournal.Record());

        Assert.Contains("the disk is broken", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, journal.Store.Lost);
        Assert.Empty(await journal.SearchAsync());

        journal.Repair();
        var calls = await journal.WaitAsync(found => found.Count is 2);
        Assert.Equal([(1, CallState.Completed), (2, CallState.Failed)], calls.Select(call => ((int)call.JobKey!.Value.Value, call.State)));
        Assert.Equal(CallBook.NotWritten, calls[1].ErrorCode);
        await journal.BeginAsync(job: 3, mustBeOnDisk: true);
    }

    [Fact]
    public async Task A_slow_disk_holds_up_a_call_for_a_while_and_stops_one_that_must_not_be_repeated()
    {
        await using var journal = await CallJournal.OpenAsync(new CallsOptions { WriteWait = TimeSpan.FromMilliseconds(50) }, TimeProvider.System);
        using (journal.Hold())
        {
            await journal.BeginAsync(job: 1);
            var refused = await Assert.ThrowsAsync<CallJournalException>(() => journal.BeginAsync(job: 2, mustBeOnDisk: true));
            Assert.Contains("too slow", refused.Message, StringComparison.Ordinal);
        }

        await journal.WaitAsync(found => found.Count is 2 && found[1].ErrorCode is CallBook.NotWritten);
        Assert.Null(journal.Store.FindUnknown(2));
    }

    [Fact]
    public async Task A_newer_file_is_refused()
    {
        await using var journal = await CallJournal.OpenAsync();
        await journal.Store.DisposeAsync();
        journal.SetVersion(99);

        var refused = await Assert.ThrowsAsync<DataFolderException>(journal.OpenAgainAsync);

        Assert.Equal(DataFolderException.Newer, refused.Code);
        journal.SetVersion(Calls.CallSchema.Version);
        await journal.OpenAgainAsync();
    }

    [Fact]
    public async Task What_is_ordered_survives_and_holds_until_it_was_done()
    {
        await using var journal = await CallJournal.OpenAsync();
        var order = new CallOrder { JobKey = 1, Edits = 2, RemapOf = 7, Response = "{}", ResultExpression = "={a: 1}" };
        await journal.Store.OrderAsync(order, Cancellation);

        await journal.KillAsync();
        Assert.Equal(order, journal.Store.FindOrder(1));
        await journal.CallAsync(state: CallState.Abandoned);
        Assert.Equal(order, journal.Store.FindOrder(1));
        await journal.CallAsync(state: CallState.Failed);
        Assert.Equal(new CallOrder { JobKey = 1, Edits = 2 }, journal.Store.FindOrder(1));
        await journal.SearchAsync();

        await journal.KillAsync();
        Assert.Equal(2, journal.Store.FindOrder(1)?.Edits);
        await journal.CallAsync(state: CallState.Completed);
        Assert.Null(journal.Store.FindOrder(1));
        await journal.SearchAsync();
        Assert.Equal(0, journal.Count("SELECT count(*) FROM orders"));
    }
}
