using System.Text.Json;
using Fairlead.Connectors.Sql.Tests.Support;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>What values of a database become, and what becomes of values of a process.</summary>
public sealed class ValueTests(Databases databases)
{
    [Fact]
    public async Task PostgreSql_has_many_types()
    {
        var database = await databases.OpenAsync(SqlDatabase.PostgreSql, "pg_types");
        await database.RunAsync("CREATE TYPE mood AS ENUM ('good', 'bad')");

        var row = (await database.RowsAsync("""
            SELECT 1::smallint AS a_small, 2147483648::bigint AS a_big, 1.10::numeric AS exact, 0.1::float8 AS inexact, 'NaN'::float8 AS nothing,
                   123456789012345678901234567890.12345678901234567890::numeric AS long_exact, -0.00012::numeric AS tiny, 1e20::numeric AS round,
                   true AS yes, 'text'::text AS words, '{"a": [1, 2.50]}'::json AS as_json, '[null]'::jsonb AS as_jsonb, '7'::json AS json_scalar,
                   '2026-03-01'::date AS day, '2026-03-01 10:11:12.5'::timestamp AS moment, '2026-03-01 10:11:12+02'::timestamptz AS instant,
                   '10:11:12.25'::time AS clock, '1 year 2 months 3 days 04:05:06'::interval AS span, 'infinity'::timestamptz AS forever,
                   '\x00ff'::bytea AS bytes, '6f9619ff-8b86-d011-b42d-00c04fc964ff'::uuid AS id, '{1,2,NULL}'::int[] AS list,
                   '{{a,b},{c,d}}'::text[] AS grid, '{1.5,2.25}'::numeric[] AS exact_list, NULL::int AS missing, 'bad'::mood AS feeling,
                   '10.0.0.1'::inet AS host, B'101' AS bits, ROW(1, 'a') IS NULL AS composite, 'x'::char(3) AS padded, 5::money AS price
            """))[0];

        Assert.Equal(
            """
            {"a_small":1,"a_big":2147483648,"exact":1.10,"inexact":0.1,"nothing":"NaN",
            "long_exact":123456789012345678901234567890.12345678901234567890,"tiny":-0.00012,"round":100000000000000000000,
            "yes":true,"words":"text","as_json":{"a": [1, 2.50]},"as_jsonb":[null],"json_scalar":7,
            "day":"2026-03-01","moment":"2026-03-01T10:11:12.5","instant":"2026-03-01T08:11:12Z",
            "clock":"10:11:12.25","span":"P1Y2M3DT4H5M6S","forever":"infinity",
            "bytes":"AP8=","id":"6f9619ff-8b86-d011-b42d-00c04fc964ff","list":[1,2,null],
            "grid":[["a","b"],["c","d"]],"exact_list":[1.5,2.25],"missing":null,"feeling":"bad",
            "host":"10.0.0.1","bits":"101","composite":false,"padded":"x  ","price":5.00}
            """.ReplaceLineEndings(""),
            row.GetRawText());
    }

