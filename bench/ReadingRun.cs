using System.Diagnostics;
using System.Globalization;
using Fairlead.Feel;

namespace Fairlead.Bench;

/// <summary>How the time to read an expression and make it ready grows with its length.</summary>
internal static class ReadingRun
{
    private const int Rounds = 9;

    private static readonly int[] Sizes = [50_000, 100_000, 200_000, 400_000];

    // What stands before, what is repeated with its number for the sign #, and what stands behind.
    private static readonly (string Before, string Piece, string Behind)[] Families =
    [
        ("[", "a + (b * c) - d[1].e, ", "1]"),
        ("[", "date and time(x#), ", "1]"),
        ("[", "f(a: 1, b c d: 2), ", "1]"),
        ("[", "x in (1, [2..3], < 6), ", "1]"),
        ("[", "{a b c: #, \"d\": @\"2020-01-01\"}, ", "1]"),
        ("{", "k#: k0 + #, ", "k: 1}"),
        ("[", "x[item > n#], ", "1]"),
        ("", "x = # or ", "true"),
        ("[", "\"a \\u0041 #\", ", "1]"),
        ("[", "some words before no call, ", "1]"),
        ("", "(", "1"),
        ("[", "\" ", ""),
    ];

    public static void Run(Arguments arguments)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var family in Families)
        {
            Console.Error.WriteLine($"{family.Piece} …");
            var times = Sizes.Select(size => Median(Text(family, size))).ToList();
            rows.Add(
            [
                $"`{family.Before}{family.Piece.Trim()}…`",
                .. times.Select(time => time.TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture)),
                (times[^1].TotalNanoseconds / Sizes[^1]).ToString("0", CultureInfo.InvariantCulture),
                (times[^1] / times[^2]).ToString("0.00", CultureInfo.InvariantCulture),
            ]);
        }
        new Report("Reading long expressions")
            .Say("""
                How long it takes to read an expression that repeats one piece and to make it ready to run: milliseconds for texts of
                50,000 to 400,000 characters, nanoseconds a character for the longest, and how much longer that takes than the half
                of it. About 2.0 means that time grows with the length; a text that is no expression is given up where it stops being one.
                Medians of nine. The tests count tokens and bytes for more such texts.
                """)
            .Table(
                ["text", .. Sizes.Select(size => size.ToString("#,0", CultureInfo.InvariantCulture)), "ns/character", "twice the text"], rows)
            .Write(arguments, "not used", "feel-reading.md");
    }

    private static TimeSpan Median(string text)
    {
        Read(text);
        Read(text);
        var times = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++)
        {
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            Read(text);
            times.Add(Stopwatch.GetElapsedTime(start));
        }
        times.Sort();
        return times[Rounds / 2];
    }

    // The variables are known once it is ready to run.
    private static void Read(string text) => _ = FeelExpression.Parse(text).VariableReferences;

    private static string Text((string Before, string Piece, string Behind) family, int size)
    {
        var text = new System.Text.StringBuilder(family.Before);
        for (var i = 0; text.Length < size; i++)
            text.Append(family.Piece.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return text.Append(family.Behind).ToString();
    }
}
