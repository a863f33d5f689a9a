using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Drivers;
using Fairlead.Connectors.Sql.Results;
using Fairlead.Connectors.Sql.Statements;

namespace Fairlead.Connectors.Sql;

/// <summary>Runs the statements of one task on an open connection: in a transaction where they can be taken back.</summary>
internal sealed class SqlRun(SqlSession session, SqlOptions options, TimeProvider time)
{
    private SqlPhase _phase;

    /// <exception cref="ConnectorException">They failed.</exception>
    public async Task<SqlAnswer> ExecuteAsync(IReadOnlyList<SqlStatement> statements, SqlQuery query, CancellationToken cancellation)
    {
        using var limit = query.Timeout is { } timeout ? new CancellationTokenSource(timeout, time) : null;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit?.Token ?? CancellationToken.None);
        try
        {
            try
            {
                return await TryAsync(statements, query, asText: false, both.Token);
            }
            catch (DbException untyped) when (session.Driver.NeedsTextTypes(untyped) && _phase is not SqlPhase.Autonomous)
            {
                return await TryAsync(statements, query, asText: true, both.Token);
            }
        }
        catch (Exception refused)
            when (refused is DbException or SocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            if (both.IsCancellationRequested)
                throw SqlFailure.Late(session.Target, query.Timeout!.Value, _phase);
            var failure = SqlFailure.WhileRunning(refused, session.Driver, session.Target, _phase, session.Connection.State is not ConnectionState.Open);
            if (SqlFailure.FaultOf(refused, session.Driver).Kind is SqlFaultKind.Connection or SqlFaultKind.Overload)
                session.Failed(failure.Message);
            throw failure;
        }
    }

    private async Task<SqlAnswer> TryAsync(
        IReadOnlyList<SqlStatement> statements, SqlQuery query, bool asText, CancellationToken cancellation)
    {
        var isTransaction = statements.Any(statement => statement.IsTransactional)
            && statements.All(statement => statement.IsTransactional || statement.OnlyReads);
        _phase = isTransaction ? SqlPhase.InTransaction
            : statements.All(statement => statement.OnlyReads) ? SqlPhase.Reading
            : SqlPhase.Autonomous;
        await using var transaction = isTransaction ? await session.Connection.BeginTransactionAsync(cancellation) : null;
        SqlRows? rows = null;
        var modified = 0L;
        foreach (var statement in statements)
        {
            await using var command = session.Connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = statement.Text;
            session.Driver.Bind(command, statement.Values);
            if (asText)
                session.Driver.UseTextTypes(command);
            await session.Driver.PrepareAsync(command, cancellation);
            var (given, changed) = await RunAsync(command, query, cancellation);
            rows = given ?? rows;
            modified += changed;
        }

        if (transaction is not null)
        {
            _phase = SqlPhase.Committing;
            // What is committed is committed: a cancellation in between would only hide that.
            await transaction.CommitAsync(CancellationToken.None);
        }

        return query.ReturnResults && rows is not null ? new SqlAnswer { ResultSet = rows } : new SqlAnswer { ModifiedRows = modified };
    }

    private async Task<(SqlRows? Rows, long Modified)> RunAsync(DbCommand command, SqlQuery query, CancellationToken cancellation)
    {
        if (!query.ReturnResults)
            return (null, Math.Max(0, await command.ExecuteNonQueryAsync(cancellation)));

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        SqlRows? rows = null;
        try
        {
            do
            {
                if (reader.FieldCount > 0 && rows is null)
                    rows = await new SqlReading(session.Driver, query.RowsAtMost ?? options.RowsAtMost, options.ResultBytesAtMost).ReadAsync(reader, cancellation);
            }
            while (await reader.NextResultAsync(cancellation));
        }
        catch (ConnectorException)
        {
            // Else whatever is left would be read to its end.
            command.Cancel();
            throw;
        }

        return (rows, Math.Max(0, reader.RecordsAffected));
    }
}
