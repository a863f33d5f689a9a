using System.Text;
using System.Text.Json;
using Fairlead.Feel;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Input;

/// <summary>Values for expressions, from the command line or a file.</summary>
internal static class Json
{
    /// <param name="given">JSON, or the name of a file with or without a leading <c>@</c>; nothing gives no variables.</param>
    /// <exception cref="UsageException">It is no JSON object.</exception>
    public static FeelContext Context(string? given)
    {
        if (given is null)
            return FeelContext.Empty;
        var isText = given.TrimStart() is ['{' or '[' or '"', ..];
        var value = isText
            ? Read(Encoding.UTF8.GetBytes(given), "--context")
            : Read(Files.Read(given.TrimStart('@')), $"the file {given.TrimStart('@')}");
        return value.TryGetContext(out var context)
            ? context
            : throw new UsageException($"A JSON object is expected for --context, such as {{\"amount\": 2}}, but it is {value}.");
    }

    /// <exception cref="UsageException">It is no JSON.</exception>
    public static FeelValue Value(string? given) =>
        given is null ? FeelValue.Null : Read(Encoding.UTF8.GetBytes(given), "--input");

    /// <param name="given">JSON, or <c>@</c> and the name of a file that holds it.</param>
    /// <param name="isText">It is a text to be passed on as a JSON string instead.</param>
    /// <exception cref="UsageException">It is no JSON.</exception>
    public static JsonValueText Text(string given, bool isText)
    {
        if (isText)
            return new(FeelValue.From(given).ToJson());
        var isFile = given.StartsWith('@');
        var json = isFile ? Files.Read(given[1..]) : Encoding.UTF8.GetBytes(given);
        try
        {
            using var document = JsonDocument.Parse(json);
            return new(json);
        }
        catch (JsonException problem)
        {
            throw new UsageException(isFile
                ? $"The file {given[1..]} holds no valid JSON: {problem.Message}"
                : $"'{given}' is no valid JSON. Add --text if it is a text.");
        }
    }

    private static FeelValue Read(byte[] json, string source)
    {
        try
        {
            return FeelValue.FromJson(json);
        }
        catch (JsonException problem)
        {
            throw new UsageException($"{source} holds no valid JSON: {problem.Message}");
        }
    }
}
