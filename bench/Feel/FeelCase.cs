using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Feel;

namespace Fairlead.Bench.Feel;

/// <summary>One expression or unary test with its variables.</summary>
/// <param name="Json">An object of the variables; <c>?</c> is the input of a unary test, and a text after <c>@dt:</c> a date and time.</param>
internal sealed record FeelCase(string Id, string Expression, string Json, bool IsTest = false)
{
    private const string DateMark = "@dt:";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each variable as JSON of its own, as an engine keeps them.</summary>
    public IReadOnlyList<(string Name, byte[] Json)> Variables { get; } = [.. JsonDocument.Parse(Json).RootElement
        .EnumerateObject().Select(entry => (entry.Name, JsonSerializer.SerializeToUtf8Bytes(entry.Value, Compact)))];

    public int SizeBytes => Variables.Sum(variable => variable.Json.Length);

    /// <summary>The cases of a file beside the repository, with which other engines are measured, too; none when it is not there.</summary>
    public static IReadOnlyList<FeelCase> ReadShared()
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "data", "feel", "bench-cases.json");
        return !File.Exists(path) ? [] : [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.EnumerateArray().Select(entry => new FeelCase(
            entry.GetProperty("id").GetString()!,
            entry.GetProperty("expr").GetString()!,
            JsonSerializer.Serialize(entry.GetProperty("ctx"), Compact),
            entry.TryGetProperty("kind", out var kind) && kind.GetString() == "unary"))];
    }

    public FeelContext ReadVariables()
    {
        var entries = new (string, FeelValue)[Variables.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = (Variables[i].Name, Read(Variables[i].Json));
        return FeelContext.Of(entries);
    }

    private static FeelValue Read(byte[] json)
    {
        var value = FeelValue.FromJson(json);
        return value.TryGetString(out var text) && text.StartsWith(DateMark, StringComparison.Ordinal)
            ? FeelExpression.Parse($"date and time(\"{text[DateMark.Length..]}\")").Evaluate(FeelContext.Empty).Value
            : value;
    }
}
