using System.Globalization;

namespace Fairlead.Feel.Tests;

/// <summary>Regular expressions as Java has them for Camunda's dialect, and as XPath has them for DMN's.</summary>
public sealed class PatternTests
{
    private const string Horse = "\ud83d\udc0e";

    [Theory]
    // What both have.
    [InlineData("", "", true)]
    [InlineData("b", "abc", true)]
    [InlineData("^b", "abc", false)]
    [InlineData("^(a|b)*c$", "abac", true)]
    [InlineData("[a-c]{2,3}", "xab", true)]
    [InlineData("^a{2}$", "aaa", false)]
    [InlineData("^(?:ab)+?$", "abab", true)]
    [InlineData("a.c", "a\nc", false)]
    // Predefined sets are those of ASCII.
    [InlineData(@"^\d+$", "12", true)]
    [InlineData(@"^\d+$", "١٢", false)]
    [InlineData(@"^\w+$", "é", false)]
    [InlineData(@"^\W$", "é", true)]
    [InlineData(@"\s", "\u00a0", false)]
    [InlineData(@"\h", "\u00a0", true)]
    [InlineData(@"^\H$", "x", true)]
    [InlineData(@"\v", "\u2028", true)]
    [InlineData(@"^a\Rb$", "a\r\nb", true)]
    [InlineData(@"(?U)^\w\d$", "é١", true)]
    // Words end where ASCII letters do.
    [InlineData(@"\bfoo\b", "a foo b", true)]
    [InlineData(@"\bfoo\b", "éfoo", true)]
    [InlineData(@"\Bfoo", "éfoo", false)]
    // Quoting and escapes.
    [InlineData(@"^\Qa.b*\E+$", "a.b**", true)]
    [InlineData(@"^\Qa.b", "a.b", true)]
    [InlineData(@"^\x41\u0042\x{43}\0104\t\cA$", "ABCD\t\u0001", true)]
    [InlineData(@"^\ud83d\udc0e$", Horse, true)]
    [InlineData(@"^\x{1F40E}$", Horse, true)]
    [InlineData(@"^\.\-\_\ä$", ".-_ä", true)]
    [InlineData("^a]}$", "a]}", true)]
    // Sets.
    [InlineData("^[a-d[m-p]]+$", "adm", true)]
    [InlineData("^[a-z&&[def]]+$", "def", true)]
    [InlineData("^[a-z&&[def]]+$", "abc", false)]
    [InlineData("^[a-z&&[^aeiou]]+$", "xyz", true)]
    [InlineData("^[a-z&&[^aeiou]]+$", "xaz", false)]
    [InlineData("^[a-z&&a-m&&g-z]+$", "gm", true)]
    [InlineData("^[^a-z&&[^x]]+$", "x", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("^[a-]+$", "-a", true)]
    [InlineData("^[-a]+$", "-a", true)]
    [InlineData(@"^[\w-]+$", "a-b", true)]
    [InlineData(@"^[\Q[]\E]+$", "[]", true)]
    [InlineData(@"^[^\d\s]$", "x", true)]
    // Properties.
    [InlineData(@"^\p{Lu}\p{Ll}\pN$", "Éé5", true)]
    [InlineData(@"^\p{L}+$", "aβЖ漢", true)]
    [InlineData(@"^\P{L}$", "a", false)]
    [InlineData(@"^\p{Alpha}$", "é", false)]
    [InlineData(@"^\p{IsAlphabetic}$", "é", true)]
    [InlineData(@"^\p{Punct}+$", "!~[`", true)]
    [InlineData(@"^\p{javaUpperCase}$", "É", true)]
    [InlineData(@"^\p{IsLatin}+\p{script=Greek}\p{sc=Cyrillic}$", "aéβЖ", true)]
    [InlineData(@"^\p{InGreek}\p{block=Basic Latin}\p{InBASIC_LATIN}$", "βaa", true)]
    [InlineData(@"^\p{gc=Lu}$", "A", true)]
    [InlineData(@"^[\p{L}&&[^\p{InBasicLatin}]]$", "é", true)]
    [InlineData(@"^[\p{L}&&[^\p{InBasicLatin}]]$", "a", false)]
    // Groups.
    [InlineData(@"^(a)(b)\2\1$", "abba", true)]
    [InlineData(@"^(?<first>a)b\k<first>$", "aba", true)]
    [InlineData(@"(a)|b\1", "b", false)]
    [InlineData("a(?=b)", "ab", true)]
    [InlineData("a(?!b)", "ab", false)]
    [InlineData("(?<=a)b", "ab", true)]
    [InlineData("(?<!a)b", "ab", false)]
    [InlineData("^(?>a*)ab", "aaab", false)]
    // Possessive: what is taken is not given back.
    [InlineData("^a*+a$", "aaa", false)]
    [InlineData("^a*+b$", "aaab", true)]
    [InlineData("^(ab)++c$", "ababc", true)]
    [InlineData("^a?+a$", "a", false)]
    [InlineData("^a{1,2}+a$", "aa", false)]
    // Flags inside.
    [InlineData("(?i)abc", "ABC", true)]
    [InlineData("a(?i)b(?-i)c", "aBc", true)]
    [InlineData("a(?i)b(?-i)c", "aBC", false)]
    [InlineData("(?:(?i)a)b", "AB", false)]
    [InlineData("(?i:a)b", "Ab", true)]
    [InlineData("(?i)é", "É", false)]
    [InlineData("(?iu)é", "É", true)]
    [InlineData(@"(?i)(a)\1", "aA", true)]
    [InlineData("(?s)a.c", "a\nc", true)]
    [InlineData("(?x) a b # more\n c", "abc", true)]
    [InlineData("(?x) [a b]+ $", "ab", true)]
    // Lines end in six ways.
    [InlineData("^a$", "a\n", true)]
    [InlineData("^a$", "a\r\n", true)]
    [InlineData("^a$", "a\r", true)]
    [InlineData("^a$", "a\u2028", true)]
    [InlineData("^a$", "a\n\n", false)]
    [InlineData("a.b", "a\rb", false)]
    [InlineData("a.b", "a\u0085b", false)]
    [InlineData("(?d)a.b", "a\rb", true)]
    [InlineData("(?m)^b$", "a\rb\r\nc", true)]
    [InlineData("(?m)^b$", "a\nb\nc", true)]
    [InlineData("(?m)a\r$", "a\r\n", false)]
    [InlineData("(?m)^$", "a\n", false)]
    [InlineData("(?m)^$", "\na", true)]
    [InlineData("(?m)^$", "", false)]
    [InlineData("^$", "", true)]
    [InlineData(@"a\z", "a\n", false)]
    [InlineData(@"a\Z", "a\r\n", true)]
    // A character of two units is one character.
    [InlineData("^.$", Horse, true)]
    [InlineData("^..$", Horse, false)]
    [InlineData("^[^a]$", Horse, true)]
    [InlineData("^[" + Horse + "x]+$", Horse + "x", true)]
    [InlineData("^" + Horse + "{2}$", Horse + Horse, true)]
    [InlineData(@"^\p{So}$", Horse, true)]
    [InlineData(@"^\P{L}$", Horse, true)]
    [InlineData("^[\ud83d\udc0d-\ud83d\udc0f]$", Horse, true)]
    [InlineData("^[\ud83d\udc0f-\ud83e\udd00]$", Horse, false)]
    public void Java_patterns_match_as_in_Java(string pattern, string text, bool matches) =>
        Check(pattern, "", text, matches, FeelDialect.Camunda);

    [Theory]
    [InlineData("", "", true)]
    [InlineData("^a.b$", "a\u0085b", true)]
    [InlineData("^a.b$", "a\rb", false)]
    [InlineData("^a$", "a\n", false)]
    [InlineData(@"^\d$", "١", true)]
    [InlineData(@"^\w+$", "éß1", true)]
    [InlineData(@"^\w$", "-", false)]
    [InlineData(@"^\W$", "€", false)]
    [InlineData(@"^\s$", "\f", false)]
    [InlineData(@"^\i\c*$", "_a-b.1", true)]
    [InlineData(@"^\i\c*$", "1a", false)]
    [InlineData(@"^\I\C$", "1 ", true)]
    [InlineData(@"^[\i-[:]][\c-[:]]*$", "a:b", false)]
    [InlineData("^[a-z-[aeiou]]+$", "xyz", true)]
    [InlineData("^[a-z-[aeiou]]+$", "xaz", false)]
    [InlineData("^[^a-z-[0-9]]$", "5", false)]
    [InlineData("^[a-z-[c-x-[m]]]+$", "abmyz", true)]
    [InlineData(@"^\p{IsBasicLatin}+$", "abc", true)]
    [InlineData(@"^\p{IsLatin-1Supplement}$", "é", true)]
    [InlineData(@"^\p{Lu}\P{Lu}$", "Éé", true)]
    [InlineData(@"^(a)(b)\2\1$", "abba", true)]
    [InlineData(@"^(?:(a)|b)\1$", "b", true)]
    [InlineData(@"^\^\$\-\|\{\}$", "^$-|{}", true)]
    [InlineData("^[-a]+$", "a-", true)]
    [InlineData("^[a-]+$", "a-", true)]
    [InlineData("^.$", Horse, true)]
    [InlineData("^[^a]$", Horse, true)]
    public void XPath_patterns_match_as_in_XPath(string pattern, string text, bool matches) =>
        Check(pattern, "", text, matches, FeelDialect.Dmn15);

    [Theory]
    [InlineData("[a-z]+", "i", "ABC", true, true)]
    [InlineData("^[^q]$", "i", "Q", false, false)]
    [InlineData("É", "i", "é", false, true)]
    [InlineData("k", "i", "\u212a", false, true)]
    [InlineData("ς", "i", "Σ", false, true)]
    [InlineData(@"(a)\1", "i", "aA", true, true)]
    [InlineData("a.b", "s", "a\nb", true, true)]
    [InlineData("^b$", "m", "a\nb\nc", true, true)]
    [InlineData("^$", "m", "a\n", false, false)]
    [InlineData("^$", "m", "a\n\nb", true, true)]
    [InlineData(" a b ", "x", "ab", true, true)]
    [InlineData("a[ ]b", "x", "a b", null, true)]
    [InlineData(@"\p{ I s Basic Latin }", "x", "a", null, true)]
    [InlineData("A B", "xi", "ab", true, true)]
    [InlineData("a", "g", "a", true, null)]
    [InlineData("a", "i ", "A", true, null)]
    public void Flags_change_what_matches(string pattern, string flags, string text, bool? java, bool? xpath)
    {
        Check(pattern, flags, text, java, FeelDialect.Camunda);
        Check(pattern, flags, text, xpath, FeelDialect.Dmn15);
    }

    [Theory]
    [InlineData("[a-z", "Invalid pattern '[a-z': a ']' is missing (at position 5)")]
    [InlineData("(a", "Invalid pattern '(a': a ')' is missing (at position 3)")]
    [InlineData("a)", "Invalid pattern 'a)': a '(' is missing (at position 2)")]
    [InlineData("*a", "Invalid pattern '*a': there is nothing to repeat (at position 1)")]
    [InlineData("a**", "Invalid pattern 'a**': there is nothing to repeat (at position 3)")]
    [InlineData("a{2,1}", "Invalid pattern 'a{2,1}': a repetition ends before it begins (at position 7)")]
    [InlineData("a{", "Invalid pattern 'a{': a '}' is missing (at position 3)")]
    [InlineData("a{,2}", "Invalid pattern 'a{,2}': a repetition has no number (at position 6)")]
    [InlineData(@"a\", @"Invalid pattern 'a\': it ends too early (at position 3)")]
    [InlineData(@"\y", @"Invalid pattern '\y': '\y' has no meaning (at position 3)")]
    [InlineData(@"\p{Nope}", @"Invalid pattern '\p{Nope}': there is no property 'Nope' (at position 9)")]
    [InlineData(@"(a)\2", @"Invalid pattern '(a)\2': there is no group 2 (at position 6)")]
    [InlineData(@"\k<n>", @"Invalid pattern '\k<n>': there is no group 'n' (at position 6)")]
    [InlineData("(?<1>a)", "Invalid pattern '(?<1>a)': '1' is no name for a group")]
    [InlineData("(?<n>a)(?<n>b)", "Invalid pattern '(?<n>a)(?<n>b)': two groups are named 'n' (at position 13)")]
    [InlineData("(?y)", "Invalid pattern '(?y)': no such group is known (at position 4)")]
    [InlineData("[b-a]", "Invalid pattern '[b-a]': a range of a set ends before it begins (at position 5)")]
    [InlineData(@"\xZZ", @"Invalid pattern '\xZZ': 2 hexadecimal digits are missing (at position 3)")]
    [InlineData(@"\x{110000}", @"Invalid pattern '\x{110000}': '110000' is no code point (at position 11)")]
    public void What_is_no_Java_pattern_gives_null_and_says_where(string pattern, string message) =>
        Assert.Equal($"Failed to invoke function 'matches': {message}", Refusal(pattern, "", FeelDialect.Camunda));

    [Theory]
    [InlineData("[a", "")]
    [InlineData("[]", "")]
    [InlineData("[a[b]]", "")]
    [InlineData("a]", "")]
    [InlineData("a}", "")]
    [InlineData("a{,2}", "")]
    [InlineData(@"(a)[\1]", "")]
    [InlineData(@"a\0", "")]
    [InlineData(@"(a\1)", "")]
    [InlineData(@"(a)\2", "")]
    [InlineData(@"\bx", "")]
    [InlineData(@"\p{ IsBasicLatin}", "")]
    [InlineData(@"\p{Alpha}", "")]
    [InlineData("a++", "")]
    [InlineData("a(?=b)", "")]
    [InlineData("(?i)a", "")]
    [InlineData("[a-c-[b]d]", "")]
    [InlineData("a", "q")]
    [InlineData("a", "I")]
    public void What_is_no_XPath_pattern_or_flag_gives_null(string pattern, string flags) =>
        Assert.StartsWith(
            $"Failed to invoke function 'matches': Invalid pattern '{pattern}': ",
            Refusal(pattern, flags, FeelDialect.Dmn15),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("abcd", "(b)(c)", "[$2$1]", "a[cb]d")]
    [InlineData("abcd", "b|x", "<$0>", "a<b>cd")]
    [InlineData("abcd", "(b)", "$10", "ab0cd")]
    [InlineData("abcd", "(ab)|(x)", "$2-", "-cd")]
    [InlineData("a.b", @"\.", @"\$1", "a$1b")]
    [InlineData("a.b", @"\.", @"\\", @"a\b")]
    [InlineData("abc", "x*", "-", "-a-b-c-")]
    [InlineData("abc", "(?<y>b)", "<${y}>", "a<b>c")]
    [InlineData("abc", "b", @"\n", "anc")]
    [InlineData("abc", "b", "$", null)]
    [InlineData("abc", "b", "$x", null)]
    [InlineData("abc", "b", "$1", null)]
    [InlineData("abc", "b", "${y}", null)]
    [InlineData("abc", "b", "\\", null)]
    [InlineData("a" + Horse + "b", "(?<=a).", "x", "axb")]
    public void Replacements_take_groups_as_in_Java(string text, string pattern, string replacement, string? result) =>
        Assert.Equal(result, Replaced(text, pattern, replacement, FeelDialect.Camunda));

    [Theory]
    [InlineData("abcd", "(b)(c)", "[$2$1]", "a[cb]d")]
    [InlineData("abcd", "(b)", "$12", "ab2cd")]
    [InlineData("abcd", "b", "$1", "acd")]
    [InlineData("a.b", @"\.", @"\$\\", @"a$\b")]
    [InlineData("abc", "b", "$", null)]
    [InlineData("abc", "b", @"\n", null)]
    [InlineData("abc", "(?:b)", "${y}", null)]
    [InlineData("abc", "x*", "-", null)]
    public void Replacements_take_groups_as_in_XPath(string text, string pattern, string replacement, string? result) =>
        Assert.Equal(result, Replaced(text, pattern, replacement, FeelDialect.Dmn15));

    [Theory]
    [InlineData("split(\"a;b;;\", \";\")", "[\"a\", \"b\", \"\", \"\"]")]
    [InlineData("split(\";a\", \";\")", "[\"\", \"a\"]")]
    [InlineData("split(\"\", \";\")", "[\"\"]")]
    [InlineData("split(\"a1b22c\", \"\\d+\")", "[\"a\", \"b\", \"c\"]")]
    [InlineData("split(\"a1b22c\", \"(\\d)+\")", "[\"a\", \"b\", \"c\"]")]
    [InlineData("split(\"abc\", \"\")", "[\"a\", \"b\", \"c\"]")]
    [InlineData("extract(\"a1b22\", \"\\d+\")", "[\"1\", \"22\"]")]
    [InlineData("extract(\"aba\", \"a|\")", "[\"a\", \"\", \"a\", \"\"]")]
    public void Texts_are_split_and_searched(string expression, string result) =>
        Assert.Equal(result, FeelExpression.Parse(expression).Evaluate(FeelContext.Empty).Value.ToString());

    [Theory]
    [InlineData("(a+)+$", 40_000)]
    [InlineData("(a|aa)+$", 40_000)]
    [InlineData("(a|a?)+b", 40_000)]
    [InlineData("(.*a){20}$", 2_000)]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$", 40_000)]
    [InlineData(@"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}$", 40_000)]
    [InlineData("((a*)*)*b", 40_000)]
    [InlineData("(a?){30}a{30}b", 2_000)]
    public void A_pattern_that_could_explode_is_answered_without_a_time_limit(string pattern, int length)
    {
        foreach (var dialect in new[] { FeelDialect.Camunda, FeelDialect.Dmn15 })
            Check(pattern, "", new string('a', length) + "!", false, dialect);
    }

    [Theory]
    [InlineData(@"(?=a)(a|aa)+$")]
    [InlineData(@"(a+)+\1$")]
    [InlineData("(?>x)?(a|aa|aaa)*(?<!a)$")]
    public void A_pattern_that_must_look_around_is_given_up_after_a_while(string pattern)
    {
        var expression = FeelExpression.Parse("matches(text, pattern)");
        var result = expression.Evaluate(Variables(pattern, "", new string('a', 50) + "!"));
        Assert.Null(result.Failure);
        Assert.True(result.Value.IsNull);
        Assert.Equal(
            $"Failed to invoke function 'matches': The pattern '{pattern}' takes too long on this text. Make it simpler",
            Assert.Single(result.Warnings).Message);
    }

    [Fact]
    public void Patterns_that_are_given_up_again_and_again_end_the_evaluation()
    {
        var text = "for i in 1..1000 return matches(text, pattern)";
        var variables = Variables("(?=a)(a|aa)+$", "", new string('a', 50) + "!");
        var result = FeelExpression.Parse(text).Evaluate(variables, new FeelEvaluation { TimeAtMost = TimeSpan.FromSeconds(1) });
        Assert.True(result.Failure?.Code is "FEEL_TIME" or "FEEL_STEPS", result.Failure?.Message);
    }

    [Theory]
    [InlineData("((a{1000}){1000}){1000}")]
    [InlineData("a{2000000000}")]
    [InlineData("a{99999999999}")]
    [InlineData("(((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}")]
    public void A_pattern_that_multiplies_itself_is_refused(string pattern)
    {
        foreach (var dialect in new[] { FeelDialect.Camunda, FeelDialect.Dmn15 })
            Assert.Contains("repe", Refusal(pattern, "", dialect), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("(?:", ")*")]
    [InlineData("[", "]")]
    [InlineData("(?i", "")]
    [InlineData("(?=", ")")]
    [InlineData("[^a&&", "]")]
    [InlineData("[a-[", "]]")]
    public void A_pattern_nested_1000_levels_deep_is_refused(string open, string close)
    {
        var pattern = string.Concat(Enumerable.Repeat(open, 1_000)) + "a" + string.Concat(Enumerable.Repeat(close, 1_000));
        foreach (var dialect in new[] { FeelDialect.Camunda, FeelDialect.Dmn15 })
            Assert.NotNull(Refusal(pattern, "", dialect));
    }

    [Fact]
    public void A_replacement_cannot_grow_beyond_the_limit_of_texts()
    {
        var variables = FeelContext.Of(("t", FeelValue.From(new string('a', 10_000))));
        var result = FeelExpression.Parse("replace(t, \"a\", t)").Evaluate(variables, new FeelEvaluation { TextCharactersAtMost = 100_000 });
        Assert.Equal("FEEL_TEXT_SIZE", result.Failure?.Code);
    }

    [Theory]
    [InlineData(@"^\p{L}+$")]
    [InlineData(@"^\w*\P{L}$")]
    [InlineData(@"^(\p{L}|\p{N}|\p{So})+$")]
    [InlineData(@"^[\p{L}\p{M}]*[^\p{Lu}]$")]
    public void Sets_of_all_scripts_do_not_take_much_room_on_texts_with_pairs(string pattern)
    {
        foreach (var dialect in new[] { FeelDialect.Camunda, FeelDialect.Dmn15 })
        {
            Run("matches(text, pattern, flags)", Variables(pattern, "", "a"), dialect);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run("matches(text, pattern, flags)", Variables(pattern, "", "a" + Horse), dialect);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
        }
    }

    private static FeelContext Variables(string pattern, string flags, string text) => FeelContext.Of(
        ("pattern", FeelValue.From(pattern)), ("flags", FeelValue.From(flags)), ("text", FeelValue.From(text)));

    private static FeelResult Run(string expression, FeelContext variables, FeelDialect dialect) =>
        FeelExpression.Parse(expression, new FeelOptions { Dialect = dialect }).Evaluate(variables);

    private static void Check(string pattern, string flags, string text, bool? expected, FeelDialect dialect)
    {
        var result = Run("matches(text, pattern, flags)", Variables(pattern, flags, text), dialect);
        Assert.Null(result.Failure);
        var shown = expected?.ToString(CultureInfo.InvariantCulture).ToLowerInvariant() ?? "null";
        Assert.True(
            shown == result.Value.ToString(),
            $"{dialect}: '{pattern}' gave {result.Value} {string.Concat(result.Warnings.Select(warning => warning.Message))}");
    }

    private static string? Refusal(string pattern, string flags, FeelDialect dialect)
    {
        var result = Run("matches(text, pattern, flags)", Variables(pattern, flags, "aaaa"), dialect);
        Assert.Null(result.Failure);
        Assert.True(result.Value.IsNull, $"{dialect}: '{pattern}' gave {result.Value}");
        return Assert.Single(result.Warnings).Message;
    }

    private static string? Replaced(string text, string pattern, string replacement, FeelDialect dialect)
    {
        var variables = FeelContext.Of(
            ("text", FeelValue.From(text)), ("pattern", FeelValue.From(pattern)), ("replacement", FeelValue.From(replacement)));
        var result = Run("replace(text, pattern, replacement)", variables, dialect);
        Assert.Null(result.Failure);
        return result.Value.TryGetString(out var replaced) ? replaced : null;
    }
}
