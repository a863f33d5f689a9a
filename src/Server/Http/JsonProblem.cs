using System.Text.Json;

namespace Fairlead.Server.Http;

/// <summary>What is wrong with a JSON body, and where.</summary>
internal static class JsonProblem
{
    public static string Describe(JsonException problem)
    {
        var place = problem.Path is { Length: > 1 } path ? $"at {path}" : "";
        if (problem.LineNumber is { } line) place = $"{place} (line {line + 1}, byte {problem.BytePositionInLine + 1})".TrimStart();
        // The serializer appends its own position; the sentence before it is the explanation.
        var sentence = problem.Message.Split(" Path: ")[0].TrimEnd('.');
        return $"The request body cannot be read: {sentence}{(place.Length > 0 ? $", {place}" : "")}.";
    }
}
