using System.Diagnostics;
using System.Globalization;
using Fairlead.Feel;

namespace Fairlead.Bench;

/// <summary>How the time to read an expression and make it ready grows with its length.</summary>
internal static class ReadingRun
{
    private const int Rounds = 15;
    private const int WarmingRounds = 200;

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
        ("[", "f(some words here: #), ", "1]"),
        ("", "(", "1"),
    ];

    public static void Run(Arguments arguments)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var family in Families)
        {
            Console.Error.WriteLine($"{family.Piece} …");
            for (var round = 0; round < WarmingRounds; round++)
                Read(Text(family, Sizes[0]));
            var bests = Sizes.Select(size => Best(Text(family, size))).ToList();
            var times = bests.Select(best => best.Time).ToList();
            rows.Add(
            [
                $"`{family.Before}{family.Piece.Trim()}…`",
                .. times.Select(time => time.TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture)),
                (times[^1].TotalNanoseconds / Sizes[^1]).ToString("0", CultureInfo.InvariantCulture),
                (times[^1] / times[^2]).ToString("0.00", CultureInfo.InvariantCulture),
                bests[^1].Collections.ToString(CultureInfo.InvariantCulture),
            ]);
        }
        new Report("Reading long expressions")
            .Say("""
                How long it takes to read an expression that repeats one piece and to make it ready to run: milliseconds for texts of
                50,000 to 400,000 characters, nanoseconds a character for the longest, and how much longer that takes than the half
                of it. About 2.0 means that time grows with the length; what is nested too deep is given up there. The last column
                counts the garbage collections while the longest was read: one that finds everything alive costs some milliseconds.
                The best of fifteen each. The tests count tokens and bytes for more such texts.
                """)
            .Table(
                [
                    "text", .. Sizes.Select(size => size.ToString("#,0", CultureInfo.InvariantCulture)),
                    "ns/character", "twice the text", "collections",
                ],
                rows)
            .Write(arguments, "not used", "feel-reading.md");
    }

    private static (TimeSpan Time, int Collections) Best(string text)
    {
        var best = (Time: TimeSpan.MaxValue, Collections: 0);
        for (var round = 0; round < Rounds; round++)
        {
            GC.Collect();
            var collections = GC.CollectionCount(0);
            var start = Stopwatch.GetTimestamp();
            Read(text);
            var time = Stopwatch.GetElapsedTime(start);
            best = time < best.Time ? (time, GC.CollectionCount(0) - collections) : best;
        }
        return best;
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
