using System.Text;
using System.Text.Json;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Output;

/// <summary>What the input mappings of an element give, and why.</summary>
internal sealed record InputsReport(InputsExplanation Explanation)
{
    private const int ValueShownAtMost = 200;

    public void Write()
    {
        Screen.WriteLine(Invariant(
            $"Element {Explanation.ElementId} of {Explanation.ProcessDefinitionId}, on the variables of now (element instance {Explanation.ElementInstanceKey.Value})"));
        if (Explanation.Inputs.Count is 0)
            Screen.WriteLine("It has no input mappings: it sees the variables around it as they are.");
        foreach (var input in Explanation.Inputs)
            Write(input);
        if (Explanation.Problem is { } problem)
            Screen.WriteLine($"\nIt could not begin: {problem}");
    }

    public static void Write(ExplainedInputItem input)
    {
        Screen.WriteLine($"\n{input.Target} = {Shown(input.Value)}");
        if (input.Source.StartsWith('='))
            Screen.WriteLine($"  {Screen.Indented(input.Source, 2)}");
        foreach (var found in input.Nulls)
            Screen.WriteLine($"  {Describe(found, input.Source)}");
        if (input.Trace is { } trace)
            WriteTrace(trace);
    }

    /// <summary>One sentence: where the null lies, what is to blame, and why.</summary>
    public static string Describe(NullItem found, string source)
    {
        var what = found.Path.Length > 0 ? $"{found.Path} is null" : "is null";
        var place = source.Contains('\n', StringComparison.Ordinal) ? Invariant($"line {found.Line}, character {found.Column}") : Invariant($"character {found.Column}");
        return $"{what} because of '{found.Part}' ({place}): {found.Message.TrimEnd('.')}. [{found.Code}]";
    }

    private static void WriteTrace(JsonObjectText trace)
    {
        using var document = JsonDocument.Parse(trace.Utf8, new JsonDocumentOptions { MaxDepth = 1_000 });
        WriteEntry(document.RootElement.GetProperty("root"), "  ");
    }

    private static void WriteEntry(JsonElement entry, string indent)
    {
        var round = entry.GetProperty("round").GetInt32();
        var text = Invariant($"{(round > 0 ? $"round {round}: " : "")}{entry.GetProperty("expression").GetString()} = {entry.GetProperty("value").GetString()}");
        Screen.WriteLine($"{indent}{text}");
        foreach (var part in entry.GetProperty("parts").EnumerateArray())
            WriteEntry(part, indent + "  ");
    }

    private static string Shown(JsonValueText value)
    {
        if (value.Utf8.IsEmpty)
            return "(nothing)";
        var text = Encoding.UTF8.GetString(value.Utf8.Span);
        return text.Length <= ValueShownAtMost ? text : $"{text[..ValueShownAtMost]}…";
    }
}
