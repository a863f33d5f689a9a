using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using static System.FormattableString;

namespace Fairlead.Server.Http;

/// <summary>Says what is wrong with a request's JSON in words of its author, who knows neither .NET nor our types.</summary>
internal static partial class JsonProblem
{
    /// <param name="expected">The contract of the whole body.</param>
    /// <param name="what">The body, as the beginning of a sentence.</param>
    public static string Describe(JsonException problem, JsonTypeInfo expected, string what = "The body of the request")
    {
        var place = problem.LineNumber is { } line
            ? Invariant($" (line {line + 1}, column {problem.BytePositionInLine + 1})")
            : "";
        var path = problem.Path is { Length: > 1 } known ? $" at {known}" : "";
        return $"{what} is not as expected{path}{place}: {Sentence(problem, expected)}";
    }

    private static string Sentence(JsonException problem, JsonTypeInfo expected)
    {
        var said = Position().Replace(problem.Message, "");
        if (Unknown().Match(said) is { Success: true } unknown)
            return $"the property '{unknown.Groups["name"].Value}' is not known here.";
        if (Missing().Match(said) is { Success: true } missing)
            return $"required, but missing: {missing.Groups["names"].Value}.";
        if (Twice().Match(said) is { Success: true } twice)
            return $"the property '{twice.Groups["name"].Value}' is given twice.";
        if (said.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
            return $"expected {Shape(expected, problem.Path ?? "$")}.";
        if (said.Contains("doesn't allow setting null values", StringComparison.Ordinal)
            || said.Contains("doesn't allow null values", StringComparison.Ordinal))
            return "it must not be null.";
        if (said.Contains("does not contain any JSON tokens", StringComparison.Ordinal))
            return "it is empty or ends too early.";
        // The reader speaks to programmers of .NET when it proposes its own settings.
        return said.Replace(
            " which is not supported in this mode. Change the reader options.", ", which JSON does not allow.", StringComparison.Ordinal);
    }

    /// <summary>Walks the contract along a path such as <c>$.page.limit</c> or <c>$.sort[0].field</c>.</summary>
    private static string Shape(JsonTypeInfo contract, string path)
    {
        var options = contract.Options;
        foreach (Match step in Step().Matches(path))
        {
            var next = step.Groups["name"] is { Success: true } name
                ? contract.Properties.FirstOrDefault(property => property.Name == name.Value)?.PropertyType
                : contract.ElementType;
            if (next is null)
                return "a value of another kind";
            contract = options.GetTypeInfo(Nullable.GetUnderlyingType(next) ?? next);
        }

        return contract switch
        {
            _ when contract.Type == typeof(string) => "a text",
            _ when contract.Type == typeof(bool) => "true or false",
            _ when contract.Type == typeof(int) || contract.Type == typeof(long) => "a whole number",
            { Kind: JsonTypeInfoKind.Enumerable } => "a list",
            { Kind: JsonTypeInfoKind.Object } => "an object",
            _ => "a value of another kind",
        };
    }

    [GeneratedRegex(@"\s*(Path: .*?)?\s*\|?\s*LineNumber: \d+ \| BytePositionInLine: \d+\.?.*$", RegexOptions.Singleline)]
    private static partial Regex Position();

    [GeneratedRegex(@"^The JSON property '(?<name>.*)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"missing required properties including: (?<names>.*?)\.?$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^Duplicate property '(?<name>.*)' encountered")]
    private static partial Regex Twice();

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<name>.+?)'\]|\[\d+\]")]
    private static partial Regex Step();
}
