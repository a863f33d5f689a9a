using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Drivers;
using Fairlead.Tests;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>Addresses as diagrams have them, in the words of the drivers.</summary>
public sealed class AddressTests
{
    private static readonly (SqlDatabase Database, string Uri)[] Addresses =
    [
        (SqlDatabase.PostgreSql, "jdbc:postgresql://db.example.com:6432/shop?user=ada&password=p%26w&ssl=true&ApplicationName=Orders"),
        (SqlDatabase.PostgreSql, "jdbc:postgresql://one,two:5433,[::1]:5434/shop?user=ada&sslmode=require&connectTimeout=3&socketTimeout=30&currentSchema=sales"),
        (SqlDatabase.PostgreSql, "jdbc:postgresql:shop?user=ada"),
        (SqlDatabase.PostgreSql, "postgresql://ada:secret@db.example.com/shop?readOnly=true&prepareThreshold=0"),
        (SqlDatabase.MySql, "jdbc:mysql://db.example.com/shop?useSSL=false&serverTimezone=UTC&allowPublicKeyRetrieval=true&connectTimeout=2500"),
        (SqlDatabase.MySql, "jdbc:mysql://ada:secret@db.example.com:3307/shop?sslMode=VERIFY_IDENTITY&tinyInt1isBit=false"),
        (SqlDatabase.MariaDb, "jdbc:mariadb://db.example.com/shop?sslMode=trust&useCompression=true"),
        (SqlDatabase.MariaDb, "jdbc:mysql://db.example.com:3306/?useSSL=true&requireSSL=true&useAffectedRows=true"),
        (SqlDatabase.SqlServer, "jdbc:sqlserver://db.example.com:1444;databaseName=shop;user=ada;password={p;w}}};encrypt=true;trustServerCertificate=true"),
        (SqlDatabase.SqlServer, "jdbc:sqlserver://;serverName=db.example.com;portNumber=1450;database=shop;encrypt=strict;loginTimeout=7"),
        (SqlDatabase.SqlServer, "jdbc:sqlserver://db.example.com\\prod:1433;encrypt=false;applicationIntent=ReadOnly"),
        (SqlDatabase.Oracle, "jdbc:oracle:thin:ada/secret@//db.example.com:1521/ORCLPDB1"),
        (SqlDatabase.Oracle, "jdbc:oracle:thin:@db.example.com:1521:XE"),
        (SqlDatabase.Sqlite, "jdbc:sqlite:orders/shop.db?mode=ro&busy_timeout=2000"),
    ];

    [Fact]
    public void Addresses_become_what_drivers_read() => Snapshot.Match(string.Join("\n\n", Addresses.Select(pair =>
    {
        var address = Translate(pair.Database, new SqlAccess.ByUri { Uri = new Secret(pair.Uri) });
        return $"{pair.Uri}\n  {string.Join(" ", address.Target.Places.Select(place => $"{place.Host}:{place.Port}"))}\n  {address.Text}{(address.ChecksHost ? "\n  checks the host" : "")}";
    })));

    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "jdbc:postgresql://h/db?user=ada&sslfactory=x&foo=1", "the properties foo, sslfactory are unknown")]
    [InlineData(SqlDatabase.PostgreSql, "jdbc:mysql://h/db", "expected it to begin with jdbc:postgresql:")]
    [InlineData(SqlDatabase.PostgreSql, "jdbc:postgresql://h:x/db", "connection.port")]
    [InlineData(SqlDatabase.PostgreSql, "jdbc:postgresql://h/db?user=ada&sslmode=maybe", "the property sslmode must be")]
    [InlineData(SqlDatabase.PostgreSql, "jdbc:postgresql://h/db?user=ada&targetServerType=primary", "the property targetServerType must be any")]
    [InlineData(SqlDatabase.MySql, "jdbc:mysql://h/db?allowLoadLocalInfile=true", "allowLoadLocalInfile")]
    [InlineData(SqlDatabase.MySql, "jdbc:mysql:loadbalance://h,i/db", "loadbalance")]
    [InlineData(SqlDatabase.SqlServer, "jdbc:sqlserver://h;integratedSecurity=true", "integratedSecurity")]
    [InlineData(SqlDatabase.SqlServer, "jdbc:sqlserver://h\\prod;encrypt=true", "an instance by name")]
    [InlineData(SqlDatabase.Oracle, "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=h)))", "network policy")]
    [InlineData(SqlDatabase.Sqlite, "jdbc:sqlite:a.db?vfs=x", "vfs")]
    public void What_cannot_be_kept_is_refused_by_its_name(SqlDatabase database, string uri, string reason)
    {
        var refusal = Assert.Throws<ConnectorInputException>(() => Translate(database, new SqlAccess.ByUri { Uri = new Secret(uri) }));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_beside_an_address_win_and_parts_make_the_same()
    {
        var beside = Translate(SqlDatabase.PostgreSql, new SqlAccess.ByUri
        {
            Uri = new Secret("jdbc:postgresql://h:5433/shop?user=no&sslmode=disable"),
            UriProperties = new Dictionary<string, JsonElement> { ["user"] = JsonElement.Parse("\"ada\""), ["password"] = JsonElement.Parse("\"secret\"") },
        });
        var parts = Translate(SqlDatabase.PostgreSql, new SqlAccess.Detailed
        {
            Host = "h",
            Port = "5433",
            Username = "ada",
            Password = new Secret("secret"),
            DatabaseName = "shop",
            Properties = new Dictionary<string, JsonElement> { ["sslmode"] = JsonElement.Parse("\"disable\"") },
        });
        Assert.Equal(beside.Text, parts.Text);
        Assert.Contains("Username=ada", parts.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_in_no_name()
    {
        var address = Translate(
            SqlDatabase.PostgreSql, new SqlAccess.ByUri { Uri = new Secret("jdbc:postgresql://h/shop?user=ada&password=long-password") });
        Assert.Equal("h:5432", address.Target.Where);
        Assert.DoesNotContain("long-password", $"{address} {address.Target.Where}", StringComparison.Ordinal);
    }

    private static SqlAddress Translate(SqlDatabase database, SqlAccess access)
    {
        var options = new SqlOptions { SqliteFolders = { "/data/sqlite" } };
        return SqlDriver.Of(database, options).Translate(JdbcUrl.Read(database, access), options.ConnectionsAtMost);
    }
}
