using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Sql.Access;

/// <summary>Reads what a diagram says about a connection: an address as JDBC writes it, or the parts of one.</summary>
/// <remarks>
/// Sources: the reference pages on connection URLs of pgjdbc, MySQL Connector/J, MariaDB Connector/J, Microsoft's JDBC driver, Oracle's thin
/// driver and sqlite-jdbc.
/// </remarks>
internal static class JdbcUrl
{
    private const string Prefix = "jdbc:";

    /// <exception cref="ConnectorInputException">It cannot be read. The message shows nothing of it but names.</exception>
    public static SqlTarget Read(SqlDatabase database, SqlAccess access) => access switch
    {
        SqlAccess.ByUri by => Read(database, by.Uri.Reveal().Trim(), by.UriProperties),
        SqlAccess.Detailed detailed => Read(database, detailed),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static int UsualPort(SqlDatabase database) => database switch
    {
        SqlDatabase.PostgreSql => 5432,
        SqlDatabase.MariaDb or SqlDatabase.MySql => 3306,
        SqlDatabase.SqlServer => 1433,
        SqlDatabase.Oracle => 1521,
        SqlDatabase.Sqlite => 0,
    };

    private static SqlTarget Read(SqlDatabase database, SqlAccess.Detailed detailed)
    {
        var properties = new SqlProperties();
        Set(properties, detailed.Properties, "properties");
        if (database is SqlDatabase.Sqlite)
            return new SqlTarget { Database = database, Name = FirstOf(detailed.DatabaseName, detailed.Host)!, Properties = properties };
        return Finish(new SqlTarget
        {
            Database = database,
            Places = [(detailed.Host.Trim(), string.IsNullOrWhiteSpace(detailed.Port) ? UsualPort(database) : PortOf(detailed.Port))],
            Name = detailed.DatabaseName?.Trim() ?? "",
            User = FirstOf(detailed.Username),
            Password = detailed.Password,
            Properties = properties,
        });
    }

    private static SqlTarget Read(SqlDatabase database, string uri, IReadOnlyDictionary<string, JsonElement>? more)
    {
        var plain = uri.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? uri[Prefix.Length..] : uri;
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : plain[..colon].ToLowerInvariant();
        if (!SchemesOf(database).Contains(scheme, StringComparer.Ordinal))
            throw new ConnectorInputException(
                $"connection.uri: expected it to begin with {string.Join(" or ", SchemesOf(database).Select(name => $"{Prefix}{name}:"))}, as {NameOf(database)} has it, but it does not.");

        var rest = plain[(colon + 1)..];
        var target = database switch
        {
            SqlDatabase.SqlServer => ReadSqlServer(rest),
            SqlDatabase.Oracle => ReadOracle(rest),
            SqlDatabase.Sqlite => ReadSqlite(rest),
            SqlDatabase.PostgreSql or SqlDatabase.MariaDb or SqlDatabase.MySql => ReadAddress(database, rest),
        };
        Set(target.Properties, more, "uriProperties");
        return Finish(target);
    }

    /// <summary>User and password may be among the properties, which win.</summary>
    private static SqlTarget Finish(SqlTarget target) => target with
    {
        User = target.Properties.Take("user", "username", "userName") ?? target.User,
        Password = target.Properties.Take("password") is { } secret ? new Secret(secret) : target.Password,
    };

    /// <summary><c>//host:port,host/name?a=b&amp;c=d</c>.</summary>
    private static SqlTarget ReadAddress(SqlDatabase database, string text)
    {
        var properties = new SqlProperties();
        var (address, query) = Cut(text, '?');
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            properties.Set(Decode(name), Decode(value));
        }

        if (!address.StartsWith("//", StringComparison.Ordinal))
        {
            if (database is not SqlDatabase.PostgreSql)
                throw new ConnectorInputException(
                    "connection.uri: expected // and a host after the scheme. What several hosts are for (loadbalance, replication) cannot be chosen here.");
            return new SqlTarget
            {
                Database = database,
                Places = [("localhost", UsualPort(database))],
                Name = Decode(address.TrimStart('/')),
                Properties = properties,
            };
        }

        var (authority, name_) = Cut(address[2..], '/');
        var at = authority.LastIndexOf('@');
        var (user, password) = at < 0 ? ("", "") : Cut(authority[..at], ':');
        return new SqlTarget
        {
            Database = database,
            Places = PlacesOf(database, authority[(at + 1)..]),
            Name = Decode(name_),
            User = FirstOf(Decode(user)),
            Password = password.Length > 0 ? new Secret(Decode(password)) : null,
            Properties = properties,
        };
    }

    /// <summary><c>//host\instance:port;name=value;name={va;lue}</c>.</summary>
    private static SqlTarget ReadSqlServer(string text)
    {
        var parts = SplitBraced(text);
        var properties = new SqlProperties();
        foreach (var part in parts.Skip(1).Where(part => !string.IsNullOrWhiteSpace(part)))
        {
            var (name, value) = Cut(part, '=');
            properties.Set(name, value.StartsWith('{') && value.EndsWith('}') ? value[1..^1].Replace("}}", "}", StringComparison.Ordinal) : value);
        }

        var authority = parts[0].Length >= 2 && parts[0].StartsWith("//", StringComparison.Ordinal) ? parts[0][2..] : parts[0];
        var host = authority.Length > 0 ? authority : properties.Take("serverName", "server") ?? "localhost";
        properties.Ignore("serverName", "server");
        var port = properties.Take("portNumber", "port");
        var (bare, instance) = Cut(host, '\\');
        if (instance.Length > 0 && !instance.Contains(':', StringComparison.Ordinal) && port is null)
            throw new ConnectorInputException("connection.uri: an instance by name is not looked for. Say its port: host:port.");
        if (instance.Length > 0)
            host = instance.Contains(':', StringComparison.Ordinal) ? bare + instance[instance.IndexOf(':', StringComparison.Ordinal)..] : bare;
        properties.Ignore("instanceName");
        return new SqlTarget
        {
            Database = SqlDatabase.SqlServer,
            Places = PlacesOf(SqlDatabase.SqlServer, port is null ? host : $"{Cut(host, ':').Before}:{port}"),
            Name = properties.Take("databaseName", "database") ?? "",
            Properties = properties,
        };
    }

