using System.Data;
using System.Data.Common;
using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Results;
using Fairlead.Connectors.Sql.Statements;

namespace Fairlead.Connectors.Sql.Polling;

/// <summary>Takes a page of rows, in a transaction where they are to be locked until it ends.</summary>
internal sealed class SqlTaking(SqlSession session, SqlOptions options) : IAsyncDisposable
{
    private DbTransaction? _transaction;

    public async Task<SqlPage> TakeAsync(SqlStatement statement, int rowsAtMost, bool locks, CancellationToken cancellation)
    {
        if (locks && session.Driver.LocksRows)
            _transaction = await session.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await using var command = await CommandAsync(statement, cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var reading = new SqlReading(session.Driver, rowsAtMost, options.ResultBytesAtMost) { TakesWhatFits = true };
        var rows = await reading.ReadAsync(reader, cancellation);
        var isFull = rows.Count == rowsAtMost;
        // Else whatever is left would be read to its end. In a transaction that would end it, too; there the statement itself has a limit.
        if (isFull && _transaction is null)
            command.Cancel();
        return new SqlPage([.. JsonElement.Parse(rows.Json.Span).EnumerateArray()], isFull);
    }

    /// <summary>Runs a statement beside what was taken.</summary>
    public async Task RunAsync(SqlStatement statement, CancellationToken cancellation)
    {
        await using var command = await CommandAsync(statement, cancellation);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task CommitAsync()
    {
        if (_transaction is not null)
            await _transaction.CommitAsync(CancellationToken.None);
    }

    public string Placeholder(int number) => session.Driver.Placeholder(number);

    public ConnectorException FailureOf(Exception failure)
    {
        var problem = SqlFailure.WhileRunning(
            failure, session.Driver, session.Target, SqlPhase.Reading, session.Connection.State is not ConnectionState.Open);
        if (problem.Code == SqlFailure.Unreachable)
            session.Failed(problem.Message);
        return problem;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_transaction is not null)
                await _transaction.DisposeAsync();
        }
        catch (Exception lost) when (lost is DbException or IOException or InvalidOperationException)
        {
            // It ended with its connection.
        }

        await session.DisposeAsync();
    }

    private async Task<DbCommand> CommandAsync(SqlStatement statement, CancellationToken cancellation)
    {
        var command = session.Connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = statement.Text;
        session.Driver.Bind(command, statement.Values);
        await session.Driver.PrepareAsync(command, cancellation);
        return command;
    }
}

/// <param name="IsFull">Whether there may be more.</param>
internal sealed record SqlPage(IReadOnlyList<JsonElement> Rows, bool IsFull);
