using System.Runtime.InteropServices;
using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class VariableTable(SqliteConnection connection) : ITable
{
    private readonly Dictionary<long, int> _places = [];
    private readonly List<Event.VariableSet> _last = [];
    private readonly Insert _upsert = new(
        connection,
        "INSERT INTO variables (key, instance_key, scope_key, name, value)",
        columns: 5,
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value");

    public void Set(Event.VariableSet set)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, set.Key.Value, out var isKnown);
        if (isKnown)
        {
            _last[place] = set;
            return;
        }

        place = _last.Count;
        _last.Add(set);
    }

    public void Flush()
    {
        _upsert.Write(_last, Bind);
        Clear();
    }

    public void Clear()
    {
        _places.Clear();
        _last.Clear();
    }

    public void Dispose() => _upsert.Dispose();

    private static void Bind(Statement upsert, int first, Event.VariableSet set) => upsert.Bind(first, set.Key.Value)
        .Bind(first + 1, set.Instance.Value)
        .Bind(first + 2, set.Scope.Value)
        .Bind(first + 3, set.Name)
        .BindUtf8(first + 4, set.Value.Span);
}
