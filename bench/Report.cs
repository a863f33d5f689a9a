using System.Text;

namespace Fairlead.Bench;

/// <summary>Markdown that is committed: tables, and below them what they depend on.</summary>
internal sealed class Report(string title)
{
    private readonly StringBuilder _text = new($"# {title}\n\n");

    public Report Say(string paragraph)
    {
        _text.Append(paragraph).Append("\n\n");
        return this;
    }

    public Report Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(head);
        Row([.. head.Select((_, column) => column is 0 ? "---" : "---:")]);
        foreach (var row in rows)
            Row(row);
        _text.Append('\n');
        return this;
    }

    public void Write(Arguments arguments, string disk, string fileName)
    {
        var now = TimeProvider.System.GetUtcNow();
        Say($"""
            * Machine: {Machine.Describe()}
            * Data folder: {disk}
            * Commit: {Repository.Commit()}, {now:yyyy-MM-dd}
            * Command: `{arguments.Line}`
            """);
        var folder = arguments.Text("results", Path.Combine(Repository.Root, "bench", "results"));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, fileName), _text.ToString().TrimEnd() + "\n");
        Console.WriteLine(_text);
    }

    private void Row(IReadOnlyList<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
