using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Outside events that were accepted, with the answer that their repetitions get, and whose element is known: with that.</summary>
internal sealed class InboxTable(SqliteConnection connection) : ITable
{
    private readonly List<(Event Event, long AtMs)> _changes = [];
    private readonly Statement _insert = new(connection, """
        INSERT OR REPLACE INTO inbox (
            deduplication_key, answer_key, answer_instance, accepted_ms, kept_until_ms, tenant, type, process_id, element_id, entry_key)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);
    private readonly Statement _delete = new(connection, "DELETE FROM inbox WHERE deduplication_key = ?");

    public void Add(Event @event, Timestamp at) => _changes.Add((@event, at.UnixMilliseconds));

    public void Flush()
    {
        foreach (var (change, atMs) in _changes)
        {
            switch (change)
            {
                case Event.InboundAccepted e:
                    Insert(e.DeduplicationKey, e.AnswerKey, e.AnswerInstance, e.KeptUntil, tenant: null, target: null, entry: null, atMs);
                    break;
                case Event.InboundApplied e:
                    Insert(
                        e.DeduplicationKey,
                        e.AnswerKey,
                        e.Instance?.Value ?? 0,
                        e.KeptUntil,
                        Tenancy.ToCaller(e.Tenant),
                        e.Target,
                        e.Entry?.Value,
                        atMs);
                    break;
                case Event.InboundForgotten e: _delete.Bind(1, e.DeduplicationKey).Run(); break;
            }
        }

        Clear();
    }

    public void Clear() => _changes.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _delete.Dispose();
    }

    private void Insert(
        string key, long answer, long instance, Timestamp keptUntil, string? tenant, InboundTarget? target, long? entry, long atMs) =>
        _insert.Bind(1, key)
            .Bind(2, answer)
            .Bind(3, instance)
            .Bind(4, atMs)
            .Bind(5, keptUntil.UnixMilliseconds)
            .Bind(6, tenant)
            .Bind(7, target?.Type)
            .Bind(8, target?.ProcessId)
            .Bind(9, target?.ElementId)
            .Bind(10, entry)
            .Run();
}