    [Fact]
    public async Task MariaDb_has_others()
    {
        var database = await databases.OpenAsync(SqlDatabase.MariaDb, "maria_types");
        await database.RunAsync("""
            CREATE TABLE t (a TINYINT, yes BOOLEAN, big BIGINT UNSIGNED, exact DECIMAL(65,30), f DOUBLE, day DATE, moment DATETIME(3), clock TIME(2), y YEAR,
                            doc JSON, words TEXT, code CHAR(36), bytes VARBINARY(10), mood ENUM('good','bad'), missing INT)
            """);
        await database.RunAsync(
            "INSERT INTO t VALUES (:a, :yes, :big, 12345678901234567890123456789012345.123456789012345678901234567890, 0.5, :day, :moment, :clock, 2026, :doc, :words, :code, x'00ff', 'bad', :missing)",
            """
            {"a": -5, "yes": true, "big": 18446744073709551615, "day": "2026-03-01", "moment": "2026-03-01 10:11:12.5", "clock": "-30:00:01.5",
             "doc": {"a": [1, 2.50]}, "words": "{not json", "code": "no uuid", "missing": null}
            """);

        Assert.Equal(
            """
            {"a":-5,"yes":true,"big":18446744073709551615,"exact":12345678901234567890123456789012345.123456789012345678901234567890,"f":0.5,
            "day":"2026-03-01","moment":"2026-03-01T10:11:12.5","clock":"-30:00:01.5","y":2026,"doc":{"a": [1, 2.50]},"words":"{not json",
            "code":"no uuid","bytes":"AP8=","mood":"bad","missing":null}
            """.ReplaceLineEndings(""),
            (await database.RowsAsync("SELECT * FROM t"))[0].GetRawText().Replace("[1,2.50]", "[1, 2.50]", StringComparison.Ordinal).Replace("\"a\":[", "\"a\": [", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sqlite_has_what_was_written()
    {
        var database = await databases.OpenAsync(SqlDatabase.Sqlite, "sqlite_types");
        await database.RunAsync("CREATE TABLE t (n INTEGER, f REAL, s TEXT, b BLOB, yes BOOLEAN, doc JSON, missing TEXT)");
        await database.RunAsync(
            "INSERT INTO t VALUES (:n, :f, :s, x'00ff', :yes, :doc, :missing)",
            """{"n": 9007199254740993, "f": 0.5, "s": "{\"a\":1}", "yes": false, "doc": {"a": 1}, "missing": null}""");

        Assert.Equal(
            """{"n":9007199254740993,"f":0.5,"s":"{\"a\":1}","b":"AP8=","yes":false,"doc":{"a":1},"missing":null}""",
            (await database.RowsAsync("SELECT * FROM t"))[0].GetRawText());
    }

    [Fact]
    public async Task Text_finds_the_type_of_its_place_in_PostgreSql()
    {
        var database = await databases.OpenAsync(SqlDatabase.PostgreSql, "pg_places");
        await database.RunAsync("CREATE TABLE t (id uuid, day date, doc jsonb, tags text[], amount numeric, n smallint, ok boolean, code varchar(5))");
        await database.RunAsync(
            "INSERT INTO t VALUES (:id, :day, :doc, :tags, :amount, :n, :ok, :code)",
            """
            {"id": "6f9619ff-8b86-d011-b42d-00c04fc964ff", "day": "2026-03-01", "doc": {"kind": "a"}, "tags": ["x", "it's"],
             "amount": 12345678901234567890.123456789, "n": 7.0, "ok": true, "code": "abc"}
            """);

        var rows = await database.RowsAsync(
            "SELECT doc->>'kind' AS kind, tags, amount, n FROM t WHERE day > :day AND doc ? 'kind' AND doc ?? 'kind' AND n = ANY(:ns) AND doc @> :part AND id = :id::uuid",
            """{"day": "2026-02-28", "ns": [7, 8], "part": {"kind": "a"}, "id": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}""");
        Assert.Equal("""[{"kind":"a","tags":["x","it's"],"amount":12345678901234567890.123456789,"n":7}]""", rows.GetRawText());

        // Where nothing tells the type, text is text.
        Assert.Equal(
            """[{"words":"a-b","doc":{"k": "v"},"same":true}]""",
            (await database.RowsAsync(
                "SELECT concat(:a, '-', :b) AS words, jsonb_build_object('k', :v) AS doc, :c IS NOT NULL AS same", """{"a": "a", "b": "b", "v": "v", "c": "c"}""")).GetRawText());
    }

    [Theory]
    [InlineData(SqlDatabase.PostgreSql)]
    [InlineData(SqlDatabase.MariaDb)]
    [InlineData(SqlDatabase.Sqlite)]
    public async Task Whatever_a_value_is_it_stays_a_value(SqlDatabase kind)
    {
        var database = await databases.OpenAsync(kind, $"values_{kind}".ToLowerInvariant());
        var cast = kind is SqlDatabase.PostgreSql ? "CAST(:v AS text)" : ":v";
        await CsCheck.Check.SampleAsync(
            CsCheck.Gen.String[CsCheck.Gen.OneOf(CsCheck.Gen.Char[' ', '~'], CsCheck.Gen.Const('\''), CsCheck.Gen.Const('\\'), CsCheck.Gen.Char['\u00a0', '\u2fff']), 0, 40],
            async text =>
            {
                var rows = await database.RowsAsync($"SELECT {cast} AS v, ':v' AS s /* :v */", JsonSerializer.Serialize(new { v = text }));
                Assert.Equal(text, rows[0].GetProperty("v").GetString());
                Assert.Equal(":v", rows[0].GetProperty("s").GetString());
            },
            iter: 100,
            threads: 1);
    }
}
