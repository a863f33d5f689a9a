using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class JobTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<JobRow> _rows = new();
    private readonly Insert _insert = new(
        connection,
        """
        INSERT OR REPLACE INTO jobs
            (state, retries, worker, deadline_ms, error_code, message, end_ms, key, instance_key, element_key, element_id, type, created_ms, kind,
             listener_event)
        """,
        columns: 15);

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

    public void Flush() => _rows.Flush(_insert, Bind, Update);

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
    }

    private void Update(JobRow row) => BindChanges(_update, first: 1, row).Run();

    private static void Bind(Statement insert, int first, JobRow row)
    {
        var created = row.Created!;
        BindChanges(insert, first, row)
            .Bind(first + 8, created.Instance.Value)
            .Bind(first + 9, created.Element.Value)
            .Bind(first + 10, created.ElementId)
            .Bind(first + 11, created.Type)
            .Bind(first + 12, row.CreatedMs)
            .Bind(first + 13, JobWords.Of(created.Kind))
            .Bind(first + 14, JobWords.Of(created.ListenerEvent));
    }

    private static Statement BindChanges(Statement statement, int first, JobRow row) => statement.Bind(first, row.State)
        .Bind(first + 1, row.Retries)
        .Bind(first + 2, row.Worker)
        .Bind(first + 3, row.DeadlineMs)
        .Bind(first + 4, row.ErrorCode)
        .Bind(first + 5, row.Message)
        .Bind(first + 6, row.EndMs)
        .Bind(first + 7, row.Key);

    private sealed class JobRow : Row
    {
        public override bool IsNew => Created is not null;

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
