using CsCheck;
using Fairlead.Feel.Functions;

namespace Fairlead.Feel.Tests;

/// <summary>
/// Random expressions: all forms of the grammar and all functions, with arguments of the kinds they take and with any others;
/// texts with small damages; and texts that only look a little like expressions.
/// </summary>
internal static class ExpressionGenerator
{
    private const int DepthAtMost = 4;

    private static readonly string[] Pieces =
    [
        "a", "x", "1", "0.5", "\"t\"", "null", "true", "[", "]", "(", ")", "{", "}", ":", ",", ".", "..", "+", "-", "*", "/",
        "**", "=", "!=", "<", ">=", "and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies",
        "between", "instance of", "function", "date", "date and time(", "@\"2020-01-01\"", "item", "partial", "?", "count(",
        "`b c`", "//", "/*", "*/", "\"", "@", "sort(", "not(", "\\", "\u0000", "\ud800", "\ufeff", "é", " ", "\n", "number(",
        "1e", "->", "<", "list<", "external", "`", "'", "time offset", "😀", "\u0301", "999999999999999999999999",
    ];

    private static readonly Dictionary<FeelKind, string[]> Leaves = new()
    {
        [FeelKind.Null] = ["null", "missing", "x.missing"],
        [FeelKind.Boolean] = ["true", "false", "1 < 2"],
        [FeelKind.Number] =
        [
            "a", "0", "1", "-1", "2", "3.7", "-2.50", "1/3", "1E30", "-1E-30", "1E999999999", "-1E-999999999", "1E6144", "2 ** 63",
            "9223372036854775807", "-9223372036854775808", "0.0", "1234567890123456789012345678901234", "99999999999999999999.5",
        ],
        [FeelKind.String] =
        [
            "b", "\"\"", "\"text\"", "\" \"", "\"a;b;;c\"", "\"ß\"", "\"\ud83d\ude00\"", "\"\\ud800\"", "\"\u0000\"", "\"1.500,5\"",
            "\".\"", "\",\"",
            "\"2024-02-29\"", "\"2024-03-31T02:30:00@Europe/Berlin\"", "\"23:59:59.999999999Z\"", "\"P1Y2M\"", "\"-PT0.5S\"",
            "\"Europe/Berlin\"",
            "\"+18:00\"", "\"[a-z]+\"", "\"(t)(e)?\"", "\"(?<=e)x\"", "\"(a|aa)+$\"", "\"\\\\p{L}\"", "\"[\"", "\"$1\"", "\"\\\\\"",
            "\"imsx\"",
            "\"UP\"", "\"half_even\"", "\"[1..5]\"", "\"{\\\"k\\\":[1,{}]}\"", "\"RkVFTA==\"", "\"k\"",
        ],
        [FeelKind.List] =
        [
            "c", "[]", "[1, 2, 3]", "[3, 1, 2, 1]", "[null]", "[true, false, null]", "[\"a\", \"b\", \"a\"]", "[[1], [2, [3]]]",
            "[{k: 1}, {k: 2}, 3]",
            "[{key: \"a\", value: 1}]", "[@\"2024-01-01\", @\"2023-01-01\"]", "[@\"P1D\", @\"PT1H\"]", "[\"k\", \"l\"]", "[1..3][1]",
            "[[1, 2], [2, 3]]",
        ],
        [FeelKind.Context] =
            ["x", "{}", "{k: 1, l: {m: \"n\"}}", "{\"\": null, a b: 2}", "{key: \"k\", value: [1]}", "{f: function(p) p}"],
        [FeelKind.Range] =
            ["[1..5]", "(1..5)", "]0..10[", "[\"a\"..\"f\"]", "[@\"2024-01-01\"..@\"2024-12-31\"]", "[@\"P1D\"..@\"P9D\")", "[5..1]"],
        [FeelKind.Function] =
        [
            "function(p) p + 1", "function(p, q) p < q", "function(p, q) p", "function() null", "function(p: number) p",
            "function(item, newItem) item = 1",
        ],
        [FeelKind.Date] = ["@\"2024-02-29\"", "@\"-999999999-01-01\"", "@\"999999999-12-31\"", "@\"1970-01-01\"", "date(\"2023-12-31\")"],
        [FeelKind.Time] = ["@\"10:00:00+02:00\"", "@\"00:00:00\"", "@\"23:59:59.999999999@Asia/Tokyo\"", "time(1, 2, 3)"],
        [FeelKind.DateTime] =
        [
            "@\"2024-03-31T02:30:00@Europe/Berlin\"", "@\"2024-10-27T02:30:00@Europe/Berlin\"", "@\"2024-01-01T00:00:00\"",
            "@\"999999999-12-31T23:59:59Z\"",
            "@\"-999999999-01-01T00:00:00+18:00\"", "now()",
        ],
        [FeelKind.DaysTimeDuration] = ["@\"PT90M\"", "@\"-P1DT0.000000001S\"", "@\"P0D\"", "@\"P999999999999999999D\"", "@\"PT1H\""],
        [FeelKind.YearsMonthsDuration] = ["@\"P1Y2M\"", "@\"-P1M\"", "@\"P0Y\"", "@\"P999999999999999999M\""],
    };

