using System.Text;
using System.Text.Json;
using Fairlead.Feel;

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
