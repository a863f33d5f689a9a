using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Fairlead.Broker.Journaling;
using Fairlead.Broker.Running;
using Fairlead.Broker.Search;
using Fairlead.Broker.Storage;
using Fairlead.Engine;
using Fairlead.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Broker.Tests;

/// <summary>The search store over events made by hand, with real files.</summary>
public sealed class ProjectionTests : IAsyncDisposable
{
    private static readonly BrokerOptions Options = new();

    private readonly TempFolder _temp = new();
    private readonly ManualTime _time = new();
    private readonly RocksDbStore _store;
    private Projection _projection;
    private long _position;

    public ProjectionTests()
    {
        _store = RocksDbStore.Open(_temp["truth"]);
        _projection = Open();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_durable_can_be_found_without_waiting_for_the_pause()
    {
        Commit(Created(1));
        await _projection.CatchUpAsync(Cancellation);
        Commit(Created(2));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("1 ACTIVE|2 ACTIVE", Read("SELECT key || ' ' || state FROM process_instances ORDER BY key"));
    }

    /// <summary>The set of events is closed: a new one without a rule would stop the search store.</summary>
    [Fact]
    public void Every_event_has_a_rule()
    {
        using var database = SearchDatabase.Open(_temp["rules.db"])!;
        using var projector = new Projector(database, keepsHistory: false);
        foreach (var type in typeof(Event).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Event))))
        {
            var @event = (Event)RuntimeHelpers.GetUninitializedObject(type);
            // Without its fields it cannot be written as a row, but its rule was found.
            var problem = Record.Exception(() => projector.Write([new JournalRecord(1, new(0), [@event])]));
            Assert.IsNotType<UnreachableException>(problem);
        }
    }

    [Fact]
    public async Task An_instance_that_ends_later_is_updated()
    {
        Commit(Created(1), new Event.ElementActivating(new(2), new(1), new(1), "task", "SERVICE_TASK", []));
        await _projection.CatchUpAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));
        Commit(new Event.ElementCompleted(new(2), new(1)), new Event.ElementTerminated(new(1), new(1)));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("1 TERMINATED 1000", Read("SELECT key || ' ' || state || ' ' || (end_ms - start_ms) FROM process_instances"));
        Assert.Equal(
            "1 order PROCESS TERMINATED|2 task SERVICE_TASK COMPLETED",
            Read("SELECT key || ' ' || element_id || ' ' || type || ' ' || state FROM element_instances ORDER BY key"));
    }

    [Fact]
    public async Task A_called_instance_names_its_caller_and_the_instance_at_the_top()
    {
        Commit(Created(1), Called(2, caller: 11, of: 1), Called(3, caller: 12, of: 2));
        await _projection.CatchUpAsync(Cancellation);
        Commit(Called(4, caller: 13, of: 3), new Event.ElementCompleted(new(4), new(4)));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal(
            "1|2 in 11 of 1 top 1|3 in 12 of 2 top 1|4 in 13 of 3 top 1",
            Read("SELECT key || coalesce(' in ' || parent_element_key || ' of ' || parent_key || ' top ' || root_key, '') FROM process_instances ORDER BY key"));

        static Event Called(long key, long caller, long of) =>
            new Event.InstanceCalled(new(key), new(9), "order", 1, new(caller), new(of), Depth: 1);
    }

    [Fact]
    public async Task An_instance_has_its_labels_and_one_that_it_calls_its_own()
    {
        Commit(
            new Event.InstanceCreated(new(1), new(9), "order", 1, false, [], ["vip", "region:eu"], "case-7"),
            Created(2),
            new Event.InstanceCalled(new(3), new(9), "order", 1, new(11), new(1), Depth: 1, "case-8"));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal(
            "1 vip region:eu case-7|2 - -|3 - case-8",
            Read("SELECT key || ' ' || coalesce(tags, '-') || ' ' || coalesce(business_id, '-') FROM process_instances ORDER BY key"));
        Assert.Equal("region:eu 1|vip 1", Read("SELECT tag || ' ' || instance_key FROM instance_tags ORDER BY tag"));
    }

    /// <summary>History that left the journal must not be lost with an update.</summary>
    [Fact]
    public async Task A_file_of_the_first_release_is_brought_up_to_date()
    {
        Commit(Created(1));
        await _projection.DisposeAsync();
        SearchDatabase.MoveAway(_temp["search.db"]);
        using (var old = SearchDatabase.Connect(_temp["search.db"]))
        {
            using var command = old.CreateCommand();
            command.CommandText = $"""
                {Schema.Version1}
                INSERT INTO process_instances (key, definition_key, process_id, version, state, start_ms) VALUES (1, 9, 'order', 1, 'ACTIVE', 0);
                INSERT INTO meta (name, value) VALUES ('position', 1);
                PRAGMA user_version = 1;
                """;
            command.ExecuteNonQuery();
        }

        _projection = Open();
        Commit(new Event.InstanceCalled(new(2), new(9), "order", 1, new(11), new(1), Depth: 1));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("1|2 1", Read("SELECT key || coalesce(' ' || root_key, '') FROM process_instances ORDER BY key"));
        Assert.False(File.Exists(_temp["search.db.old2"]));
    }

    [Fact]
    public async Task A_job_shows_what_happened_to_it_last()
    {
        Commit(new Event.JobCreated(new(5), new(2), new(1), new(9), "order", 1, "task", "mail", 3));
        await _projection.CatchUpAsync(Cancellation);
        Commit(
            new Event.JobActivated(new(5), "worker", new(77)),
            new Event.JobFailed(new(5), 0, null, "no answer"),
            new Event.JobUpdated(new(5), 4, null));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal(
            "5 FAILED 4 worker 77 no answer",
            Read("SELECT key || ' ' || state || ' ' || retries || ' ' || worker || ' ' || deadline_ms || ' ' || message FROM jobs"));
    }

    [Fact]
    public async Task A_variable_keeps_its_row_and_a_flow_is_listed_once()
    {
        Commit(Set("1"), Set("2"), Taken("f1"), Taken("f2"), Taken("f1"));
        await _projection.CatchUpAsync(Cancellation);
        Commit(Set("3"), Taken("f2"));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("amount 3", Read("SELECT name || ' ' || value FROM variables"));
        Assert.Equal("f1|f2", Read("SELECT flow_id FROM sequence_flows"));

        static Event Set(string value) => new Event.VariableSet(new(6), new(1), new(1), "amount", System.Text.Encoding.UTF8.GetBytes(value));
        static Event Taken(string flow) => new Event.SequenceFlowTaken(new(1), new(1), flow);
    }

    /// <summary>Whether the list is in the same transaction, in an earlier one, or older than the file.</summary>
    [Fact]
    public async Task Results_of_a_loop_stand_in_the_list_that_its_body_keeps()
    {
        Commit(Whole(6, "[null,null,null]"), Result(6, 1, "\"b\""), Whole(7, "[1]"), Result(7, 0, "2"), Whole(7, "[3]"));
        await _projection.CatchUpAsync(Cancellation);
        Assert.Equal("6 [null,\"b\",null]|7 [3]", Read("SELECT key || ' ' || value FROM variables ORDER BY key"));
        Commit(Result(6, 0, "{\"a\":1}"), Result(7, 2, "true"), Result(8, 1, "5"));
        Commit(Result(6, 2, "3"));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal(
            "6 [{\"a\":1},\"b\",3]|7 [3,null,true]|8 [null,5]", Read("SELECT key || ' ' || value FROM variables ORDER BY key"));

        static Event Whole(long key, string value) =>
            new Event.VariableSet(new(key), new(1), new(2), $"r{key}", System.Text.Encoding.UTF8.GetBytes(value));
        static Event Result(long key, int index, string value) =>
            new Event.LoopResultSet(new(key), new(1), new(2), $"r{key}", index, System.Text.Encoding.UTF8.GetBytes(value));
    }

    [Fact]
    public async Task Elements_have_the_names_of_the_diagram()
    {
        var xml = """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
              <process id="other"><task id="a" name="Other"/></process>
              <process id="order"><task id="a" name="Pay"/><subProcess id="s"><task id="b" name="Pack"/></subProcess></process>
            </definitions>
            """u8.ToArray();
        Commit(new Event.ProcessDeployed(new(9), new(8), "order", "Order", 1, null, "order.bpmn", xml));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("9 a Pay|9 b Pack", Read("SELECT definition_key || ' ' || element_id || ' ' || name FROM elements ORDER BY element_id"));
    }

    [Fact]
    public async Task Opened_again_it_goes_on_where_it_stood()
    {
        Commit(Created(1));
        await _projection.DisposeAsync();
        Assert.Equal(1, _projection.DurablePosition);
        Commit(Created(2));

        _projection = Open();
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("1|2", Read("SELECT key FROM process_instances ORDER BY key"));
    }

    [Fact]
    public async Task A_lost_file_is_built_anew_as_far_as_the_journal_reaches()
    {
        Commit(Created(1));
        Commit(Created(2));
        Commit(Created(3));
        await _projection.DisposeAsync();
        File.Delete(_temp["search.db"]);
        var batch = new StoreBatch();
        batch.Delete(ColumnFamily.Journal, Position.ToKey(1));
        Position.Save(batch, Position.TruncatedKey, 1);
        _store.Write(batch);

        _projection = Open();
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("2|3", Read("SELECT key FROM process_instances ORDER BY key"));
    }

    [Fact]
    public async Task A_file_ahead_of_the_journal_is_moved_away()
    {
        Commit(Created(1));
        Commit(Created(2));
        await _projection.DisposeAsync();
        _position = 1;

        _projection = Open();
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("1", Read("SELECT key FROM process_instances"));
        Assert.True(File.Exists(_temp["search.db.old1"]));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_refuses_searches_and_comes_back_by_itself()
    {
        await _projection.DisposeAsync();
        File.Delete(_temp["search.db"]);
        Directory.CreateDirectory(_temp["search.db"]);
        _projection = Open();
        Commit(Created(1));

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => _projection.CatchUpAsync(Cancellation));
        Assert.Equal(ClusterError.Unavailable, refusal.Error);

        Directory.Delete(_temp["search.db"]);
        await Eventually(async () =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await _projection.CatchUpAsync(Cancellation);
            return true;
        });
        Assert.Equal("1", Read("SELECT key FROM process_instances"));
    }

    [Fact]
    public async Task What_memory_did_not_hold_is_read_from_the_journal()
    {
        await _projection.DisposeAsync();
        _projection = Make();
        Commit(Created(1));
        var noise = Enumerable.Range(0, 60_000).Select(Event (number) => new Event.MessageExpired(new(number))).ToArray();
        Commit(noise);
        Commit(noise);
        Commit(Created(2));
        _projection.Start();

        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("1|2", Read("SELECT key FROM process_instances ORDER BY key"));
    }

    [Fact]
    public async Task The_inbox_shows_what_was_accepted_until_it_is_forgotten()
    {
        Commit(new Event.InboundAccepted("hook/1", 4, 1, new(99), null), new Event.InboundAccepted("hook/2", 5, 2, new(99), null));
        Commit(new Event.InboundForgotten("hook/1"));
        await _projection.CatchUpAsync(Cancellation);

        Assert.Equal("hook/2 5 2", Read("SELECT deduplication_key || ' ' || answer_key || ' ' || answer_instance FROM inbox"));
    }

    public async ValueTask DisposeAsync()
    {
        await _projection.DisposeAsync();
        _store.Dispose();
        _temp.Dispose();
    }

    private static Event Created(long key) => new Event.InstanceCreated(new(key), new(9), "order", 1, false, []);

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        while (true)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (ClusterException)
            {
                await Task.Yield();
                Cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private Projection Open()
    {
        var projection = Make();
        projection.Start();
        return projection;
    }

    private Projection Make() => new(_temp["search.db"], _store, _position, Options, _time, NullLogger.Instance);

    private void Commit(params Event[] events)
    {
        var turn = new Turn(++_position, new Timestamp(_time.GetUtcNow().ToUnixTimeMilliseconds()));
        turn.Events.AddRange(events);
        var batch = new StoreBatch();
        batch.Put(ColumnFamily.Journal, Position.ToKey(turn.Position), JournalRecordTests.Encode(turn.At, turn.Events));
        _store.Write(batch);
        _projection.Offer(turn);
    }

    private string Read(string sql)
    {
        using var connection = SearchDatabase.Connect(_temp["search.db"]);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"{reader.GetValue(0)}"));
        return string.Join('|', rows);
    }
}
