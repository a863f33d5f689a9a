using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>
/// Tags and business ids of instances. Few instances have any, so that they are written behind the others' rows, one by one.
/// </summary>
internal sealed class LabelTable(SqliteConnection connection) : ITable
{
    private readonly List<(InstanceKey Key, IReadOnlyList<string> Tags, string? BusinessId)> _rows = [];
    private readonly Statement _update = new(connection, "UPDATE process_instances SET tags = ?, business_id = ? WHERE key = ?");
    private readonly Statement _insert = new(connection, "INSERT OR REPLACE INTO instance_tags (tag, instance_key) VALUES (?, ?)");

    public void Add(Event.InstanceCreated created)
    {
        if (created.Tags is not null || created.BusinessId is not null)
            _rows.Add((created.Key, created.Tags ?? [], created.BusinessId));
    }

    public void Add(Event.InstanceCalled called)
    {
        if (called.BusinessId is not null)
            _rows.Add((called.Key, [], called.BusinessId));
    }

    public void Flush()
    {
        foreach (var (key, tags, businessId) in _rows)
        {
            _update.Bind(1, tags.Count == 0 ? null : Write(tags)).Bind(2, businessId).Bind(3, key.Value).Run();
            foreach (var tag in tags)
                _insert.Bind(1, tag).Bind(2, key.Value).Run();
        }

        Clear();
    }

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _update.Dispose();
        _insert.Dispose();
    }

    /// <summary>There is no space in a tag.</summary>
    public static IReadOnlyList<string> Read(string tags) => tags.Split(' ');

    private static string Write(IReadOnlyList<string> tags) => string.Join(' ', tags);
}
