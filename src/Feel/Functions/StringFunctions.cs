using System.Text;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>Functions about texts that need no patterns. Positions count from 1, in code points or, as Camunda counts, in UTF-16 units.</summary>
internal static class StringFunctions
{
    public static void AddTo(FunctionTable table) => table
        .Add("substring", "string:s, start position:n", (a, call) => Substring(a[0].Text(), a[1].Whole(), int.MaxValue, call))
        .Add("substring", "string:s, start position:n, length:n", (a, call) =>
            Substring(a[0].Text(), a[1].Whole(), a[2].Whole(), call))
        .Add("string length", "string:s", table.Rules.CountsCodePoints
            ? (a, _) => FeelValue.From(CodePoints.Count(a[0].Text()))
            : (a, _) => FeelValue.From(a[0].Text().Length))
        .Add("upper case", "string:s", (a, _) => FeelValue.From(CaseMapping.ToUpper(a[0].Text())))
        .Add("lower case", "string:s", (a, _) => FeelValue.From(CaseMapping.ToLower(a[0].Text())))
        .Add("substring before", "string:s, match:s", Before)
        .Add("substring after", "string:s, match:s", After)
        .Add("contains", "string:s, match:s", (a, _) =>
            FeelValue.From(a[0].Text().Contains(a[1].Text(), StringComparison.Ordinal)))
        .Add("starts with", "string:s, match:s", (a, _) =>
            FeelValue.From(a[0].Text().StartsWith(a[1].Text(), StringComparison.Ordinal)))
        .Add("ends with", "string:s, match:s", (a, _) =>
            FeelValue.From(a[0].Text().EndsWith(a[1].Text(), StringComparison.Ordinal)))
        .Add("trim", "string:s", (a, _) => FeelValue.From(a[0].Text().Trim()))
        .Add("is blank", "string:s", (a, _) => FeelValue.From(string.IsNullOrWhiteSpace(a[0].Text())))
        .Add("to base64", "value:s", (a, _) => FeelValue.From(Convert.ToBase64String(Encoding.UTF8.GetBytes(a[0].Text()))))
        .Add("from base64", "value:s", FromBase64)
        .Add("string join", "list:l", (a, call) => Join(a[0].List(), "", "", "", call))
        .Add("string join", "list:l, delimiter:s0", (a, call) => Join(a[0].List(), Or(a[1]), "", "", call))
        .Add("string join", "list:l, delimiter:s0, prefix:s0, suffix:s0", (a, call) =>
            Join(a[0].List(), Or(a[1]), Or(a[2]), Or(a[3]), call))
        .AddImpure("uuid", "", (_, call) => FeelValue.From(call.State.NextUuid().ToString()));

    private static string Or(FeelValue text) => text.Reference as string ?? "";

    private static FeelValue Substring(string text, int position, int length, Invocation call)
    {
        if (position == 0)
            return call.Fail("start position must be a non-zero number");
        var counts = call.State.Rules.CountsCodePoints;
        var count = counts ? CodePoints.Count(text) : text.Length;
        var start = position > 0 ? position - 1 : count + position;
        if (start < 0 || start > count)
            return call.Fail($"start position {position} is outside of a text with {count} characters");
        if (length < 0)
            return call.Fail("length must not be negative");
        var end = start + Math.Min(length, count - start);
        return FeelValue.From(counts && count < text.Length
            ? text[CodePoints.IndexOf(text, start)..CodePoints.IndexOf(text, end)]
            : text[start..end]);
    }

    private static FeelValue Before(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var text = arguments[0].Text();
        var index = text.IndexOf(arguments[1].Text(), StringComparison.Ordinal);
        return FeelValue.From(index > 0 ? text[..index] : "");
    }

    private static FeelValue After(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var (text, match) = (arguments[0].Text(), arguments[1].Text());
        var index = text.IndexOf(match, StringComparison.Ordinal);
        return FeelValue.From(index >= 0 ? text[(index + match.Length)..] : "");
    }

    private static FeelValue FromBase64(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var text = arguments[0].Text();
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var written)
            ? FeelValue.From(Encoding.UTF8.GetString(bytes, 0, written))
            : call.Fail($"Invalid Base64 value '{ValueText.Plain(arguments[0])}'");
    }

    private static FeelValue Join(FeelList list, string delimiter, string prefix, string suffix, Invocation call)
    {
        var joined = new StringBuilder(prefix);
        var first = true;
        foreach (var item in list.Items)
        {
            call.State.Step(call.Node);
            if (item.IsNull)
                continue;
            if (item.Reference is not string text)
                return call.Fail($"Expected a list of strings but found '{ValueText.Excerpt(item)}' in it");
            if (!first)
                joined.Append(delimiter);
            first = false;
            joined.Append(text);
            // Fail before the memory is used up, not after.
            call.State.CheckLength(call.Node, joined.Length);
        }
        return call.State.Checked(call.Node, joined.Append(suffix).ToString());
    }
}
