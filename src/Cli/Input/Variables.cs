using System.CommandLine;
using System.Text;
using System.Text.Json;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Input;

/// <summary>Variables from the command line or a file.</summary>
internal static class Variables
{
    public static Option<string?> Option() => new("--variables")
    {
        Description = "A JSON object, or @FILE that holds one.",
        HelpName = "JSON|@FILE",
    };

    /// <exception cref="UsageException">It is no JSON object.</exception>
    public static JsonObjectText? Read(string? given)
    {
        if (given is null)
            return null;
        var (text, source) = given.StartsWith('@')
            ? (Files.Read(given[1..]), $"the file {given[1..]}")
            : (Encoding.UTF8.GetBytes(given), "--variables");
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? new JsonObjectText(text)
                : throw new UsageException(
                    $"A JSON object is expected in {source}, such as {{\"amount\": 2}}, but it holds {Name(document.RootElement.ValueKind)}.");
        }
        catch (JsonException problem)
        {
            throw new UsageException($"{source} holds no valid JSON: {problem.Message}");
        }
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
