using Fairlead.Broker.Calls;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Broker.Tests;

/// <summary>A call journal on a real file, with a hand on the file beside it.</summary>
internal sealed class CallJournal : IAsyncDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TimeProvider? _time;

    private CallJournal(CallsOptions? options, TimeProvider? time)
    {
        Options = options ?? new CallsOptions();
        _time = time;
    }

    public CallsOptions Options { get; }

    public ManualTime Time { get; } = new();

    public CallStore Store { get; private set; } = null!;

    public string File => _temp["calls.db"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="time">Null for one that the test moves.</param>
    public static async Task<CallJournal> OpenAsync(CallsOptions? options = null, TimeProvider? time = null)
    {
        var journal = new CallJournal(options, time);
        await journal.OpenAgainAsync();
        return journal;
    }

    public async Task OpenAgainAsync() =>
        Store = await CallStore.OpenAsync(File, Options, _time ?? Time, NullLoggerFactory.Instance, Cancellation);

    /// <summary>The file as a process leaves it that is killed now: copied while the store still runs.</summary>
    public async Task KillAsync()
    {
        using var image = new TempFolder();
        foreach (var file in Directory.GetFiles(_temp.Path))
            System.IO.File.Copy(file, image[Path.GetFileName(file)]);
        await Store.DisposeAsync();
        foreach (var file in Directory.GetFiles(_temp.Path))
            System.IO.File.Delete(file);
        foreach (var file in Directory.GetFiles(image.Path).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            System.IO.File.Copy(file, _temp[Path.GetFileName(file)]);
        await OpenAgainAsync();
    }

    public CallIntent Intent(long job = 1, bool mustBeOnDisk = false) => new()
    {
        JobKey = job,
        Type = "io.camunda:http-json:1",
        StartedAt = (_time ?? Time).GetUtcNow(),
        ProcessId = "order",
        ProcessVersion = 2,
        ProcessDefinitionKey = 20,
        ProcessInstanceKey = 30 + job,
        ElementId = "pay",
        ElementInstanceKey = 40 + job,
        RetriesLeft = 3,
        IdempotencyKey = $"c-{job}",
        MustBeOnDisk = mustBeOnDisk,
    };

    public async Task<long> BeginAsync(long job = 1, bool mustBeOnDisk = false) =>
        await Store.BeginAsync(Intent(job, mustBeOnDisk), Cancellation);

    public async Task<long> CallAsync(long job = 1, CallState state = CallState.Completed)
    {
        var key = await BeginAsync(job);
        Store.End(key, Record(state));
        return key;
    }

    public static CallRecord Record(CallState state = CallState.Completed) => new() { State = state, Duration = TimeSpan.FromMilliseconds(5) };

    public async Task<IReadOnlyList<CallItem>> SearchAsync(CallFilter? filter = null, string sort = "callKey", int? limit = null) =>
        (await Store.SearchAsync(
            new SearchQuery<CallFilter>
            {
                Filter = filter,
                Sort = [new SearchSort { Field = sort }],
                Page = new SearchPage { Limit = limit ?? 1000 },
            },
            Cancellation)).Items;

    /// <summary>Waits until the journal shows what is expected: cleaning goes on beside it.</summary>
    public async Task<IReadOnlyList<CallItem>> WaitAsync(Func<IReadOnlyList<CallItem>, bool> isRight)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var calls = await SearchAsync();
            if (isRight(calls))
                return calls;
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30), $"{calls.Count} calls");
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>From now on nothing can be written.</summary>
    public void Break() => Execute("CREATE TRIGGER broken BEFORE INSERT ON calls BEGIN SELECT RAISE(ABORT, 'the disk is broken'); END");

    public void Repair() => Execute("DROP TRIGGER broken");

    public void SetVersion(int version) => Execute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));

    /// <summary>Nobody else can write until it is disposed.</summary>
    public SqliteConnection Hold()
    {
        var connection = Connect();
        Execute(connection, "BEGIN IMMEDIATE");
        return connection;
    }

    public long Count(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _temp.Dispose();
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
