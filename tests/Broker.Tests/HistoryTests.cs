using System.Text;
using Fairlead.Broker.Search;
using Fairlead.Broker.Search.History;
using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Tests;

namespace Fairlead.Broker.Tests;

/// <summary>The story of an instance, and how long it is kept.</summary>
public sealed class HistoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_tells_its_story_in_words()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.Cluster.DeployAsync([Processes.Calls("order", "payment"), Processes.Tasks("payment", "pay")], Cancellation);
        var started = await test.StartAsync("""{"amount": 3}""");
        test.Time.Advance(TimeSpan.FromSeconds(2));
        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));
        await test.Cluster.FailJobAsync(
            job.Key, new JobFailure { RetriesLeft = 0, Message = "The card was refused" }, Cancellation);
        var incident = Assert.Single((await test.Cluster.Search.SearchAsync(new SearchQuery<IncidentFilter>(), Cancellation)).Items);
        await test.Cluster.UpdateJobAsync(job.Key, 2, null, Cancellation);
        await test.Cluster.ResolveIncidentAsync(incident.IncidentKey, Cancellation);
        test.Time.Advance(TimeSpan.FromMinutes(1));
        job = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));
        await test.Cluster.CompleteJobAsync(job.Key, """{"receipt": "R1"}"""u8.ToArray(), Cancellation);

        var caller = await TellAsync(test, started.Key);
        var called = await TellAsync(test, job.ProcessInstanceKey);

        Snapshot.Match(Masked($"{caller}\n\n{called}"));
    }

    [Fact]
    public async Task Elements_and_listeners_are_told_as_people_write_them()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var diagram = Processes.File(
            "order",
            """
            <bpmn:startEvent id="s" />
            <bpmn:adHocSubProcess id="tools" name="All&#10;tools">
              <bpmn:extensionElements>
                <zeebe:adHoc activeElementsCollection="=[&#34;pay&#34;]" />
                <zeebe:executionListeners><zeebe:executionListener eventType="start" type="check" /></zeebe:executionListeners>
              </bpmn:extensionElements>
              <bpmn:task id="pay" />
            </bpmn:adHocSubProcess>
            <bpmn:sequenceFlow id="f" sourceRef="s" targetRef="tools" />
            """);
        await test.Cluster.DeployAsync([diagram], Cancellation);
        var started = await test.StartAsync();
        var job = Assert.Single(await test.PollAsync("check", TimeSpan.Zero));
        await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);

        var story = await TellAsync(test, started.Key);

        Assert.Contains("Ad-hoc sub-process 'All tools' (tools) begins.", story);
        Assert.Contains("of type check for the start listener waits for a worker", story);
        Assert.Contains("Ad-hoc sub-process inner instance tools#innerInstance completes.", story);
    }

    /// <summary>What a worker does long after a restart still belongs to the instance: its events lie under the key of the job.</summary>
    [Fact]
    public async Task Events_of_a_job_belong_to_its_instance_after_a_restart_too()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var started = await test.StartAsync();
        await test.CrashAsync();
        Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));

        Assert.Contains("Worker test takes job", await TellAsync(test, started.Key));
    }

    [Fact]
    public async Task A_history_is_read_in_pages()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var started = await test.StartAsync("""{"amount": 3}""");
        var whole = await test.Cluster.Search.FindHistoryAsync(started.Key, null, 1_000, Cancellation);

        var items = new List<HistoryItem>();
        string? after = null;
        do
        {
            var page = await test.Cluster.Search.FindHistoryAsync(started.Key, after, 2, Cancellation);
            Assert.InRange(page.Items.Count, 1, 2);
            items.AddRange(page.Items);
            after = page.EndCursor;
        }
        while (after is not null);

        Assert.Equal(whole.Items, items);
        var refused = await Assert.ThrowsAsync<ClusterException>(
            () => test.Cluster.Search.FindHistoryAsync(started.Key, "yesterday", 2, Cancellation));
        Assert.Equal(ClusterError.InvalidArgument, refused.Error);
    }

    [Fact]
    public async Task A_long_value_is_told_by_its_size()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var started = await test.StartAsync($$"""{"letter": "{{new string('x', 5_000)}}"}""");

        Assert.Contains("Sets letter = \"(5002 bytes)\".", await TellAsync(test, started.Key));

        await test.Cluster.DeployAsync([Processes.LongResults("long")], Cancellation);
        var other = await test.Cluster.CreateInstanceAsync(new CreateInstance { ProcessId = "long" }, Cancellation);
        Assert.Contains("Sets item 1 of texts = \"(6002 bytes)\" in each.", await TellAsync(test, other.Key));
    }

    [Fact]
    public async Task A_history_that_is_not_wanted_is_not_kept()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new BrokerOptions { HistoryKept = false });
        await test.DeployAsync("pay");
        var started = await test.StartAsync();

        Assert.Equal("", await TellAsync(test, started.Key));
    }

    [Fact]
    public async Task An_instance_is_forgotten_with_all_that_it_called_when_its_time_is_over()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new BrokerOptions { FinishedKeptFor = TimeSpan.FromDays(1) });
        await test.Cluster.DeployAsync([Processes.Calls("order", "payment"), Processes.Tasks("payment", "pay")], Cancellation);
        await EndAsync(test);
        var running = await test.StartAsync();
        test.Time.Advance(TimeSpan.FromHours(23));
        var young = await EndAsync(test, keep: running.Key);
        test.Time.Advance(TimeSpan.FromHours(2));
        await CleanedAsync(test, left: 4);

        // The running one and the young one, each with what it called.
        Assert.Equal(
            [running.Key.Value, young.Value],
            await Keys(test, "SELECT key FROM process_instances WHERE parent_key IS NULL ORDER BY key"));
        foreach (var table in await Names(test, "SELECT name FROM sqlite_schema WHERE type = 'table'"))
        {
            var column = table switch
            {
                "history" => "owner_key",
                "process_instances" => "key",
                _ => (await Names(test, $"SELECT name FROM pragma_table_info('{table}') WHERE name = 'instance_key'")).SingleOrDefault(),
            };
            if (column is null)
                continue;
            var others = $"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT key FROM process_instances UNION SELECT key FROM jobs)";
            Assert.Equal([0L], await Keys(test, others));
        }
    }

    [Fact]
    public async Task Only_the_newest_of_the_ended_instances_are_kept()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new BrokerOptions { FinishedKeptFor = null, FinishedKeptAtMost = 2 });
        await test.Cluster.DeployAsync([Processes.Calls("order", "payment"), Processes.Tasks("payment", "pay")], Cancellation);
        var ended = new List<long>();
        for (var i = 0; i < 5; i++)
            ended.Add((await EndAsync(test)).Value);
        test.Time.Advance(TimeSpan.FromMinutes(2));
        await CleanedAsync(test, left: 4);

        Assert.Equal(ended.TakeLast(2), await Keys(test, "SELECT key FROM process_instances WHERE parent_key IS NULL ORDER BY key"));
    }

    /// <summary>Or each instance that is forgotten would cost a walk through all that are kept.</summary>
    [Fact]
    public async Task Rows_of_an_instance_are_found_without_looking_at_others()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var tables = await Names(
            test, "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND c.name = 'instance_key'");
        var plans = new List<string>();
        foreach (var table in tables)
            plans.AddRange(await ReadAsync(test, $"EXPLAIN QUERY PLAN DELETE FROM {table} WHERE instance_key = 1", row => row.GetString(3)));

        Assert.Contains("jobs", tables);
        Assert.DoesNotContain(plans, plan => plan.StartsWith("SCAN", StringComparison.Ordinal));
    }

    /// <summary>A new event must say whose it is, or be one of those that belong to no instance.</summary>
    [Fact]
    public void Every_event_of_an_instance_is_in_its_history()
    {
        var others = typeof(Event).GetNestedTypes()
            .Where(type => type.IsSubclassOf(typeof(Event)))
            .Where(type => EventOwner.Of(WithKeys(type)) == default)
            .Select(type => type.Name)
            .Order(StringComparer.Ordinal);

        Snapshot.Match(string.Join('\n', others));
    }

    /// <summary>An event that names instances and jobs, whatever its fields are called.</summary>
    private static Event WithKeys(Type type)
    {
        var @event = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in type.GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic))
        {
            object? key = (Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType) switch
            {
                var t when t == typeof(Engine.InstanceKey) => new Engine.InstanceKey(7),
                var t when t == typeof(Engine.JobKey) => new Engine.JobKey(7),
                _ => null,
            };
            if (key is not null)
                field.SetValue(@event, key);
        }

        return (Event)@event;
    }

    private static async Task<string> TellAsync(ClusterUnderTest test, ProcessInstanceKey instance)
    {
        var history = await test.Cluster.Search.FindHistoryAsync(instance, null, 1_000, Cancellation);
        return string.Join('\n', history.Items.Select(item => $"{item.Timestamp:mm:ss} {item.Text}"));
    }

    /// <summary>Starts an instance and brings it to its end.</summary>
    private static async Task<ProcessInstanceKey> EndAsync(ClusterUnderTest test, ProcessInstanceKey? keep = null)
    {
        var started = await test.StartAsync("""{"amount": 3}""");
        foreach (var job in await test.PollAsync("pay", TimeSpan.Zero))
        {
            var instance = await test.Cluster.Search.FindInstanceAsync(job.ProcessInstanceKey, Cancellation);
            if (keep is null || instance!.ParentProcessInstanceKey != keep)
                await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);
        }

        return started.Key;
    }

    /// <summary>Cleaning goes on in its own thread, by the clock of the test.</summary>
    private static async Task CleanedAsync(ClusterUnderTest test, int left)
    {
        while ((await Keys(test, "SELECT count(*) FROM process_instances"))[0] > left)
        {
            Cancellation.ThrowIfCancellationRequested();
            test.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static Task<IReadOnlyList<long>> Keys(ClusterUnderTest test, string sql) => ReadAsync(test, sql, row => row.GetInt64(0));

    private static Task<IReadOnlyList<string>> Names(ClusterUnderTest test, string sql) => ReadAsync(test, sql, row => row.GetString(0));

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(
        ClusterUnderTest test, string sql, Func<Microsoft.Data.Sqlite.SqliteDataReader, T> read)
    {
        await test.Cluster.Search.SearchAsync(new SearchQuery<IncidentFilter>(), Cancellation);
        using var connection = SearchDatabase.Connect(test.SearchFile);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        var values = new List<T>();
        while (row.Read())
            values.Add(read(row));
        return values;
    }

    /// <summary>Keys become letters, in the order in which they appear.</summary>
    private static string Masked(string text)
    {
        var keys = new Dictionary<string, string>();
        var masked = new StringBuilder();
        foreach (var part in System.Text.RegularExpressions.Regex.Split(text, @"(\d{10,})"))
        {
            if (part.Length < 10 || !part.All(char.IsAsciiDigit))
            {
                masked.Append(part);
                continue;
            }

            if (!keys.TryGetValue(part, out var letter))
                keys.Add(part, letter = $"#{keys.Count + 1}");
            masked.Append(letter);
        }

        return masked.ToString();
    }
}
