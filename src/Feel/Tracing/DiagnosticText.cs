using System.Globalization;

namespace Fairlead.Feel.Tracing;

/// <summary>A diagnostic as a sentence.</summary>
internal static class DiagnosticText
{
    private const int PartCharactersAtMost = 80;

    public static string Of(FeelDiagnostic diagnostic, string text, int charactersAtMost)
    {
        var message = TraceText.OneLine(diagnostic.Message.AsSpan().TrimEnd('.'), Math.Max(charactersAtMost, 1));
        return $"[{diagnostic.Code}] {message}{Place(diagnostic, text)}.";
    }

    private static string Place(FeelDiagnostic diagnostic, string text)
    {
        var start = Math.Clamp(diagnostic.Start, 0, text.Length);
        var part = text.AsSpan(start, Math.Clamp(diagnostic.Length, 0, text.Length - start));
        if (part.Length == text.AsSpan().Trim().Length)
            return "";
        var (line, column) = diagnostic.PositionIn(text);
        var place = text.Contains('\n', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"line {line}, character {column}")
            : string.Create(CultureInfo.InvariantCulture, $"character {column}");
        return part.IsWhiteSpace() ? $" (at {place})" : $" (at '{TraceText.OneLine(part, PartCharactersAtMost)}', {place})";
    }
}