    /// <summary><c>thin:user/password@//host:port/service</c>, or <c>thin:@host:port:sid</c>.</summary>
    private static SqlTarget ReadOracle(string text)
    {
        var (kind, rest) = Cut(text, ':');
        if (!kind.Equals("thin", StringComparison.OrdinalIgnoreCase))
            throw new ConnectorInputException("connection.uri: expected jdbc:oracle:thin:@//host:port/service, but it is of another kind.");
        var at = rest.LastIndexOf('@');
        var place = rest[(at + 1)..];
        if (at < 0 || place.TrimStart().StartsWith('('))
            throw new ConnectorInputException(
                "connection.uri: expected jdbc:oracle:thin:@//host:port/service. A description in parentheses cannot be held to the network policy.");
        var (user, password) = Cut(rest[..at], '/');
        var properties = new SqlProperties();
        var bare = place.StartsWith("//", StringComparison.Ordinal) ? place[2..] : place;
        var isService = bare.Contains('/', StringComparison.Ordinal);
        var (authority, name) = isService ? Cut(bare, '/') : CutLast(bare, ':');
        if (!isService)
            properties.Set("sid", name);
        return new SqlTarget
        {
            Database = SqlDatabase.Oracle,
            Places = PlacesOf(SqlDatabase.Oracle, authority),
            Name = isService ? name : "",
            User = FirstOf(user),
            Password = password.Length > 0 ? new Secret(password.Trim('"')) : null,
            Properties = properties,
        };
    }

    private static SqlTarget ReadSqlite(string text)
    {
        var (path, query) = Cut(text, '?');
        var properties = new SqlProperties();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            properties.Set(Decode(name), Decode(value));
        }

        return new SqlTarget
        {
            Database = SqlDatabase.Sqlite,
            Name = path.StartsWith("file:", StringComparison.Ordinal) ? path["file:".Length..] : path,
            Properties = properties,
        };
    }

    private static IReadOnlyList<(string Host, int Port)> PlacesOf(SqlDatabase database, string hosts)
    {
        var places = hosts.Split(',').Select(part => PlaceOf(part.Trim(), UsualPort(database))).ToList();
        return places.TrueForAll(place => place.Host.Length > 0)
            ? places
            : throw new ConnectorInputException("connection.uri: expected a host after //, but there is none.");
    }

    private static (string Host, int Port) PlaceOf(string text, int usual)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            return (text[1..end], end + 1 < text.Length ? PortOf(text[(end + 2)..]) : usual);
        var (host, port) = Cut(text, ':');
        return (host, port.Length > 0 ? PortOf(port) : usual);
    }

    private static int PortOf(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? port
            : throw new ConnectorInputException("connection.port: expected a number from 1 to 65535.");

    private static List<string> SplitBraced(string text)
    {
        var (parts, part, isBraced) = (new List<string>(), new StringBuilder(), false);
        for (var index = 0; index < text.Length; index++)
        {
            var letter = text[index];
            if (isBraced && letter is '}' && index + 1 < text.Length && text[index + 1] is '}')
            {
                part.Append("}}");
                index++;
                continue;
            }

            isBraced = letter switch
            {
                '{' when part.Length > 0 && part[^1] is '=' => true,
                '}' => false,
                _ => isBraced,
            };
            if (letter is ';' && !isBraced)
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }

            part.Append(letter);
        }

        parts.Add(part.ToString());
        return parts;
    }

    private static void Set(SqlProperties properties, IReadOnlyDictionary<string, JsonElement>? given, string input)
    {
        foreach (var (name, value) in given ?? new Dictionary<string, JsonElement>())
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Null:
                    break;
                case JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Undefined:
                    throw new ConnectorInputException($"connection.{input}.{name}: expected text, a number or a boolean, but it is a {value.ValueKind}.");
                default:
                    properties.Set(name, value.ToString());
                    break;
            }
        }
    }

    private static string[] SchemesOf(SqlDatabase database) => database switch
    {
        SqlDatabase.PostgreSql => ["postgresql", "postgres"],
        SqlDatabase.MariaDb or SqlDatabase.MySql => ["mysql", "mariadb"],
        SqlDatabase.SqlServer => ["sqlserver"],
        SqlDatabase.Oracle => ["oracle"],
        SqlDatabase.Sqlite => ["sqlite"],
    };

    public static string NameOf(SqlDatabase database) => database switch
    {
        SqlDatabase.PostgreSql => "PostgreSQL",
        SqlDatabase.MariaDb => "MariaDB",
        SqlDatabase.MySql => "MySQL",
        SqlDatabase.SqlServer => "SQL Server",
        SqlDatabase.Oracle => "Oracle",
        SqlDatabase.Sqlite => "SQLite",
    };

    private static (string Before, string After) Cut(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var index ? (text[..index], text[(index + 1)..]) : (text, "");

    private static (string Before, string After) CutLast(string text, char at) =>
        text.LastIndexOf(at) is >= 0 and var index ? (text[..index], text[(index + 1)..]) : (text, "");

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    private static string? FirstOf(params string?[] texts) => texts.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))?.Trim();
}
