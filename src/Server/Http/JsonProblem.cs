using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairlead.Server.Http;

/// <summary>Says what is wrong with a request's JSON in words of its author, who knows neither .NET nor our types.</summary>
internal static partial class JsonProblem
{
    public static string Describe(JsonException problem)
    {
        var place = problem.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, column {problem.BytePositionInLine + 1})")
            : "";
        var path = problem.Path is { Length: > 1 } known ? $" at {known}" : "";
        return $"The body of the request is not as expected{path}{place}: {Sentence(problem.Message)}";
    }

    private static string Sentence(string message)
    {
        var said = Position().Replace(message, "");
        if (Unknown().Match(said) is { Success: true } unknown)
            return $"the property '{unknown.Groups["name"].Value}' is not known here.";
        if (Missing().Match(said) is { Success: true } missing)
            return $"required, but missing: {missing.Groups["names"].Value}.";
        if (Type().Match(said) is { Success: true } type)
            return $"expected {Shape(type.Groups["type"].Value)}.";
        if (said.Contains("doesn't allow setting null values", StringComparison.Ordinal))
            return "it must not be null.";
        return said.Contains("does not contain any JSON tokens", StringComparison.Ordinal) ? "it is empty or ends too early." : said;
    }

    private static string Shape(string type)
    {
        var inner = Nullable().Match(type) is { Success: true } nullable ? nullable.Groups["type"].Value : type;
        return inner switch
        {
            "System.String" => "a text",
            "System.Int32" => "a whole number (32 bits)",
            "System.Int64" => "a whole number",
            "System.Boolean" => "true or false",
            _ when inner.Contains("Collections.Generic", StringComparison.Ordinal) => "a list",
            _ => "an object",
        };
    }

    [GeneratedRegex(@"\s*(Path: .*?)?\s*\|?\s*LineNumber: \d+ \| BytePositionInLine: \d+\.?.*$", RegexOptions.Singleline)]
    private static partial Regex Position();

    [GeneratedRegex(@"^The JSON property '(?<name>.*)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"missing required properties including: (?<names>.*?)\.?$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^The JSON value could not be converted to (?<type>.+?)\.?$")]
    private static partial Regex Type();

    [GeneratedRegex(@"^System\.Nullable`1\[(?<type>.+)\]$")]
    private static partial Regex Nullable();
}
