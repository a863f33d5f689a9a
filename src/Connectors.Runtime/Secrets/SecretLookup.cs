using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>What the providers said about the names that a piece of work needs.</summary>
internal sealed class SecretLookup
{
    private readonly Dictionary<string, Secret> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _providers = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _failed = new(StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, Secret> Values => _values;

    /// <summary>Which provider knew each name.</summary>
    public IReadOnlyDictionary<string, string> Providers => _providers;

    /// <summary>Names that no provider knows.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>Names that could not be looked up, and the provider that failed.</summary>
    public IReadOnlyDictionary<string, string> Failed => _failed;

    /// <summary>Why, in words of the first provider that failed; null when none did.</summary>
    public string? Problem { get; private set; }

    public void Found(string name, Secret value, string provider)
    {
        _values[name] = value;
        _providers[name] = provider;
    }

    public void IsMissing(string name) => _missing.Add(name);

    public void Fail(IEnumerable<string> names, string provider, string problem)
    {
        foreach (var name in names)
            _failed[name] = provider;
        Problem ??= problem;
    }

    public bool Knows(string name) => _values.ContainsKey(name) || _missing.Contains(name) || _failed.ContainsKey(name);

    /// <summary>Changes when a value changes, comes or goes. Null when a provider could not be asked: nothing is known then.</summary>
    public string? Fingerprint()
    {
        if (_failed.Count > 0)
            return null;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in _values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value.Reveal());
        }

        foreach (var name in _missing)
            Append(hash, name);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // With their lengths: no two lists give the same bytes.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
