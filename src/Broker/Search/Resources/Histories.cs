using System.Globalization;
using Fairlead.Broker.Search.History;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class Histories
{
    /// <param name="after">Cursor of the last item of the page before; null for the beginning.</param>
    /// <exception cref="ClusterException">The cursor is none of ours.</exception>
    public static HistoryResult Find(SqliteConnection connection, ProcessInstanceKey instance, string? after, int limit)
    {
        var (position, place) = after is null ? (0, -1) : ReadCursor(after);
        var entries = Read(connection, instance.Value);
        entries.Sort(static (left, right) => (left.Position, left.Place).CompareTo((right.Position, right.Place)));
        var first = entries.FindIndex(entry => (entry.Position, entry.Place).CompareTo((position, place)) > 0);
        List<HistoryEntry> page = first < 0 ? [] : entries.GetRange(first, Math.Min(limit, entries.Count - first));

        var elements = ReadElements(connection, instance.Value);
        var telling = new Telling(instance.Value, elements, ReadNames(connection, instance.Value));
        return new HistoryResult
        {
            Items = [.. page.Select(entry => ToItem(entry, telling, elements))],
            EndCursor = first >= 0 && first + page.Count < entries.Count ? Cursor(page[^1]) : null,
        };
    }

    private static HistoryItem ToItem(HistoryEntry entry, Telling telling, Dictionary<long, TellingElement> elements)
    {
        var element = Telling.ElementOf(entry.Event);
        return new HistoryItem
        {
            Cursor = Cursor(entry),
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(entry.At.UnixMilliseconds),
            Event = Telling.NameOf(entry.Event),
            ElementInstanceKey = element is { } key ? new(key.Value) : null,
            ElementId = element is { } some && elements.TryGetValue(some.Value, out var found) ? found.ElementId : null,
            Text = telling.Words(entry.Event),
        };
    }

    /// <summary>Also what lies under the keys of its jobs.</summary>
    private static List<HistoryEntry> Read(SqliteConnection connection, long instance)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT entries FROM history WHERE owner_key = $instance
            UNION ALL
            SELECT h.entries FROM jobs j JOIN history h ON h.owner_key = j.key WHERE j.instance_key = $instance
            """;
        command.Parameters.AddWithValue("$instance", instance);
        using var row = command.ExecuteReader();
        var entries = new List<HistoryEntry>();
        while (row.Read())
            HistoryEntry.Read(row.GetFieldValue<byte[]>(0), entries);
        return entries;
    }

    private static Dictionary<long, TellingElement> ReadElements(SqliteConnection connection, long instance)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT key, element_id, type FROM element_instances WHERE instance_key = $instance";
        command.Parameters.AddWithValue("$instance", instance);
        using var row = command.ExecuteReader();
        var elements = new Dictionary<long, TellingElement>();
        while (row.Read())
            elements[row.GetInt64(0)] = new TellingElement(row.GetString(1), row.GetString(2));
        return elements;
    }

    private static Dictionary<string, string> ReadNames(SqliteConnection connection, long instance)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT e.element_id, e.name FROM elements e JOIN process_instances p ON p.definition_key = e.definition_key WHERE p.key = $instance
            """;
        command.Parameters.AddWithValue("$instance", instance);
        using var row = command.ExecuteReader();
        var names = new Dictionary<string, string>();
        while (row.Read())
            names[row.GetString(0)] = row.GetString(1);
        return names;
    }

    private static string Cursor(HistoryEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Position}.{entry.Place}");

    private static (long Position, int Place) ReadCursor(string cursor) => cursor.Split('.') is [var first, var second]
        && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? (position, place)
            : throw new ClusterException(
                ClusterError.InvalidArgument, $"Expected after to be a cursor that a history gave, for example 12.3, but it is '{cursor}'.");
}
