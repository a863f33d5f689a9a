using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Querying;

/// <summary>What a query asks for: terms that all hold, and their values as parameters. No text of a caller ever becomes SQL.</summary>
internal sealed class Where
{
    private readonly List<string> _terms;
    private readonly List<object> _values;

    public Where()
        : this([])
    {
    }

    private Where(List<object> values)
    {
        _terms = [];
        _values = values;
    }

    /// <param name="sql">A column or another expression of ours.</param>
    /// <param name="comparison">Of SQL: <c>=</c>, <c>&lt;</c> and so on; <c>IS</c> and <c>IS NOT</c> treat null as a value.</param>
    public Where Compare(string sql, string comparison, object? value)
    {
        _terms.Add($"{sql} {comparison} {Parameter(value ?? DBNull.Value)}");
        return this;
    }

    /// <summary>What a caller asks of one property; null asks nothing.</summary>
    /// <param name="value">How the property lies in the table.</param>
    public Where Matches<T>(string sql, Filter<T>? filter, Func<T, object> value)
        where T : notnull
    {
        foreach (var term in filter?.Terms ?? [])
        {
            _ = term switch
            {
                FilterTerm<T>.EqualTo(var wanted) => Compare(sql, "=", value(wanted)),
                FilterTerm<T>.NotEqualTo(var other) => Compare(sql, "IS NOT", value(other)),
                FilterTerm<T>.Exists(var wanted) => Exists(sql, wanted),
                FilterTerm<T>.GreaterThan(var bound) => Compare(sql, ">", value(bound)),
                FilterTerm<T>.AtLeast(var bound) => Compare(sql, ">=", value(bound)),
                FilterTerm<T>.LessThan(var bound) => Compare(sql, "<", value(bound)),
                FilterTerm<T>.AtMost(var bound) => Compare(sql, "<=", value(bound)),
                FilterTerm<T>.In(var values) => In(sql, values.Select(value)),
                FilterTerm<T>.NotIn(var values) => NotIn(sql, values.Select(value)),
                FilterTerm<T>.Like(var pattern) => Like(sql, pattern),
                _ => throw new UnreachableException($"No rule for {term}."),
            };
        }

        return this;
    }

    /// <summary>One value that a caller asks for; null asks nothing.</summary>
    public Where Equal(string sql, object? value) => value is null ? this : Compare(sql, "=", value);

    public Where Exists(string sql, bool exists)
    {
        _terms.Add($"{sql} {(exists ? "IS NOT NULL" : "IS NULL")}");
        return this;
    }

    public Where In(string sql, IEnumerable<object> values)
    {
        _terms.Add($"{sql} IN ({Parameters(values)})");
        return this;
    }

    /// <summary>Where there is no value, it is in no list.</summary>
    public Where NotIn(string sql, IEnumerable<object> values)
    {
        _terms.Add($"({sql} IS NULL OR {sql} NOT IN ({Parameters(values)}))");
        return this;
    }

    /// <param name="pattern"><c>*</c> for any text, <c>?</c> for one character, a backslash before either for itself.</param>
    public Where Like(string sql, string pattern)
    {
        _terms.Add($"{sql} GLOB {Parameter(ToGlob(pattern))}");
        return this;
    }

    /// <summary>A condition of ours without values; null asks nothing.</summary>
    public Where Is(string sql, bool? wanted)
    {
        if (wanted is { } holds)
            _terms.Add(holds ? $"({sql})" : $"NOT ({sql})");
        return this;
    }

    /// <summary>There is a row for which more holds.</summary>
    /// <param name="from">From <c>SELECT 1</c> on, up to the condition that ties it to the outer row.</param>
    public Where HasRow(string from, Action<Where> more)
    {
        var inner = new Where(_values);
        more(inner);
        _terms.Add($"EXISTS (SELECT 1 {from}{string.Concat(inner._terms.Select(term => $" AND {term}"))})");
        return this;
    }

    /// <summary>There is no row for which more holds.</summary>
    /// <param name="from">As of <see cref="HasRow"/>.</param>
    public Where HasNoRow(string from, Action<Where> more)
    {
        HasRow(from, more);
        _terms[^1] = $"NOT {_terms[^1]}";
        return this;
    }

    /// <summary>The value is one of those that rows have for which more holds; these rows are looked for first.</summary>
    /// <param name="rows">A query for the one column, with a condition that more can be added to.</param>
    public Where AmongRows(string sql, string rows, Action<Where> more)
    {
        var inner = new Where(_values);
        more(inner);
        _terms.Add($"{sql} IN ({rows}{string.Concat(inner._terms.Select(term => $" AND {term}"))})");
        return this;
    }

    /// <summary>At least one of these holds.</summary>
    public Where Any(IEnumerable<Action<Where>> alternatives)
    {
        var terms = new List<string>();
        foreach (var alternative in alternatives)
        {
            var inner = new Where(_values);
            alternative(inner);
            terms.Add($"({inner.Terms})");
        }

        if (terms.Count > 0)
            _terms.Add($"({string.Join(" OR ", terms)})");
        return this;
    }

    /// <summary>Without the word itself; true when nothing is asked for.</summary>
    public string Terms => _terms.Count == 0 ? "TRUE" : string.Join(" AND ", _terms);

    public void BindTo(SqliteCommand command)
    {
        for (var i = 0; i < _values.Count; i++)
            command.Parameters.AddWithValue(Name(i), _values[i]);
    }

    internal static string ToGlob(string pattern)
    {
        var glob = new StringBuilder(pattern.Length + 8);
        for (var i = 0; i < pattern.Length; i++)
        {
            var character = pattern[i];
            if (character is '\\' && i + 1 < pattern.Length && pattern[i + 1] is '*' or '?' or '\\')
                AppendLiteral(pattern[++i]);
            else if (character is '*' or '?')
                glob.Append(character);
            else
                AppendLiteral(character);
        }

        return glob.ToString();

        void AppendLiteral(char literal)
        {
            if (literal is '*' or '?' or '[')
                glob.Append('[').Append(literal).Append(']');
            else
                glob.Append(literal);
        }
    }

    private string Parameters(IEnumerable<object> values) => string.Join(", ", values.Select(Parameter));

    private string Parameter(object value)
    {
        _values.Add(value);
        return Name(_values.Count - 1);
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"$p{index}");
}