    private static readonly string[] AllLeaves = [.. Leaves.Values.SelectMany(leaves => leaves)];

    private static readonly string[] Forms =
    [
        "({0} + {1})", "({0} - {1})", "({0} * {1})", "({0} / {1})", "({0} ** {1})", "-{0}", "({0} = {1})", "({0} != {1})", "({0} < {1})",
        "({0} <= {1})", "({0} > {1})", "({0} >= {1})", "({0} and {1})", "({0} or {1})", "({0} and {1} or {0})", "{0}.k", "{0}.year",
        "{0}.time offset",
        "{0}.start included", "{0}.timezone", "{0}.days", "{0}.`a b`", "({0})[{1}]", "({0})[item > {1}]", "({0})[k = {1}]",
        "({0})[-1]", "[{0}, {1}]", "[]",
        "{{k: {0}, l: k, m: {1}}}", "{{k: {0}, k: {1}}}", "{{\"q\": {0}, r s: {1}}}.`r s`", "(if {0} then {1} else {0})",
        "(for i in {0} return {1})",
        "(for i in {0} return i)", "(for i in {0}..{1} return i)", "(for i in 1..3, j in {0} return [i, j, {1}])",
        "(for i in {0} return partial)",
        "(some i in {0} satisfies i = {1})", "(some i in {0}, j in {1} satisfies i = j)", "(every i in {0} satisfies {1})",
        "({0} in {1})",
        "({0} in ({1}, < 3, [1..{1}], ? = {0}))", "({0} in (> {1}))", "({0} in (not({1})))", "({0} between {1} and {0})",
        "({0} instance of number)",
        "({0} instance of list<number>)", "({0} instance of context<k: Any>)", "({0} instance of range<number>)",
        "({0} instance of function<number> -> Any)",
        "({0} instance of date and time)", "({0} instance of years and months duration)", "[{0}..{1}]", "({0}..{1})", "]{0}..{1}[",
        "[{0}..{1}).end",
        "{{f: function(p, q) [p, q, {0}], r: f({1}, {0})}}.r", "{{f: function(p) {0}, r: f(p: {1})}}.r", "{{f: {0}, r: f({1})}}.r",
        "{{n: {{f: {0}}}, r: n.f({1})}}.r",
        "{0}({1})", "{0} // {1}", "{0} /* {1} */", "sort({0}, function(p, q) {1})",
        "{{f: function(g, n) if n < 1 then {0} else g(g, n - 1), r: f(f, {1})}}.r",
    ];

    private static readonly BuiltIn[] Functions = [.. FeelFunctions.Connectors.All];

    public static FeelContext Variables { get; } = FeelContext.Of(
        ("a", FeelValue.From(7)),
        ("b", FeelValue.From("bee")),
        ("c", FeelValue.FromJson("[{\"k\": 1, \"item\": 2}, {\"k\": null}, [1.50], \"s\", 1e400, true]"u8.ToArray())),
        ("x", FeelValue.FromJson("{\"y\": {\"z\": [1, 2]}, \"\": 0, \"k\": 3}"u8.ToArray())));

    /// <summary>Any text at all, and rows of pieces without sense.</summary>
    public static Gen<string> Texts { get; } = Gen.OneOf(
        Gen.String,
        OneOf(Pieces).Array[0, 25].Select(pieces => string.Join(' ', pieces)),
        OneOf(Pieces).Array[0, 25].Select(string.Concat));

