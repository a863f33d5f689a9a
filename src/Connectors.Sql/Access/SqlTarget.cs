using System.Globalization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Sql.Access;

/// <summary>Where a database is and how to connect to it, before it is in the words of a driver.</summary>
internal sealed record SqlTarget
{
    public required SqlDatabase Database { get; init; }

    /// <summary>In the order in which they are tried; empty for SQLite.</summary>
    public IReadOnlyList<(string Host, int Port)> Places { get; init; } = [];

    /// <summary>Name of the database (of the service, for Oracle), or path of the file; empty for the user's own.</summary>
    public string Name { get; init; } = "";

    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>Everything else, by the names that JDBC drivers give them.</summary>
    public required SqlProperties Properties { get; init; }

    /// <summary>For people, and for the limits of this installation. Never a secret.</summary>
    public string Where => Places.Count is 0
        ? $"sqlite:{Name}"
        : string.Create(CultureInfo.InvariantCulture, $"{Places[0].Host.ToLowerInvariant()}:{Places[0].Port}");
}

/// <summary>Properties of a connection. Each is asked for once; what is left in the end is unknown.</summary>
internal sealed class SqlProperties
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    public void Set(string name, string value) => _values[name.Trim()] = value;

    /// <returns>Null for one that is not there, or blank.</returns>
    public string? Take(params string[] names)
    {
        string? found = null;
        foreach (var name in names)
        {
            _asked.Add(name);
            if (_values.GetValueOrDefault(name) is { } value && !string.IsNullOrWhiteSpace(value))
                found ??= value.Trim();
        }

        return found;
    }

    /// <summary>Known, and without meaning here.</summary>
    public void Ignore(params string[] names) => _asked.UnionWith(names);

    public bool? TakeBoolean(params string[] names) => Take(names) switch
    {
        null => null,
        var text when bool.TryParse(text, out var value) => value,
        "1" => true,
        "0" => false,
        var text when text.Equals("yes", StringComparison.OrdinalIgnoreCase) => true,
        var text when text.Equals("no", StringComparison.OrdinalIgnoreCase) => false,
        _ => throw Wrong(names[0], "true or false"),
    };

    /// <summary>A number that a driver counts in some unit.</summary>
    public TimeSpan? TakeTime(TimeSpan unit, params string[] names) => Take(names) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number * unit,
        _ => throw Wrong(names[0], "a whole number that is not negative"),
    };

    /// <exception cref="ConnectorInputException">Something was never asked for.</exception>
    public void End(string known)
    {
        var unknown = _values.Keys.Except(_asked, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new ConnectorInputException(
                $"connection: the properties {string.Join(", ", unknown)} are unknown here. Known are {known}. "
                + "Leave out what is not needed: to connect without it could be less safe than it was meant.");
    }

    /// <summary>Those that are known, for people.</summary>
    public string Known => string.Join(", ", _asked.Order(StringComparer.OrdinalIgnoreCase));

    public static ConnectorInputException Wrong(string name, string expected) =>
        new($"connection: the property {name} must be {expected}.");
}
