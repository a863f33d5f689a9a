using CsCheck;

namespace Fairlead.Feel.Tests;

/// <summary>Laws of the values of one kind, tried on odd and ordinary ones: what is written here is never false.</summary>
public sealed class KindLawTests
{
    private static readonly FeelEvaluation Limits = new() { StepsAtMost = 20_000, ListItemsAtMost = 2_000 };

    [Theory]
    // Order.
    [InlineData(FeelKind.Number, "if p < q and q < r then p < r else true")]
    [InlineData(FeelKind.String, "if p < q and q < r then p < r else true")]
    [InlineData(FeelKind.Date, "if p < q and q < r then p < r else true")]
    [InlineData(FeelKind.DaysTimeDuration, "if p < q and q < r then p < r else true")]
    [InlineData(FeelKind.YearsMonthsDuration, "if p < q and q < r then p < r else true")]
    [InlineData(FeelKind.Number, "count([p < q, p = q, p > q][item]) = 1")]
    [InlineData(FeelKind.String, "count([p < q, p = q, p > q][item]) = 1")]
    [InlineData(FeelKind.Date, "count([p < q, p = q, p > q][item]) = 1")]
    [InlineData(FeelKind.DaysTimeDuration, "count([p < q, p = q, p > q][item]) = 1")]
    [InlineData(FeelKind.Number, "min(p, q) <= max(p, q) and min(p, q, r) in (p, q, r)")]
    [InlineData(FeelKind.Number, "p in [min(p, q)..max(p, q)]")]
    [InlineData(FeelKind.String, "sort([p, q, r], function(x, y) x < y)[1] = min(p, q, r)")]
    // Numbers.
    [InlineData(FeelKind.Number, "p + q = q + p")]
    [InlineData(FeelKind.Number, "p * q = q * p")]
    [InlineData(FeelKind.Number, "p - q = -(q - p)")]
    [InlineData(FeelKind.Number, "p - p = 0")]
    [InlineData(FeelKind.Number, "abs(p) >= 0 and abs(-p) = abs(p)")]
    [InlineData(FeelKind.Number, "floor(p) <= p and p <= ceiling(p)")]
    [InlineData(FeelKind.Number, "number(string(p)) = p")]
    [InlineData(FeelKind.Number, "from json(to json(p)) = p")]
    [InlineData(FeelKind.Number, "p ** 1 = p and p * 1 = p and p / 1 = p")]
    // Texts.
    [InlineData(FeelKind.String, "string length(p + q) = string length(p) + string length(q)")]
    [InlineData(FeelKind.String, "starts with(p + q, p) and ends with(p + q, q) and contains(p + q + r, q)")]
    [InlineData(FeelKind.String, "if contains(p, \"§\") then true else substring before(p + \"§\" + q, \"§\") = p")]
    [InlineData(FeelKind.String, "substring after(q + \"§\" + p, q + \"§\") = p")]
    [InlineData(FeelKind.String, "upper case(upper case(p)) = upper case(p)")]
    [InlineData(FeelKind.String, "string join(split(p, \";\"), \";\") = p")]
    [InlineData(FeelKind.String, "from base64(to base64(p)) = p or contains(p, \"\\ud800\")")]
    [InlineData(FeelKind.String, "from json(to json(p)) = p or contains(p, \"\\ud800\")")]
    [InlineData(FeelKind.String, "replace(p, \"[a-z]\", \"$0\") = p")]
    [InlineData(FeelKind.String, "string join(extract(p, \"(?s).\")) = p or contains(p, \"\\ud800\")")]
    // Lists.
    [InlineData(FeelKind.List, "reverse(reverse(p)) = p")]
    [InlineData(FeelKind.List, "count(concatenate(p, q)) = count(p) + count(q)")]
    [InlineData(FeelKind.List, "concatenate(concatenate(p, q), r) = concatenate(p, q, r)")]
    [InlineData(FeelKind.List, "union(p, p) = distinct values(p)")]
    [InlineData(FeelKind.List, "distinct values(distinct values(p)) = distinct values(p)")]
    [InlineData(FeelKind.List, "count(distinct values(p)) + count(duplicate values(p)) <= count(p)")]
    [InlineData(FeelKind.List, "(for i in p return i) = p")]
    [InlineData(FeelKind.List, "if p = [] then true else sublist(p, 1) = p and sublist(p, -count(p)) = p")]
    [InlineData(FeelKind.List, "remove(append(p, q), -1) = p and append(p, q)[-1] = q")]
    [InlineData(FeelKind.List, "remove(insert before(append(p, 0), 1, q), 1) = append(p, 0)")]
    [InlineData(FeelKind.List, "concatenate(partition(p, 2)) = p")]
    [InlineData(FeelKind.List, "count(sort(p, function(x, y) x < y)) = count(p)")]
    [InlineData(FeelKind.List, "every i in p satisfies list contains(p, i)")]
    [InlineData(FeelKind.List, "if p = [] then true else index of(p, p[1])[1] = 1")]
    [InlineData(FeelKind.List, "flatten(flatten(p)) = flatten(p)")]
    // Contexts.
    [InlineData(FeelKind.Context, "context(get entries(p)) = p")]
    [InlineData(FeelKind.Context, "context merge(p, p) = p and context merge(p, {}) = p")]
    [InlineData(FeelKind.Context, "get value(context put(p, \"z\", q), \"z\") = q")]
    [InlineData(FeelKind.Context, "context merge(p, {z: q}) = context put(p, \"z\", q)")]
    [InlineData(FeelKind.Context, "context merge(context merge(p, q), r) = context merge(p, q, r)")]
    // Ranges.
    [InlineData(FeelKind.Range, "before(p, q) = after(q, p) and (p.start > p.end or not(before(p, p)))")]
    [InlineData(FeelKind.Range, "meets(p, q) = met by(q, p)")]
    [InlineData(FeelKind.Range, "overlaps(p, q) = overlaps(q, p)")]
    [InlineData(FeelKind.Range, "overlaps before(p, q) = overlaps after(q, p)")]
    [InlineData(FeelKind.Range, "includes(p, q) = during(q, p)")]
    [InlineData(FeelKind.Range, "starts(p, q) = started by(q, p)")]
    [InlineData(FeelKind.Range, "finishes(p, q) = finished by(q, p)")]
    [InlineData(FeelKind.Range, "coincides(p, q) = coincides(q, p) and coincides(p, p)")]
    // Dates and durations.
    [InlineData(FeelKind.Date, "(p - q) + q = p")]
    [InlineData(FeelKind.Date, "p + (@\"P3D\" - @\"P3D\") = p and (p > @\"999999999-11-01\" or (p + @\"P31D\") - @\"P31D\" = p)")]
    [InlineData(FeelKind.Date, "last day of month(p) >= p and last day of month(p).month = p.month")]
    [InlineData(FeelKind.Date, "date(string(p)) = p and date(p.year, p.month, p.day) = p")]
    [InlineData(FeelKind.Date, "p.weekday in [1..7] and (p > @\"999999999-12-01\" or (p + @\"P7D\").weekday = p.weekday)")]
    [InlineData(FeelKind.DaysTimeDuration, "p + q = q + p and p - q = -(q - p)")]
    [InlineData(FeelKind.DaysTimeDuration, "duration(string(p)) = p and p + p = p * 2")]
    [InlineData(FeelKind.YearsMonthsDuration, "p + q = q + p and p - q = -(q - p)")]
    [InlineData(FeelKind.YearsMonthsDuration, "duration(string(p)) = p and p + p = p * 2")]
    [InlineData(FeelKind.Time, "time(string(p)) = p")]
    [InlineData(FeelKind.DateTime, "date and time(string(p)) = p")]
    public void It_is_never_false(FeelKind kind, string law)
    {
        var expression = FeelExpression.Parse(law);
        Assert.True(expression.IsValid, law);
        var values = ExpressionGenerator.Values(kind);
        var held = 0;
        Gen.Select(values, values, values).Try(
            triple =>
            {
                var (p, q, r) = triple;
                var result = expression.Evaluate(FeelContext.Of(("p", p), ("q", q), ("r", r)), Limits);
                Assert.Null(result.Failure);
                Assert.True(result.Value.ToString() is "true" or "null", $"p = {p}, q = {q}, r = {r}: {result.Value}");
                if (!result.Value.IsNull)
                    Interlocked.Increment(ref held);
            },
            100);
        Assert.NotEqual(0, held);
    }

    [Fact]
    public void What_is_shown_of_plain_values_is_read_as_the_same_value()
    {
        FeelKind[] kinds =
            [FeelKind.Null, FeelKind.Boolean, FeelKind.Number, FeelKind.String, FeelKind.List, FeelKind.Context, FeelKind.Range];
        foreach (var kind in kinds)
        {
            ExpressionGenerator.Values(kind).Try(
                value =>
                {
                    // Dates and functions are shown as people read them, not as they are written.
                    var shown = value.ToString();
                    var again = FeelExpression.Parse(shown).Evaluate(FeelContext.Empty);
                    Assert.True(IsUnwritable(shown) || again.Value == value, $"{shown} became {again.Value} {again.Failure?.Message}");
                },
                100);
        }
    }

    private static bool IsUnwritable(string shown) =>
        shown.Contains("function", StringComparison.Ordinal) || shown.Contains("2024", StringComparison.Ordinal)
        || shown.Contains("P1D", StringComparison.Ordinal) || shown.Contains("1E+400", StringComparison.Ordinal);
}
