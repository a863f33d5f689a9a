using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class JobTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<Row> _rows = new();
    private readonly Statement _insert = new(connection, """
        INSERT OR REPLACE INTO jobs
            (state, retries, worker, deadline_ms, error_code, message, end_ms, key, instance_key, element_key, element_id, type, created_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    // Null stands for unchanged; a worker's name and deadline stay as the last ones.
    private readonly Statement _update = new(connection, """
        UPDATE jobs SET
            state = coalesce(?1, state), retries = coalesce(?2, retries), worker = coalesce(?3, worker),
            deadline_ms = coalesce(?4, deadline_ms), error_code = coalesce(?5, error_code), message = coalesce(?6, message), end_ms = ?7
        WHERE key = ?8
        """);

    public void Add(Event.JobCreated created, Timestamp at)
    {
        var row = _rows[created.Key.Value];
        row.Created = created;
        row.CreatedMs = at.UnixMilliseconds;
        row.State = States.Created;
        row.Retries = created.Retries;
    }

    public void Activate(Event.JobActivated activated)
    {
        var row = _rows[activated.Key.Value];
        row.State = States.Activated;
        row.Worker = activated.Worker;
        row.DeadlineMs = activated.Deadline.UnixMilliseconds;
    }

    public void Fail(Event.JobFailed failed)
    {
        var row = _rows[failed.Key.Value];
        row.State = States.Failed;
        row.Retries = failed.RetriesLeft;
        row.Message = failed.Message;
    }

    public void MakeAvailable(JobKey key) => _rows[key.Value].State = States.Created;

    public void ThrowError(Event.JobErrorThrown thrown)
    {
        var row = _rows[thrown.Key.Value];
        row.State = States.ErrorThrown;
        row.ErrorCode = thrown.Code;
        row.Message = thrown.Message;
    }

    public void Update(Event.JobUpdated updated)
    {
        var row = _rows[updated.Key.Value];
        row.Retries = updated.RetriesLeft;
        row.DeadlineMs = updated.Deadline?.UnixMilliseconds ?? row.DeadlineMs;
    }

    public void End(JobKey key, string state, Timestamp at)
    {
        var row = _rows[key.Value];
        row.State = state;
        row.EndMs = at.UnixMilliseconds;
    }

    public void Flush() => _rows.Flush(Write);

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
    }

    private void Write(long key, Row row)
    {
        var statement = row.Created is null ? _update : _insert;
        statement.Bind(1, row.State)
            .Bind(2, row.Retries)
            .Bind(3, row.Worker)
            .Bind(4, row.DeadlineMs)
            .Bind(5, row.ErrorCode)
            .Bind(6, row.Message)
            .Bind(7, row.EndMs)
            .Bind(8, key);
        if (row.Created is { } created)
        {
            statement.Bind(9, created.Instance.Value)
                .Bind(10, created.Element.Value)
                .Bind(11, created.ElementId)
                .Bind(12, created.Type)
                .Bind(13, row.CreatedMs);
        }

        statement.Run();
    }

    private sealed class Row
    {
        public Event.JobCreated? Created { get; set; }

        public string? State { get; set; }

        public long? Retries { get; set; }

        public string? Worker { get; set; }

        public long? DeadlineMs { get; set; }

        public string? ErrorCode { get; set; }

        public string? Message { get; set; }

        public long CreatedMs { get; set; }

        public long? EndMs { get; set; }
    }
}
