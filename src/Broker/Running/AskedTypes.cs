using System.Collections.Concurrent;

namespace Fairlead.Broker.Running;

/// <summary>The job types that workers asked for lately. Forgotten at a restart: workers ask all the time.</summary>
internal sealed class AskedTypes(TimeProvider time)
{
    private const int TypesAtMost = 10_000;
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);

    public void Note(string type)
    {
        if (_asked.Count >= TypesAtMost && !_asked.ContainsKey(type))
            _asked.Clear();
        _asked[type] = time.GetUtcNow();
    }

    public bool Has(string type) => _asked.TryGetValue(type, out var at) && time.GetUtcNow() - at <= Lately;
}
