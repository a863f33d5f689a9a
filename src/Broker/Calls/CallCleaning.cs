using System.Globalization;
using Fairlead.Connectors.Runtime.Calls;

namespace Fairlead.Broker.Calls;

/// <summary>
/// Takes away calls that are too old or too many, oldest first and a little at a time. Those that went well and all others have bounds of
/// their own. Calls under way stay.
/// </summary>
internal sealed class CallCleaning(CallDatabase database, CallsOptions options, TimeProvider time)
{
    private const int RowsAtOnce = 200;

    private readonly Bound _good = new(IsWell: true, options.KeptFor, options.KeptAtMost);
    private readonly Bound _bad = new(IsWell: false, options.FailedKeptFor, options.FailedKeptAtMost);

    /// <summary>Before it there is none that went well, only others that are kept longer.</summary>
    private long _firstGood;

    /// <returns>Whether there is more to do.</returns>
    public bool Run(TimeSpan atMost)
    {
        var began = time.GetTimestamp();
        foreach (var bound in (Bound[])[_good, _bad])
        {
            while (CleanSome(bound))
            {
                if (time.GetElapsedTime(began) >= atMost)
                    return true;
            }
        }

        return false;
    }

    private bool CleanSome(Bound bound)
    {
        if (bound is { KeptFor: null, KeptAtMost: null })
            return false;
        var rows = ReadOldest(bound);
        var tooMany = bound.KeptAtMost is { } most ? database.Count(bound.IsWell) - most : 0;
        var oldest = bound.KeptFor is { } kept ? (time.GetUtcNow() - kept).ToUnixTimeMilliseconds() : long.MinValue;
        var doomed = rows.TakeWhile((row, index) => index < tooMany || row.StartedMs < oldest).Select(row => row.Key).ToArray();
        if (bound.IsWell && rows.Count > 0)
            _firstGood = doomed.Length > 0 ? doomed[^1] + 1 : rows[0].Key;
        if (doomed.Length is 0)
            return false;

        var keys = string.Join(", ", doomed.Select(key => key.ToString(CultureInfo.InvariantCulture)));
        database.Write(mustBeOnDisk: false, () =>
        {
            Execute($"DELETE FROM contents WHERE key IN ({keys})");
            Execute($"DELETE FROM calls WHERE key IN ({keys})");
            database.Counted(-doomed.Length, bound.IsWell);
        });
        return doomed.Length == RowsAtOnce;
    }

    private List<(long Key, long StartedMs)> ReadOldest(Bound bound)
    {
        using var command = database.Connection.CreateCommand();
        command.CommandText = bound.IsWell
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT key, started_ms FROM calls WHERE key >= {_firstGood} AND state IN ('COMPLETED', 'PARKED') ORDER BY key LIMIT {RowsAtOnce}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT key, started_ms FROM calls WHERE state NOT IN ('COMPLETED', 'PARKED', 'IN_FLIGHT') ORDER BY started_ms LIMIT {RowsAtOnce}");
        using var reader = command.ExecuteReader();
        var rows = new List<(long, long)>();
        while (reader.Read())
            rows.Add((reader.GetInt64(0), reader.GetInt64(1)));
        return rows;
    }

    private void Execute(string sql)
    {
        using var command = database.Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed record Bound(bool IsWell, TimeSpan? KeptFor, long? KeptAtMost);
}
