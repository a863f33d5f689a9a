using System.Diagnostics;
using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Outside events that are kept, and what became of those that were. Rare beside what is applied at once: each event is written by itself.</summary>
internal sealed class InboxEntryTable(SqliteConnection connection) : ITable
{
    private readonly List<(Event Event, long AtMs)> _events = [];
    private readonly Statement _insert = new(connection, """
        INSERT OR REPLACE INTO inbox_entries (
            key, tenant, type, process_id, element_id, state, code, reason, deduplication_key, message_id, payload_bytes, attempts,
            received_ms, last_attempt_ms, kept_until_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, ?12, ?12, ?13)
        """);
    private readonly Statement _try = new(connection, """
        UPDATE inbox_entries
        SET state = ?2, code = ?3, reason = ?4, last_attempt_ms = ?5, kept_until_ms = ?6, attempts = attempts + 1
        WHERE key = ?1
        """);
    private readonly Statement _edit = new(connection, "UPDATE inbox_entries SET payload_bytes = ?2 WHERE key = ?1");
    private readonly Statement _keepLonger = new(connection, "UPDATE inbox_entries SET kept_until_ms = ?2 WHERE key = ?1");
    private readonly Statement _end = new(
        connection, "UPDATE inbox_entries SET state = ?2, answer_key = ?3, answer_instance = ?4, end_ms = ?5 WHERE key = ?1");

    public void Add(Event @event, Timestamp at) => _events.Add((@event, at.UnixMilliseconds));

    public void Flush()
    {
        foreach (var (@event, atMs) in _events)
            Write(@event, atMs);
        Clear();
    }

    public void Clear() => _events.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _try.Dispose();
        _edit.Dispose();
        _keepLonger.Dispose();
        _end.Dispose();
    }

    private void Write(Event @event, long atMs)
    {
        switch (@event)
        {
            case Event.InboundKept e:
                _insert.Bind(1, e.Key.Value)
                    .Bind(2, Tenancy.ToCaller(e.Tenant))
                    .Bind(3, e.Target.Type)
                    .Bind(4, e.Target.ProcessId)
                    .Bind(5, e.Target.ElementId)
                    .Bind(6, StateOf(e.IsHeld))
                    .Bind(7, e.Code)
                    .Bind(8, e.Reason)
                    .Bind(9, e.DeduplicationKey)
                    .Bind(10, e.MessageId)
                    .Bind(11, e.Payload.Length)
                    .Bind(12, e.At.UnixMilliseconds)
                    .Bind(13, e.KeptUntil.UnixMilliseconds)
                    .Run();
                break;
            case Event.InboundTriedAgain e:
                _try.Bind(1, e.Key.Value)
                    .Bind(2, StateOf(e.IsHeld))
                    .Bind(3, e.Code)
                    .Bind(4, e.Reason)
                    .Bind(5, e.At.UnixMilliseconds)
                    .Bind(6, e.KeptUntil.UnixMilliseconds)
                    .Run();
                break;
            case Event.InboundEdited e: _edit.Bind(1, e.Key.Value).Bind(2, e.Payload.Length).Run(); break;
            case Event.InboundKeptLonger e: _keepLonger.Bind(1, e.Key.Value).Bind(2, e.KeptUntil.UnixMilliseconds).Run(); break;
            case Event.InboundEnded e:
                _end.Bind(1, e.Key.Value)
                    .Bind(2, RestWord.Of(StateOf(e.End)))
                    .Bind(3, e.AnswerKey == 0 ? null : e.AnswerKey)
                    .Bind(4, e.AnswerInstance == 0 ? null : e.AnswerInstance)
                    .Bind(5, atMs)
                    .Run();
                break;
            default: throw new UnreachableException($"No rule for {@event}.");
        }
    }

    private static string StateOf(bool isHeld) => RestWord.Of(InboundAnswers.ToState(isHeld));

    private static InboxState StateOf(InboundEnd end) => end switch
    {
        InboundEnd.Applied => InboxState.Applied,
        InboundEnd.Discarded => InboxState.Discarded,
        InboundEnd.Expired => InboxState.Expired,
    };
}