    /// <summary>Expressions that can be read, in Camunda's dialect at least.</summary>
    public static Gen<string> Expressions { get; } = Gen.Recursive<string>((depth, inner) => depth >= DepthAtMost
        ? OneOf(AllLeaves)
        : Gen.Frequency(
            (2, OneOf(AllLeaves)),
            (5, Gen.Select(OneOf(Forms), inner, inner).Select((form, p, q) =>
                string.Format(System.Globalization.CultureInfo.InvariantCulture, form, p, q))),
            (5, Calls(inner))));

    /// <summary>Expressions with a few characters lost, doubled, swapped or come in between.</summary>
    public static Gen<string> Damaged { get; } =
        Gen.Select(Expressions, Damages().Array[1, 4], (text, damages) => damages.Aggregate(text, (damaged, damage) => damage.To(damaged)));

    /// <summary>Odd and ordinary values of one kind.</summary>
    public static Gen<FeelValue> Values(FeelKind kind) => OneOf(Leaves[kind]
        .Select(text => FeelExpression.Parse(text).Evaluate(Variables, new FeelEvaluation { Now = DateTimeOffset.UnixEpoch }).Value)
        .Where(value => value.Kind == kind)
        .ToArray());

    /// <summary>Bytes: JSON, JSON with small damages, and any others.</summary>
    public static Gen<byte[]> Json { get; } = Gen.OneOf(
        Gen.Byte.Array[0, 40],
        Gen.Select(Gen.OneOf(Values(FeelKind.Context), Values(FeelKind.List), Values(FeelKind.Number), Values(FeelKind.String)),
            Gen.Select(Gen.Int[0, 4], Gen.Int[0, 10_000], Gen.Byte).Array[0, 3])
            .Select((value, damages) => damages.Aggregate(value.ToJson(), DamageBytes)));

    // Mostly arguments that the signature takes, so that the function itself runs.
    private static Gen<string> Calls(Gen<string> inner) =>
        Gen.Select(OneOf(Functions), Gen.Int[0, 9], Gen.Bool).SelectMany((function, luck, byName) =>
        {
            var count = luck == 0 ? function.Parameters.Length + 1 : function.Parameters.Length;
            var arguments = Enumerable.Range(0, count)
                .Select(i => i < function.Parameters.Length ? Argument(function.Parameters[i], inner) : inner)
                .ToArray();
            return Sequence(arguments).Select(values => $"{function.Name}({string.Join(", ", values.Select((value, i) =>
                byName && luck != 0 ? $"{function.Parameters[i].Name}: {value}" : value))})");
        });

    private static Gen<string> Argument(Parameter parameter, Gen<string> inner)
    {
        var fitting = Leaves.Where(pair => ((int)parameter.Accepts & (1 << (int)pair.Key)) != 0).SelectMany(pair => pair.Value).ToArray();
        return Gen.Frequency((6, OneOf(fitting)), (1, OneOf(AllLeaves)), (3, inner));
    }

    private static Gen<string[]> Sequence(Gen<string>[] gens) => gens.Aggregate(
        Gen.Const(Array.Empty<string>()), (all, next) => Gen.Select(all, next, (values, value) => (string[])[.. values, value]));

    private static Gen<Damage> Damages() => Gen.Select(Gen.Int[0, 4], Gen.Int[0, 10_000], OneOf(Pieces))
        .Select((kind, place, piece) => new Damage(kind, place, piece));

    private static Gen<T> OneOf<T>(T[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    private static byte[] DamageBytes(byte[] bytes, (int Kind, int Place, byte Other) damage)
    {
        var at = bytes.Length == 0 ? 0 : damage.Place % bytes.Length;
        return damage.Kind switch
        {
            0 when bytes.Length > 0 => [.. bytes[..at], .. bytes[(at + 1)..]],
            1 when bytes.Length > 0 => [.. bytes[..at], damage.Other, .. bytes[(at + 1)..]],
            2 => [.. bytes[..at], damage.Other, .. bytes[at..]],
            3 => [.. bytes[at..], .. bytes[..at]],
            _ => bytes[..at],
        };
    }

    private sealed record Damage(int Kind, int Place, string Piece)
    {
        public string To(string text)
        {
            if (text.Length == 0)
                return Piece;
            var at = Place % text.Length;
            return Kind switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, Piece),
                2 => text.Insert(at, text[at].ToString()),
                3 => text[at..] + text[..at],
                _ => text[..at],
            };
        }
    }
}
