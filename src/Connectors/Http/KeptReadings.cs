using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Fairlead.Connectors.Http;

/// <summary>Keeps what was read out of texts: to open an encrypted key takes longer than a request.</summary>
/// <param name="atMost">Beyond it all is forgotten.</param>
internal sealed class KeptReadings<T>(int atMost) where T : class
{
    /// <summary>By a hash of all that was typed: only who has the secrets finds it.</summary>
    private readonly ConcurrentDictionary<string, T> _kept = new(StringComparer.Ordinal);

    public T Get(string?[] texts, Func<T> read)
    {
        var key = Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(texts)));
        if (_kept.TryGetValue(key, out var known))
            return known;
        if (_kept.Count >= atMost)
            _kept.Clear();
        return _kept[key] = read();
    }
}
