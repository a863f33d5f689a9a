using System.Globalization;
using System.Text;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Tracing;

/// <summary>A trace made for reading.</summary>
internal static class TraceText
{
    public static string Of(FeelTraceEntry root)
    {
        var text = new StringBuilder();
        Append(text, root, "", "");
        return text.ToString();
    }

    /// <summary>White space becomes single blanks.</summary>
    public static string OneLine(ReadOnlySpan<char> text, int charactersAtMost)
    {
        var line = new StringBuilder(Math.Min(text.Length, charactersAtMost));
        foreach (var c in text)
        {
            if (line.Length >= charactersAtMost)
                return line.Append('…').ToString();
            if (!char.IsWhiteSpace(c))
                line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }
        return line.ToString();
    }

    private static void Append(StringBuilder text, FeelTraceEntry entry, string branch, string indent)
    {
        var parts = entry.Parts.Where(part => !IsOnTheWay(entry, part)).ToArray();
        text.Append(branch);
        if (entry.Round > 0)
            text.Append(CultureInfo.InvariantCulture, $"round {entry.Round}: ");
        text.Append(entry.Text).Append(entry.IsComplete ? $" = {OneLine(entry.ValueText, int.MaxValue)}" : " failed").Append('\n');
        if (entry.Reason is { } reason)
        {
            var inner = parts.Length > 0 || entry.PartsLeftOut > 0 ? "│ " : "  ";
            text.Append(indent).Append(inner).Append("✗ ").Append(OneLine(reason.Message, int.MaxValue)).Append('\n');
        }
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1 && entry.PartsLeftOut == 0;
            Append(text, parts[i], indent + (isLast ? "└─ " : "├─ "), indent + (isLast ? "   " : "│  "));
        }
        if (entry.PartsLeftOut > 0)
            text.Append(indent).Append(CultureInfo.InvariantCulture, $"└─ … and {entry.PartsLeftOut} more\n");
    }

    // What a path starts from is often large, and says nothing when the path was found.
    private static bool IsOnTheWay(FeelTraceEntry path, FeelTraceEntry source) =>
        path.Syntax is SyntaxNode.Path && source.Syntax is SyntaxNode.Variable && path.Reason is null && source.Reason is null;
}
