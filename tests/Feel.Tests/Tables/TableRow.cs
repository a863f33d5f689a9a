using System.Text.Json;
using Fairlead.Feel.Temporal;

namespace Fairlead.Feel.Tests.Tables;

/// <summary>One row of a table: an expression or unary tests, what they may see, and what must come out.</summary>
internal sealed record TableRow
{
    /// <summary>Where the row comes from: file and line, and which of several there.</summary>
    public required string Id { get; init; }

    public required bool IsUnary { get; init; }

    public required string Expression { get; init; }

    public required FeelContext Variables { get; init; }

    public required FeelValue Input { get; init; }

    /// <summary>Nothing when the row says nothing about the value.</summary>
    public FeelValue? Expected { get; init; }

    public IReadOnlyList<(string Code, string Text)> Warnings { get; init; } = [];

    public string? Failure { get; init; }

    /// <summary>The row says that it is about Camunda's dialect.</summary>
    public bool IsCamunda { get; init; }

    /// <summary>A variable or the result is a function.</summary>
    public bool HasFunction { get; init; }

    public static IEnumerable<TableRow> ReadAll(string path)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            var row = JsonDocument.Parse(line).RootElement;
            var source = Path.GetFileNameWithoutExtension(row.GetProperty("src").GetString()!)
                + (row.TryGetProperty("line", out var place) ? $"/{place}" : "");
            var count = seen[source] = seen.GetValueOrDefault(source) + 1;
            yield return Read(row, $"{source}:{count}");
        }
    }

    /// <summary>What went otherwise than the row says; null when nothing did.</summary>
    public string? Problem()
    {
        var expression = IsUnary ? FeelExpression.ParseUnaryTests(Expression) : FeelExpression.Parse(Expression);
        var limits = new FeelEvaluation { StepsAtMost = 5_000_000, ListItemsAtMost = 2_000_000 };
        var result = expression.Evaluate(Variables, limits, Input);
        if (Failure is not null)
            return result.Failure?.Message.Contains(Failure, StringComparison.Ordinal) == true
                ? null
                : $"expected the failure '{Failure}' but got {result.Value} {result.Failure?.Message}";
        if (result.Failure is not null)
            return $"failed: {result.Failure.Message}";
        if (Expected is { } expected && !expected.Equals(result.Value))
            return $"expected {expected} but got {result.Value}"
                + string.Concat(result.Warnings.Select(warning => $" ({warning.Message})"));
        foreach (var (code, text) in Warnings)
        {
            if (!result.Warnings.Any(warning => warning.Code == code && warning.Message == text))
                return $"expected the warning '{text}' but got "
                    + string.Join("; ", result.Warnings.Select(warning => warning.Message));
        }
        return null;
    }

    /// <summary>
    /// As <see cref="Problem"/>, for a table that counts in doubles, reads names as the standard has them, and does not say
    /// what explains a null.
    /// </summary>
    public string? NearProblem()
    {
        if (HasFunction)
            return $"{Expression}: a function cannot be written down in a table";
        var options = IsCamunda ? new FeelOptions() : new FeelOptions
        {
            Dialect = FeelDialect.Dmn15,
            Names = FeelNames.Of([.. Variables.Entries.Select(entry => (entry.Key, FeelType.Of(entry.Value)))]),
        };
        var expression = IsUnary
            ? FeelExpression.ParseUnaryTests(Expression, options)
            : FeelExpression.Parse(Expression, options);
        var input = Variables.TryGet("?", out var asked) ? asked : Input;
        var result = expression.Evaluate(Variables, new FeelEvaluation(), input);
        return Expected is not { } expected || TckRow.IsNear(expected, result.Value)
            ? null
            : $"{Expression}: expected {expected} but got {result.Value} {result.Failure?.Message}"
                + string.Concat(result.Warnings.Select(warning => $" ({warning.Message})"));
    }

    private static TableRow Read(JsonElement row, string id) => new()
    {
        Id = id,
        IsUnary = row.TryGetProperty("kind", out var kind) && kind.GetString() == "unary",
        Expression = row.GetProperty("expr").GetString()!,
        Variables = row.TryGetProperty("ctx", out var context) && context.ValueKind == JsonValueKind.Object
            ? Entries(context) : FeelContext.Empty,
        Input = row.TryGetProperty("input", out var input) ? Value(input) : FeelValue.Null,
        Expected = row.TryGetProperty("expected", out var expected) && expected.ValueKind == JsonValueKind.Object
            ? Value(expected)
            : null,
        Warnings = row.TryGetProperty("warn", out var warnings)
            ? [.. warnings.EnumerateArray().Select(warning => (warning[0].GetString()!, warning[1].GetString()!))]
            : [],
        Failure = row.TryGetProperty("fail", out var failure) ? failure.ToString() : null,
        IsCamunda = row.TryGetProperty("dialect", out var dialect) && dialect.GetString() == "camunda",
        HasFunction = row.GetRawText().Contains("\"t\": \"function\"", StringComparison.Ordinal),
    };

    public static FeelContext Entries(JsonElement entries) => FeelContext.Of(
        [.. entries.EnumerateObject().Select(entry => (entry.Name, Value(entry.Value)))]);

    public static FeelValue Value(JsonElement typed)
    {
        if (typed.ValueKind == JsonValueKind.Null)
            return FeelValue.Null;
        var value = typed.TryGetProperty("v", out var v) ? v : default;
        return typed.GetProperty("t").GetString()!.Replace("feel:Feel", "", StringComparison.Ordinal) switch
        {
            "null" or "function" => FeelValue.Null,
            "boolean" => FeelValue.From(value.GetBoolean()),
            "number" => FeelNumber.TryParse(value.ToString(), out var number) ? FeelValue.From(number) : FeelValue.Null,
            "string" => FeelValue.From(value.GetString()),
            "list" => FeelValue.FromList([.. value.EnumerateArray().Select(Value)]),
            "context" => FeelValue.From(Entries(value)),
            "date" or "Date" => TemporalText.ParseDate(value.GetString()!),
            "time" => TemporalText.ParseTime(value.GetString()!),
            "date and time" or "DateTime" => TemporalText.ParseDateAndTime(value.GetString()!),
            "duration" or "Duration" or "days and time duration" or "years and months duration" => TemporalText.ParseDuration(value.GetString()!),
            var type => throw new InvalidDataException($"A table has a value of the unknown type '{type}'."),
        };
    }
}
