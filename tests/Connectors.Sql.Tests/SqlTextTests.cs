using System.Globalization;
using System.Text.Json;
using CsCheck;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Drivers;
using Fairlead.Connectors.Sql.Statements;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>Placeholders: where one is, and that its value is never part of the text.</summary>
public sealed class SqlTextTests
{
    private static readonly Dictionary<SqlDatabase, SqlDialect> Dialects =
        Enum.GetValues<SqlDatabase>().ToDictionary(database => database, database => SqlDriver.Of(database, new SqlOptions()).Dialect);

    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "SELECT :a", "SELECT {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT ':a' || ''':a' || :a", "SELECT ':a' || ''':a' || {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT '\\' || :a", "SELECT '\\' || {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT E'\\':a' || :a", "SELECT E'\\':a' || {1}")]
    [InlineData(SqlDatabase.MySql, "SELECT '\\':a', :a", "SELECT '\\':a', {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT \":a\".x, \"q\"\":a\", :a", "SELECT \":a\".x, \"q\"\":a\", {1}")]
    [InlineData(SqlDatabase.MySql, "SELECT `:a`, :a", "SELECT `:a`, {1}")]
    [InlineData(SqlDatabase.SqlServer, "SELECT [:a], [x]]:a], :a", "SELECT [:a], [x]]:a], {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT x[:a], :a::int", "SELECT x[{1}], {2}::int")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT 1 -- :a ' \n, :a", "SELECT 1 -- :a ' \n, {1}")]
    [InlineData(SqlDatabase.MySql, "SELECT 1 --:a", "SELECT 1 --{1}")]
    [InlineData(SqlDatabase.MySql, "SELECT 1 # :a\n, :a", "SELECT 1 # :a\n, {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT j #> :a", "SELECT j #> {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT /* /* :a */ :a */ :a", "SELECT /* /* :a */ :a */ {1}")]
    [InlineData(SqlDatabase.MySql, "SELECT /* /* :a */ :a", "SELECT /* /* :a */ {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT $$:a$$, $x$ $$:a $x$, :a", "SELECT $$:a$$, $x$ $$:a $x$, {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT a$b$, :a", "SELECT a$b$, {1}")]
    [InlineData(SqlDatabase.Oracle, "SELECT q'[it's :a]', :a", "SELECT q'[it's :a]', {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT x::int, '1'::a, :a", "SELECT x::int, '1'::a, {1}")]
    [InlineData(SqlDatabase.MySql, "SET @x := :a", "SET @x := {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT a[1:2], '10:30', \\:a, :a", "SELECT a[1:2], '10:30', :a, {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT j ? 'k', j ?? 'k', j ??| x, :a", "SELECT j ? 'k', j ? 'k', j ?| x, {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT x IN (<list>), y < z, y<b>c", "SELECT x IN ({1}, {2}), y < z, y<b>c")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT :o.inner.x", "SELECT {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT :größe", "SELECT {1}")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT 'never closed :a", "SELECT 'never closed :a")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT $$never closed :a", "SELECT $$never closed :a")]
    [InlineData(SqlDatabase.PostgreSql, "SELECT /* never closed :a", "SELECT /* never closed :a")]
    public void Names_are_found_where_they_are_code(SqlDatabase database, string query, string expected) => Assert.Equal(
        expected,
        Only(database, query, """{"a": 1, "größe": 2, "list": ["x", "y"], "o": {"inner": {"x": 3}}}""").Text);

    [Theory]
    [InlineData("SELECT ? + '?' -- ?\n + ?", "SELECT {1} + '?' -- ?\n + {2}")]
    [InlineData("SELECT ?, j ?? ?", "SELECT {1}, j ? {2}")]
    public void Question_marks_take_their_values_in_order(string query, string expected)
    {
        var statement = Only(SqlDatabase.PostgreSql, query, "[7, 8]");
        Assert.Equal((expected, "7 8"), (statement.Text, string.Join(' ', statement.Values)));
    }

    [Theory]
    [InlineData("SELECT :a, :b", """{"c": 1}""", "data.query: data.variables has no value for :a. Where it is no placeholder, write \\:a.\ndata.query: data.variables has no value for :b. Where it is no placeholder, write \\:b.")]
    [InlineData("SELECT ?", "[1, 2]", "data.variables: it has 2 values, but data.query has 1 placeholders (?).")]
    [InlineData("SELECT ?, ?", "[1]", "data.query: it has 2 placeholders (?), but data.variables has 1 values.")]
    [InlineData("SELECT (<a>)", """{"a": []}""", "data.variables: the list for <a> is empty, and SQL knows no empty list. Decide in the model what that means.")]
    [InlineData("SELECT :a, ?", "[1]", "data.query: it has :a, but data.variables is a list. Where it is no placeholder, write \\:a.")]
    [InlineData("SELECT '\0'", "null", "data.query: expected SQL, but there is a character in it that no text has (NUL).")]
    [InlineData("-- nothing", "null", "data.query: expected a statement, but there is none.")]
    public void What_does_not_fit_is_named(string query, string variables, string expected) => Assert.Equal(
        expected,
        Assert.Throws<ConnectorInputException>(() => Statements(SqlDatabase.PostgreSql, query, variables)).Message);

    [Fact]
    public void Several_statements_go_one_by_one_where_the_database_wants_that()
    {
        const string query = """
            INSERT INTO a VALUES (:x); -- first; still
            CREATE FUNCTION f() RETURNS int LANGUAGE SQL BEGIN ATOMIC SELECT 1; SELECT 2; END;
            DO $$ BEGIN PERFORM 1; END $$;
            SELECT ';', :y;
            """;
        var statements = Statements(SqlDatabase.PostgreSql, query, """{"x": 1, "y": 2}""");
        Assert.Equal(["INSERT", "CREATE", "DO", "SELECT"], statements.Select(statement => statement.FirstWord));
        Assert.Equal(["1", "", "", "2"], statements.Select(statement => string.Join(' ', statement.Values)));
        Assert.Equal("SELECT ';', {1}", statements[3].Text);
        Assert.Single(Statements(SqlDatabase.MariaDb, "INSERT INTO a VALUES (:x); SELECT :y", """{"x": 1, "y": 2}"""));
    }

    /// <summary>Random pieces of SQL: what is verbatim comes out as it went in, and each placeholder has the value of its name.</summary>
    [Fact]
    public void Random_statements_keep_all_that_is_no_placeholder()
    {
        var code = Gen.OneOf("SELECT ", "x", " = ", "::int ", ",", "(", ")", "a.b ", " < ", " > ", "10:30", "\n", "@>", " -1 ");
        var verbatim = Gen.OneOf(
            "':a'", "'it''s :b'", "\":a\"", "-- :a ? ' \"\n", "/* :b /* ? */ :a */", "$$ :a ' ? $$", "$t$ :b $$ $t$", "E'\\' :a'", "''", "' ; '");
        var names = Gen.OneOf(":a ", ":b ", "<many>");
        var piece = Gen.Frequency<string>((4, code), (3, verbatim), (3, names));
        piece.Array[0, 30].Sample(parts =>
        {
            var query = "SELECT 1 " + string.Concat(parts.Select(part => part + ' '));
            var (number, expected, values) = (0, "SELECT 1 ", new List<string>());
            foreach (var part in parts)
            {
                string[] wanted = part switch { ":a " => ["7"], ":b " => ["eight'; --"], "<many>" => ["1", "2"], _ => [] };
                values.AddRange(wanted);
                expected += wanted.Length is 0
                    ? part + ' '
                    : string.Join(", ", wanted.Select(_ => $"{{{++number}}}")) + (part[0] is ':' ? "  " : " ");
            }

            var statement = Only(SqlDatabase.PostgreSql, query, """{"a": 7, "b": "eight'; --", "many": [1, 2]}""");
            Assert.Equal(expected.Trim(), statement.Text);
            Assert.Equal(values, statement.Values.Select(value => value.ToString()));
        });
    }

    /// <summary>Whatever is written, it is read to its end, and nothing of it is lost.</summary>
    [Fact]
    public void Any_text_can_be_read()
    {
        var letters = Gen.OneOf(Gen.OneOf('\'', '"', '`', '[', ']', '$', '-', '/', '*', '#', ':', '?', '<', '>', '\\', ';', 'q', 'E', '\n'), Gen.Char['a', 'd']);
        Gen.Select(Gen.String[letters, 0, 60], Gen.Enum<SqlDatabase>()).Sample((text, database) =>
            Assert.Equal(text, string.Concat(SqlText.Read(text, Dialects[database]).Select(piece => piece.Text))));
    }

    private static SqlStatement Only(SqlDatabase database, string query, string variables) => Assert.Single(Statements(database, query, variables));

    private static IReadOnlyList<SqlStatement> Statements(SqlDatabase database, string query, string variables) => SqlStatement.Of(
        query,
        JsonElement.Parse(variables) is { ValueKind: not JsonValueKind.Null } given ? given : null,
        Dialects[database],
        number => string.Create(CultureInfo.InvariantCulture, $"{{{number}}}"),
        database is SqlDatabase.PostgreSql);
}
