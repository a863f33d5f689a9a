using System.Globalization;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Tests;

/// <summary>
/// Twice the text is at most twice the work: nothing is read again and again. Work is counted, not timed: the tokens and parts
/// of names that reading looks at, and the bytes that reading and making ready take.
/// </summary>
public sealed class LinearTests
{
    private const double FactorAtMost = 2.2;

    /// <summary>What stands before, what is repeated with its number for the sign #, what stands behind, and how often.</summary>
    public static TheoryData<string, string, string, int> Families => new()
    {
        { "[", "a + (b * c) - d[1].e, ", "1]", 2_000 },
        { "[", "date and time(x), ", "1]", 2_000 },
        { "[", "day of week day of week(x), ", "1]", 2_000 },
        { "[", "some name with many words and more, ", "1]", 2_000 },
        { "[", "f(a: 1, b c d e f g h: 2), ", "1]", 2_000 },
        { "[", "x in (1, [2..3], (4..5], < 6), ", "1]", 2_000 },
        { "[", "{a b c: 1, \"d\": @\"2020-01-01\"}, ", "1]", 2_000 },
        { "[", "a b c d e f g h i j k l m n o p q r s t, ", "1]", 2_000 },
        { "[", "x instance of list<context<a: number>>, ", "1]", 2_000 },
        { "[", "for i in x return i, ", "1]", 2_000 },
        { "[", "for i in 1..# return partial, ", "1]", 2_000 },
        { "[", "some i in x satisfies i = #, ", "1]", 2_000 },
        { "[", "function(p#) p#, ", "1]", 1_000 },
        { "[", "x[item > n#], ", "1]", 2_000 },
        { "[", "substring(\"text #\", 1, #), ", "1]", 2_000 },
        { "[", "if a# then # else b, ", "1]", 2_000 },
        { "[", "// comment\n#, ", "1]", 2_000 },
        { "[", "/* \n */ #, ", "1]", 2_000 },
        { "[", "\"\\u0041\\n\\\" #\", ", "1]", 2_000 },
        { "[", "`a b #`, ", "1]", 2_000 },
        { "[", "#.5e-#, ", "1]", 2_000 },
        { "", "1 + ", "1", 5_000 },
        { "", "n# * ", "1", 5_000 },
        { "", "true and ", "true", 5_000 },
        { "", "x = # or ", "true", 5_000 },
        { "f(", "#, ", "1)", 5_000 },
        { "concatenate(", "[#], ", "[])", 2_000 },
        { "f(", "a#: #, ", "b: 1)", 2_000 },
        { "x in (", "#, ", "1)", 5_000 },
        { "{", "k#: #, ", "k: 1}", 2_000 },
        { "{k0: 0, ", "k#: k0 + #, ", "k: 1}", 2_000 },
        { "{", "\"k #\": #, ", "k: 1}", 2_000 },
        { "for ", "i# in [1], ", "i in [1] return i", 1_000 },
        { "some ", "i# in [1], ", "i in [1] satisfies i = 1", 1_000 },
        { "function(", "p#, ", "p) p", 2_000 },
        { "", "(", "1", 200 },
        { "", "[", "1", 200 },
        { "", "{a: ", "1", 200 },
        { "", "x[", "1", 200 },
        { "", "x[", "a#", 100 },
        { "", "if a then b else ", "c", 100 },
        { "x", ".y", "", 200 },
        { "x", "[1]", "", 200 },
        { "", "-", "1", 200 },
        { "[", "\" ", "", 2_000 },
        { "[", "` ", "", 2_000 },
        { "[", "/* ", "", 2_000 },
        { "", "@ ", "", 2_000 },
        { "", "1..", "", 2_000 },
        { "", "a ", "", 5_000 },
        { "", " ", "1", 50_000 },
        { "\"", "x", "\"", 50_000 },
        { "", "a", "", 50_000 },
        { "", "1", "", 50_000 },
        { "// ", "x", "\n1", 50_000 },
    };

    [Theory, MemberData(nameof(Families))]
    public void Twice_the_text_is_read_with_at_most_twice_the_work(string before, string piece, string behind, int count)
    {
        foreach (var dialect in new[] { FeelDialect.Camunda, FeelDialect.Dmn15 })
        {
            var options = new FeelOptions { Dialect = dialect };
            var once = Work(Text(before, piece, behind, count), options);
            var twice = Work(Text(before, piece, behind, count * 2), options);
            Assert.InRange(twice, 0, (once * FactorAtMost) + 20);
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void Twice_the_text_is_made_ready_with_at_most_twice_the_room(string before, string piece, string behind, int count)
    {
        foreach (var dialect in new[] { FeelDialect.Camunda, FeelDialect.Dmn15 })
        {
            // What is made once for all is made by then.
            BytesTaken(Text(before, piece, behind, count), dialect);
            var once = BytesTaken(Text(before, piece, behind, count), dialect);
            var twice = BytesTaken(Text(before, piece, behind, count * 2), dialect);
            Assert.InRange(twice, 0, (once * FactorAtMost) + 50_000);
        }
    }

    [Theory]
    [InlineData("a b c d, ")]
    [InlineData("a b c x, ")]
    [InlineData("a a a a a a a a a a + ")]
    [InlineData("{a b c x: 1, y: a b c d}.a b c, ")]
    [InlineData("[{a b: 1}][a b = 1].a b, ")]
    [InlineData("for a b c x in a b return a b c x + a b, ")]
    [InlineData("function(a b c e: number, a b) a b c e, ")]
    [InlineData("{a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a: a a a}, ")]
    public void Twice_the_text_is_at_most_twice_the_work_where_names_are_looked_up(string piece)
    {
        var options = new FeelOptions
        {
            Dialect = FeelDialect.Dmn15,
            Names = FeelNames.Of(
                ("a b", FeelType.Any), ("a b c d", FeelType.Number), ("a a a a a a a a a a b", FeelType.Any), ("a", FeelType.Any)),
        };
        var once = Work(Text("[", piece, "", 1_000), options);
        var twice = Work(Text("[", piece, "", 2_000), options);
        Assert.InRange(twice, once, (once * FactorAtMost) + 20);
    }

    private static int Work(string text, FeelOptions options) => Parser.ParseExpression(text, options).Work;

    private static long BytesTaken(string text, FeelDialect dialect)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = FeelExpression.Parse(text, new FeelOptions { Dialect = dialect }).VariableReferences;
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Text(string before, string piece, string behind, int count) => before + string.Concat(
        Enumerable.Range(0, count).Select(i => piece.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))) + behind;
}
