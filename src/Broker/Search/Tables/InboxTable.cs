using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Outside events that were accepted, with the answer that their repetitions get.</summary>
internal sealed class InboxTable(SqliteConnection connection) : ITable
{
    private readonly List<(string Key, Event.InboundAccepted? Accepted, long AtMs)> _changes = [];
    private readonly Statement _insert = new(connection, """
        INSERT OR REPLACE INTO inbox (deduplication_key, answer_key, answer_instance, accepted_ms, kept_until_ms) VALUES (?, ?, ?, ?, ?)
        """);
    private readonly Statement _delete = new(connection, "DELETE FROM inbox WHERE deduplication_key = ?");

    public void Add(Event.InboundAccepted accepted, Timestamp at) =>
        _changes.Add((accepted.DeduplicationKey, accepted, at.UnixMilliseconds));

    public void Add(Event.InboundApplied applied, Timestamp at) => Add(
        new Event.InboundAccepted(
            applied.DeduplicationKey, applied.AnswerKey, applied.Instance?.Value ?? 0, applied.KeptUntil, applied.AnswerDefinition),
        at);

    public void Forget(Event.InboundForgotten forgotten) => _changes.Add((forgotten.DeduplicationKey, null, 0));

    public void Flush()
    {
        foreach (var (key, accepted, atMs) in _changes)
        {
            if (accepted is null)
            {
                _delete.Bind(1, key).Run();
                continue;
            }

            _insert.Bind(1, key)
                .Bind(2, accepted.AnswerKey)
                .Bind(3, accepted.AnswerInstance)
                .Bind(4, atMs)
                .Bind(5, accepted.KeptUntil.UnixMilliseconds)
                .Run();
        }

        Clear();
    }

    public void Clear() => _changes.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _delete.Dispose();
    }
}
