using System.Globalization;
using Microsoft.Data.Sqlite;
using RocksDbSharp;

namespace Fairlead.Bench.Soak;

/// <summary>What a server has at a moment: memory, handles, threads, connections, rows.</summary>
internal sealed class Probe(int process, Uri server, string dataFolder, HttpClient http)
{
    /// <summary>Each with what it is called, after all garbage was collected.</summary>
    public async Task<IReadOnlyDictionary<string, double>> ReadAsync(CancellationToken cancellation)
    {
        await ForcedCollection.RunAsync(process, cancellation);
        var found = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["memory: resident, MB"] = Machine.ResidentMegabytes(process),
            ["memory: objects after a collection, MB"] = await ReadHeapAsync(cancellation) / (1 << 20),
            ["handles: all"] = Handles().Count,
            ["handles: connections"] = Handles().Count(target => target.StartsWith("socket:", StringComparison.Ordinal)),
            ["handles: files"] = Handles().Count(target => target.StartsWith('/')),
            ["threads"] = Directory.GetDirectories($"/proc/{process}/task").Length,
        };
        foreach (var (name, rows) in Tables().Concat(Families()))
            found[name] = rows;
        return found;
    }

    private async Task<double> ReadHeapAsync(CancellationToken cancellation)
    {
        var text = await http.GetStringAsync(new Uri(server, "/metrics"), cancellation);
        return text.Split('\n')
            .Where(line => line.StartsWith("dotnet_gc_last_collection_heap_size", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private List<string> Handles() =>
        [.. new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos().Select(handle => handle.LinkTarget ?? "")];

    private IEnumerable<KeyValuePair<string, double>> Tables()
    {
        foreach (var file in Directory.EnumerateFiles(dataFolder, "*.db").Order(StringComparer.Ordinal))
        {
            using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
            connection.Open();
            foreach (var table in Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"))
            {
                var rows = Read(connection, $"SELECT count(*) FROM \"{table}\"").Single();
                yield return new($"rows: {Path.GetFileName(file)} {table}", double.Parse(rows, CultureInfo.InvariantCulture));
            }
        }
    }

    private static List<string> Read(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetValue(0).ToString()!);
        return rows;
    }

    /// <summary>The state and the ledger, read beside the server that writes them.</summary>
    private IEnumerable<KeyValuePair<string, double>> Families()
    {
        var folder = Path.Combine(dataFolder, "truth");
        var names = RocksDb.ListColumnFamilies(new DbOptions(), folder).ToList();
        var families = new ColumnFamilies(new ColumnFamilyOptions());
        foreach (var name in names)
            families.Add(name, new ColumnFamilyOptions());
        using var store = RocksDb.OpenReadOnly(new DbOptions(), folder, families, errIfLogFileExists: false);
        foreach (var name in names)
        {
            using var entries = store.NewIterator(store.GetColumnFamily(name));
            var count = 0;
            for (entries.SeekToFirst(); entries.Valid(); entries.Next())
                count++;
            yield return new($"rows: truth {name}", count);
        }
    }
}
