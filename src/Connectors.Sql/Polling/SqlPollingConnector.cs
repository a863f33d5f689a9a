using System.Data.Common;
using System.Net.Sockets;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Drivers;
using Fairlead.Connectors.Sql.Statements;

namespace Fairlead.Connectors.Sql.Polling;

/// <summary>Looks for rows again and again: each is an event once.</summary>
/// <remarks>
/// A cursor is written together with the effect of its events, and ids tell what is known. Rows of an outbox are locked while they are handed
/// over, and go when that is durable; should this process die in between, they come again and are known by their ids.
/// </remarks>
[Connector("io.fairlead:sql-polling:1", Name = "SQL polling", Description = "Starts or continues a process for each new row of a database.")]
public sealed class SqlPollingConnector(TimeProvider time, SqlOptions? options = null) : IPollingConnector<SqlPoll>, IDisposable
{
    private readonly SqlOptions _options = options ?? new SqlOptions();
    private readonly SqlPools _pools = new(time);

    public void Check(SqlPoll settings)
    {
        var (database, access) = SqlCredential.Choose(settings.Database, settings.Connection, settings.Configuration);
        var driver = SqlDriver.Of(database, _options);
        driver.Translate(JdbcUrl.Read(database, access), _options.ConnectionsAtMost);
        StatementOf(settings, driver);
    }

    public TimeSpan IntervalOf(SqlPoll settings) => settings.PollingInterval;

    public async Task<PollAnswer> PollAsync(SqlPoll settings, Poll poll, CancellationToken cancellation)
    {
        var (database, access) = SqlCredential.Choose(settings.Database, settings.Connection, settings.Configuration);
        var driver = SqlDriver.Of(database, _options);
        var target = JdbcUrl.Read(database, access);
        if (target.Password is { } password)
            poll.Hide(password);
        var address = driver.Translate(target, _options.ConnectionsAtMost);
        var statement = StatementOf(settings, driver);
        var session = await SqlSession.OpenAsync(_pools, driver, address, SqlWays.Of(poll), cancellation);
        var taking = new SqlTaking(session, _options);
        var isKept = false;
        try
        {
            var page = await taking.TakeAsync(statement, settings.RowsAtMost, settings.Source is SqlSource.Outbox, cancellation);
            var events = page.Rows.Select(row => SqlRow.EventOf(row, settings.Source.IdColumn)).ToList();
            if (settings.Source is SqlSource.ByQuery query)
                return SqlSweep.After(query, page, poll, time.GetUtcNow()) with { Events = events, HasMore = page.IsFull };
            if (events.Count is 0)
                return new PollAnswer();
            isKept = true;
            return new PollAnswer
            {
                Events = events,
                HasMore = page.IsFull,
                Receipt = new OutboxReceipt((SqlSource.Outbox)settings.Source, taking, page.Rows),
            };
        }
        catch (Exception refused) when (refused is DbException or SocketException or IOException or TimeoutException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw taking.FailureOf(refused);
        }
        finally
        {
            if (!isKept)
                await taking.DisposeAsync();
        }
    }

    public void Dispose() => _pools.Dispose();

    private static SqlStatement StatementOf(SqlPoll settings, SqlDriver driver)
    {
        var text = settings.Source switch
        {
            SqlSource.ByQuery query => query.Query,
            SqlSource.Outbox outbox => ClaimOf(outbox, driver, settings.RowsAtMost),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var statements = SqlStatement.Of(
            text, SqlConnector.VariablesOf(settings.Source.Variables), driver.Dialect, driver.Placeholder, driver.SplitsStatements);
        return statements.Count is 1
            ? statements[0]
            : throw new ConnectorInputException("source.query: expected one statement, but there are several.");
    }

    private static string ClaimOf(SqlSource.Outbox outbox, SqlDriver driver, int rows)
    {
        var key = SqlRow.Name(outbox.KeyColumn ?? outbox.IdColumn, "source.keyColumn");
        var order = string.IsNullOrWhiteSpace(outbox.OrderColumn) ? key : SqlRow.Name(outbox.OrderColumn, "source.orderColumn");
        string[] conditions =
        [
            .. string.IsNullOrWhiteSpace(outbox.MarkColumn) ? (string[])[] : [$"{SqlRow.Name(outbox.MarkColumn, "source.markColumn")} IS NULL"],
            .. string.IsNullOrWhiteSpace(outbox.Condition) ? (string[])[] : [$"({outbox.Condition}\n)"],
        ];
        return driver.Claim(SqlRow.Name(outbox.Table, "source.table"), string.Join(" AND ", conditions), order, rows);
    }
}
