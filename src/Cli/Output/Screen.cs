using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Fairlead.Cli.Output;

/// <summary>
/// Writes for people: results to standard output, everything else to standard error. Colours and frames only where somebody looks; nothing
/// that comes from a server is ever read as markup or as a terminal's command.
/// </summary>
internal static class Screen
{
    private static readonly IAnsiConsole Results = On(Console.Out);
    private static readonly IAnsiConsole Remarks = On(Console.Error);

    public static void WriteLine(string text = "") => Console.Out.WriteLine(Clean(text));

    public static void WriteError(string text) => Console.Error.WriteLine(Clean(text));

    /// <summary>Lets the lines of a text after the first begin at a column.</summary>
    public static string Indented(string text, int column) => text.TrimEnd().ReplaceLineEndings("\n" + new string(' ', column));

    /// <summary>A list with headings.</summary>
    public static void WriteTable(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (Console.IsOutputRedirected)
            WritePlainTable(headings, rows);
        else
            WriteFramedTable(headings, rows);
    }

    /// <summary>Shows that something is under way while it is.</summary>
    public static Task<T> WithProgressAsync<T>(string what, Func<Task<T>> work) => Console.IsErrorRedirected
        ? work()
        : Remarks.Status().StartAsync(Markup.Escape(Clean(what)), _ => work());

    private static void WritePlainTable(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<IReadOnlyList<string>> all = [headings, .. rows.Select(row => row.Select(Line).ToArray())];
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
            Console.Out.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static void WriteFramedTable(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(Line(cell))));
        Results.Write(table);
    }

    private static IAnsiConsole On(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

    private static string Line(string text) => Clean(text).ReplaceLineEndings(" ");

    /// <summary>Control characters could move the cursor, hide text or rename the window of a terminal.</summary>
    private static string Clean(string text)
    {
        if (!text.Any(IsUnsafe))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
            clean.Append(IsUnsafe(character) ? '\uFFFD' : character);
        return clean.ToString();
    }

    private static bool IsUnsafe(char character) =>
        character is not ('\n' or '\t') && char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format;
}
