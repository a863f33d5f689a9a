using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Feel.Patterns;
using Fairlead.Feel.Runtime;

namespace Fairlead.Feel.Functions;

/// <summary>Functions that match, replace, split and extract by regular expressions.</summary>
internal static class PatternFunctions
{
    /// <summary>The part of all steps that a pattern costs which took too long: a few of them end the evaluation.</summary>
    private const int TooLongCosts = 10;

    private delegate FeelValue Matching(Regex regex);

    // Not computed while reading: what a pattern takes is up to the evaluation, whose limits are its caller's.
    public static void AddTo(FunctionTable table) => table
        .AddImpure("matches", "input:s, pattern:s", (a, call) => Matches(a[0].Text(), a[1].Text(), "", call))
        .AddImpure("matches", "input:s, pattern:s, flags:s0", (a, call) => Matches(a[0].Text(), a[1].Text(), Flags(a[2]), call))
        .AddImpure("replace", "input:s, pattern:s, replacement:s", (a, call) =>
            Replace(a[0].Text(), a[1].Text(), a[2].Text(), "", call))
        .AddImpure("replace", "input:s, pattern:s, replacement:s, flags:s0", (a, call) =>
            Replace(a[0].Text(), a[1].Text(), a[2].Text(), Flags(a[3]), call))
        .AddImpure("split", "string:s, delimiter:s", (a, call) => Split(a[0].Text(), a[1].Text(), call))
        .AddImpure("extract", "string:s, pattern:s", (a, call) => Extract(a[0].Text(), a[1].Text(), call));

    private static string Flags(FeelValue flags) => flags.Reference as string ?? "";

    private static FeelValue Matches(string input, string pattern, string flags, Invocation call) =>
        Use(input, call.State.Pattern(pattern, flags), pattern, call, regex => FeelValue.From(regex.IsMatch(input)));

    private static FeelValue Replace(string input, string pattern, string replacement, string flags, Invocation call)
    {
        var ready = call.State.Pattern(pattern, flags);
        return Use(input, ready, pattern, call, regex =>
        {
            if (TakesNothing(ready, call))
                throw new PatternProblem("it matches an empty text");
            var replaced = new Replacement(replacement, ready, call.State.Dialect);
            var result = new StringBuilder();
            var start = 0;
            for (var match = regex.Match(input); match.Success; match = match.NextMatch())
            {
                call.State.Step(call.Node);
                call.State.Look(call.Node);
                call.State.CheckLength(call.Node, result.Length + (match.Index - start) + replaced.LengthFor(match));
                result.Append(input, start, match.Index - start);
                replaced.AppendTo(result, match);
                start = match.Index + match.Length;
            }
            call.State.CheckLength(call.Node, (long)result.Length + input.Length - start);
            return call.State.Checked(call.Node, result.Append(input, start, input.Length - start).ToString());
        });
    }

    private static FeelValue Split(string text, string delimiter, Invocation call)
    {
        var ready = call.State.Pattern(delimiter, "");
        return Use(text, ready, delimiter, call, regex =>
        {
            if (TakesNothing(ready, call))
                throw new PatternProblem("it matches an empty text");
            var parts = new ListBuffer(call.Node);
            var start = 0;
            for (var match = regex.Match(text); match.Success; match = match.NextMatch())
            {
                call.State.Step(call.Node);
                call.State.Look(call.Node);
                if (match.Length == 0 && (match.Index == 0 || match.Index == text.Length))
                    continue;
                parts.Add(call.State, FeelValue.From(text[start..match.Index]));
                start = match.Index + match.Length;
            }
            parts.Add(call.State, FeelValue.From(text[start..]));
            return parts.ToList(call.State);
        });
    }

    private static FeelValue Extract(string text, string pattern, Invocation call) =>
        Use(text, call.State.Pattern(pattern, ""), pattern, call, regex =>
        {
            var found = new ListBuffer(call.Node);
            for (var match = regex.Match(text); match.Success; match = match.NextMatch())
            {
                call.State.Step(call.Node);
                call.State.Look(call.Node);
                found.Add(call.State, FeelValue.From(match.Value));
            }
            return found.ToList(call.State);
        });

    /// <remarks>Source: XQuery 1.0 and XPath 2.0 Functions and Operators, §7.6.3 and §7.6.4.</remarks>
    private static bool TakesNothing(Pattern pattern, Invocation call) =>
        call.State.Dialect == FeelDialect.Dmn15 && pattern.For("").IsMatch("");

    private static FeelValue Use(string input, Pattern pattern, string text, Invocation call, Matching matching)
    {
        if (pattern.Problem is not null)
            return call.Fail($"Invalid pattern '{text}': {pattern.Problem}");
        try
        {
            return matching(pattern.For(input));
        }
        catch (PatternProblem problem)
        {
            return call.Fail($"Invalid pattern '{text}': {problem.Message}");
        }
        catch (RegexMatchTimeoutException)
        {
            call.State.Step(call.Node, call.State.Settings.StepsAtMost / TooLongCosts);
            call.State.Look(call.Node);
            return call.Fail($"The pattern '{text}' takes too long on this text. Make it simpler");
        }
    }
}
