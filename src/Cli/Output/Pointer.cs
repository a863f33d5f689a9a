using System.Globalization;
using System.Text;
using Fairlead.Feel;

namespace Fairlead.Cli.Output;

/// <summary>A diagnostic with the line of the expression that it is about and carets under the place.</summary>
internal static class Pointer
{
    private const int WidthAtMost = 100;

    public static string At(string text, FeelDiagnostic diagnostic)
    {
        var word = diagnostic.Severity is FeelSeverity.Warning ? "Warning" : "Error";
        var (line, column) = diagnostic.PositionIn(text);
        var shown = text.Split('\n')[line - 1].TrimEnd('\r');
        var place = text.Contains('\n', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $" (line {line}, column {column})")
            : "";
        var length = Math.Max(Math.Min(diagnostic.Length, shown.Length - (column - 1)), 1);
        var (excerpt, offset) = Excerpt(shown, column - 1);
        var carets = Math.Max(Math.Min(length, excerpt.Length - offset), 1);
        return new StringBuilder()
            .Append(word).Append(place).Append(": ").Append(diagnostic.Message).Append(" [").Append(diagnostic.Code).Append("]\n")
            .Append("  ").Append(excerpt).Append('\n')
            .Append("  ").Append(' ', offset).Append('^', carets)
            .ToString();
    }

    // Of a long line only what lies around the place, which then stands elsewhere.
    private static (string Excerpt, int Offset) Excerpt(string line, int start)
    {
        var flat = line.Replace('\t', ' ');
        var from = Math.Max(0, Math.Min(start - (WidthAtMost / 3), flat.Length - WidthAtMost));
        var shown = flat.Substring(from, Math.Min(WidthAtMost, flat.Length - from));
        var before = from > 0 ? "… " : "";
        return (before + shown + (from + WidthAtMost < flat.Length ? " …" : ""), before.Length + start - from);
    }
}
