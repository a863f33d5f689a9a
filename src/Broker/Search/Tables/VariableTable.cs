using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class VariableTable(SqliteConnection connection) : ITable
{
    private readonly Dictionary<long, int> _places = [];
    private readonly List<Value> _last = [];
    private readonly Insert _upsert = new(
        connection,
        "INSERT INTO variables (key, instance_key, scope_key, name, value)",
        columns: 5,
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value");

    public void Set(Event.VariableSet set)
    {
        var value = new Value(set.Key, set.Instance, set.Scope, set.Name) { Json = set.Value };
        if (FindPlace(set.Key, out var isKnown) is var place && isKnown)
            _last[place] = value;
        else
            _last.Add(value);
    }

    /// <summary>The list is put together when it is written: once for all results of a transaction.</summary>
    public void Set(Event.LoopResultSet result)
    {
        var place = FindPlace(result.Key, out var isKnown);
        if (!isKnown)
            _last.Add(new Value(result.Key, result.Instance, result.Body, result.Name));
        (_last[place].Results ??= []).Add(result);
    }

    public void Flush()
    {
        foreach (var value in _last)
        {
            if (value.Results is { } results)
                value.Json = Merge(value.Json.IsEmpty ? Read(value.Key) : value.Json, results);
        }

        _upsert.Write(_last, Bind);
        Clear();
    }

    public void Clear()
    {
        _places.Clear();
        _last.Clear();
    }

    public void Dispose() => _upsert.Dispose();

    private static void Bind(Statement upsert, int first, Value value) => upsert.Bind(first, value.Key.Value)
        .Bind(first + 1, value.Instance.Value)
        .Bind(first + 2, value.Scope.Value)
        .Bind(first + 3, value.Name)
        .BindUtf8(first + 4, value.Json.Span);

    private static ReadOnlyMemory<byte> Merge(ReadOnlyMemory<byte> json, List<Event.LoopResultSet> results)
    {
        // Without a row the variable is older than the search store, which began after the journal did: the others stay unknown.
        var list = json.IsEmpty ? JsonList.Empty : JsonList.Read(json) ?? JsonList.Empty;
        foreach (var result in results)
            list = list.With(result.Index, result.Value);
        return list.Json;
    }

    /// <returns>Empty when there is no such row.</returns>
    private ReadOnlyMemory<byte> Read(VariableKey key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM variables WHERE key = $key";
        command.Parameters.AddWithValue("$key", key.Value);
        return command.ExecuteScalar() is string text ? Encoding.UTF8.GetBytes(text) : default;
    }

    /// <returns>Where the variable is in what this transaction writes, or will be when it is added now.</returns>
    private int FindPlace(VariableKey key, out bool isKnown)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, key.Value, out isKnown);
        if (!isKnown)
            place = _last.Count;
        return place;
    }

    private sealed record Value(VariableKey Key, InstanceKey Instance, ElementKey Scope, string Name)
    {
        /// <summary>Empty when only items of it changed.</summary>
        public ReadOnlyMemory<byte> Json { get; set; }

        public List<Event.LoopResultSet>? Results { get; set; }
    }
}
