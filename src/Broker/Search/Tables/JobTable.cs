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
            (state, retries, worker, deadline_ms, error_code, message, end_ms, updated_ms, key, instance_key, element_key, element_id, type,
             created_ms, kind, listener_event, headers, denied_reason)
        """,
        columns: 18);

    // Null stands for unchanged; a worker's name and deadline stay as the last ones.
    private readonly Statement _update = new(connection, """
        UPDATE jobs SET
            state = coalesce(?1, state), retries = coalesce(?2, retries), worker = coalesce(?3, worker),
            deadline_ms = coalesce(?4, deadline_ms), error_code = coalesce(?5, error_code), message = coalesce(?6, message), end_ms = ?7,
            updated_ms = ?8, denied_reason = coalesce(?10, denied_reason)
        WHERE key = ?9
        """);

    public void Add(Event.JobCreated created, Timestamp at)
    {
        var row = Touch(created.Key, at);
        row.Created = created;
        row.CreatedMs = at.UnixMilliseconds;
        row.State = States.Created;
        row.Retries = created.Retries;
    }

    public void Activate(Event.JobActivated activated, Timestamp at)
    {
        var row = Touch(activated.Key, at);
        row.State = States.Activated;
        row.Worker = activated.Worker;
        row.DeadlineMs = activated.Deadline.UnixMilliseconds;
    }

    public void Fail(Event.JobFailed failed, Timestamp at)
    {
        var row = Touch(failed.Key, at);
        row.State = States.Failed;
        row.Retries = failed.RetriesLeft;
        row.Message = failed.Message;
    }

    public void MakeAvailable(Event.JobAvailable available, Timestamp at) =>
        Touch(available.Key, at).State = available.Reason is JobAvailableReason.TimedOut ? States.TimedOut : States.Created;

    public void ThrowError(Event.JobErrorThrown thrown, Timestamp at)
    {
        var row = Touch(thrown.Key, at);
        row.State = States.ErrorThrown;
        row.ErrorCode = thrown.Code;
        row.Message = thrown.Message;
    }

    public void Update(Event.JobUpdated updated, Timestamp at)
    {
        var row = Touch(updated.Key, at);
        row.Retries = updated.RetriesLeft;
        row.DeadlineMs = updated.Deadline?.UnixMilliseconds ?? row.DeadlineMs;
    }

    /// <summary>The listener's job is done, and the change of the user task is off.</summary>
    public void Deny(JobKey key, string reason, Timestamp at) => Touch(key, at).DeniedReason = reason;

    public void End(JobKey key, string state, Timestamp at)
    {
        var row = Touch(key, at);
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

    private JobRow Touch(JobKey key, Timestamp at)
    {
        var row = _rows[key.Value];
        row.UpdatedMs = at.UnixMilliseconds;
        return row;
    }

    private void Update(JobRow row) => BindChanges(_update, first: 1, row).Bind(10, row.DeniedReason).Run();

    private static void Bind(Statement insert, int first, JobRow row)
    {
        var created = row.Created!;
        BindChanges(insert, first, row)
            .Bind(first + 9, created.Instance.Value)
            .Bind(first + 10, created.Element.Value)
            .Bind(first + 11, created.ElementId)
            .Bind(first + 12, created.Type)
            .Bind(first + 13, row.CreatedMs)
            .Bind(first + 14, JobWords.Of(created.Kind))
            .Bind(first + 15, JobWords.Of(created.ListenerEvent))
            .Bind(first + 16, created.Headers is { } headers ? HeaderText.Write(headers) : null)
            .Bind(first + 17, row.DeniedReason);
    }

    private static Statement BindChanges(Statement statement, int first, JobRow row) => statement.Bind(first, row.State)
        .Bind(first + 1, row.Retries)
        .Bind(first + 2, row.Worker)
        .Bind(first + 3, row.DeadlineMs)
        .Bind(first + 4, row.ErrorCode)
        .Bind(first + 5, row.Message)
        .Bind(first + 6, row.EndMs)
        .Bind(first + 7, row.UpdatedMs)
        .Bind(first + 8, row.Key);

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

        public string? DeniedReason { get; set; }

        public long CreatedMs { get; set; }

        public long UpdatedMs { get; set; }

        public long? EndMs { get; set; }
    }
}
