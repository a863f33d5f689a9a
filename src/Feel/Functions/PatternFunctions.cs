using System.Text.RegularExpressions;
using Fairlead.Feel.Runtime;

namespace Fairlead.Feel.Functions;

/// <summary>Functions that match, replace, split and extract by regular expressions.</summary>
internal static class PatternFunctions
{
    private delegate FeelValue Matching(Regex regex);

    public static void AddTo(FunctionTable table) => table
        .Add("matches", "input:s, pattern:s", (a, call) => Matches(a[0].Text(), a[1].Text(), "", call))
        .Add("matches", "input:s, pattern:s, flags:s", (a, call) => Matches(a[0].Text(), a[1].Text(), a[2].Text(), call))
        .Add("replace", "input:s, pattern:s, replacement:s", (a, call) =>
            Replace(a[0].Text(), a[1].Text(), a[2].Text(), "", call))
        .Add("replace", "input:s, pattern:s, replacement:s, flags:s", (a, call) =>
            Replace(a[0].Text(), a[1].Text(), a[2].Text(), a[3].Text(), call))
        .Add("split", "string:s, delimiter:s", (a, call) => Split(a[0].Text(), a[1].Text(), call))
        .Add("extract", "string:s, pattern:s", (a, call) => Extract(a[0].Text(), a[1].Text(), call));

    private static FeelValue Matches(string input, string pattern, string flags, Invocation call) =>
        Use(pattern, flags, call, regex => FeelValue.From(regex.IsMatch(input)));

    private static FeelValue Replace(string input, string pattern, string replacement, string flags, Invocation call) =>
        Use(pattern, flags, call, regex =>
            call.State.Checked(call.Node, regex.Replace(input, Patterns.TranslateReplacement(replacement, regex))));

    private static FeelValue Split(string text, string delimiter, Invocation call) => Use(delimiter, "", call, regex =>
    {
        var parts = new ListBuffer(call.Node);
        var start = 0;
        for (var match = regex.Match(text); match.Success; match = match.NextMatch())
        {
            call.State.Step(call.Node);
            if (match.Length == 0 && (match.Index == 0 || match.Index == text.Length))
                continue;
            parts.Add(call.State, FeelValue.From(text[start..match.Index]));
            start = match.Index + match.Length;
        }
        parts.Add(call.State, FeelValue.From(text[start..]));
        return parts.ToList(call.State);
    });

    private static FeelValue Extract(string text, string pattern, Invocation call) => Use(pattern, "", call, regex =>
    {
        var found = new ListBuffer(call.Node);
        for (var match = regex.Match(text); match.Success; match = match.NextMatch())
        {
            call.State.Step(call.Node);
            found.Add(call.State, FeelValue.From(match.Value));
        }
        return found.ToList(call.State);
    });

    private static FeelValue Use(string pattern, string flags, Invocation call, Matching matching)
    {
        if (call.State.Regex(pattern, flags) is not { } regex)
            return call.Fail($"Invalid pattern '{pattern}' or flags '{flags}'");
        try
        {
            return matching(regex);
        }
        catch (RegexMatchTimeoutException)
        {
            // As good as endless: what comes next would take as long again.
            throw call.State.Failed("FEEL_STEPS", call.Node, $"The pattern '{pattern}' took too long. Make it simpler.");
        }
    }
}
