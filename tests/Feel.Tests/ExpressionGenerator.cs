using CsCheck;

namespace Fairlead.Feel.Tests;

/// <summary>Random expressions: mostly sensible ones, and texts that only look a little like one.</summary>
internal static class ExpressionGenerator
{
    private static readonly string[] Pieces =
    [
        "a", "x", "1", "0.5", "\"t\"", "null", "true", "[", "]", "(", ")", "{", "}", ":", ",", ".", "..", "+", "-", "*", "/",
        "**", "=", "!=", "<", ">=", "and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies",
        "between", "instance of", "function", "date", "date and time(", "@\"2020-01-01\"", "item", "partial", "?", "count(",
        "`b c`", "//", "/*", "*/", "\"", "@", "sort(", "not(", "\\", "\u0000", "\ud800", "é", " ", "\n", "number(",
    ];

    private static readonly string[] Leaves =
    [
        "a", "b", "c", "missing", "1", "-2.50", "1E30", "0", "\"text\"", "true", "false", "null", "[]", "[1, 2, 3]", "{}",
        "{k: 1, l: {m: \"n\"}}", "[{k: 1}, {k: 2}, 3]", "@\"2024-02-29\"", "@\"PT90M\"", "@\"P1Y2M\"", "[1..5]",
        "@\"10:00:00+02:00\"", "@\"2024-03-31T02:30:00@Europe/Berlin\"", "function(p) p + 1", "1/3",
    ];

    private static readonly string[] Forms =
    [
        "({0} + {1})", "({0} - {1})", "({0} * {1})", "({0} / {1})", "({0} ** {1})", "-{0}", "({0} = {1})", "({0} != {1})",
        "({0} < {1})", "({0} >= {1})", "({0} and {1})", "({0} or {1})", "not({0})", "{0}.k", "{0}.year", "{0}[{1}]",
        "{0}[item > {1}]", "[{0}, {1}]", "{{k: {0}, l: k, m: {1}}}", "(if {0} then {1} else {0})",
        "(for i in {0} return {1})", "(for i in 1..3, j in {0} return [i, {1}])", "(some i in {0} satisfies i = {1})",
        "(every i in {0} satisfies {1})", "({0} in {1})", "({0} in ({1}, < 3))", "({0} between {1} and 5)",
        "({0} instance of number)", "string({0})", "count({0})", "sum({0}, {1})", "min({0})", "concatenate({0}, {1})",
        "append({0}, {1})", "get value({0}, \"k\")", "context put({0}, \"z\", {1})", "sublist({0}, {1})", "to json({0})",
        "duration({0})", "date({0})", "substring(\"hello\", {0}, {1})", "decimal({0}, {1})", "modulo({0}, {1})",
        "round up({0}, {1})", "sort({0}, function(x, y) x < y)", "[{0}..{1}]", "before({0}, {1})", "replace(string({0}), \"t\", \"$1\")",
        "split(string({0}), \"\")", "flatten({0})", "distinct values({0})", "index of({0}, {1})", "({0} * 1000000 + {1})",
        "date and time({0}, {1})", "time({0})", "years and months duration({0}, {1})", "number(string({0}))", "from json(to json({0}))",
    ];

    /// <summary>Any text at all, and rows of pieces without sense.</summary>
    public static Gen<string> Texts { get; } = Gen.OneOf(
        Gen.String,
        OneOf(Pieces).Array[0, 25].Select(pieces => string.Join(' ', pieces)),
        OneOf(Pieces).Array[0, 25].Select(string.Concat));

    /// <summary>Expressions that can be read.</summary>
    public static Gen<string> Expressions { get; } = Gen.Recursive<string>((depth, inner) => depth >= 4
        ? OneOf(Leaves)
        : Gen.Frequency(
            (1, OneOf(Leaves)),
            (4, Gen.Select(OneOf(Forms), inner, inner).Select((form, a, b) =>
                string.Format(System.Globalization.CultureInfo.InvariantCulture, form, a, b)))));

    public static FeelContext Variables { get; } = FeelContext.Of(
        ("a", FeelValue.From(7)),
        ("b", FeelValue.From("bee")),
        ("c", FeelValue.FromJson("[{\"k\": 1, \"item\": 2}, {\"k\": null}, [1.50], \"s\", 1e400, true]"u8.ToArray())),
        ("x", FeelValue.FromJson("{\"y\": {\"z\": [1, 2]}, \"\": 0}"u8.ToArray())));

    private static Gen<string> OneOf(string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);
}
