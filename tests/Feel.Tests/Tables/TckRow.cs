using System.Text.Json;

namespace Fairlead.Feel.Tests.Tables;

/// <summary>
/// One decision of the DMN TCK that is nothing but an expression: what it may see, and what its variable must hold. Numbers
/// may differ by 1e-8, as the TCK has it; beyond it, an error must be explained by a warning or a failure.
/// </summary>
internal sealed class TckRow
{
    private static readonly FeelNumber Tolerance = FeelNumber.TryParse("1E-8", out var number) ? number : default;

    private readonly string _expression;
    private readonly FeelContext _variables;
    private readonly string? _type;
    private readonly FeelValue _expected;
    private readonly bool _isError;
    private readonly TckTypes _types;

    public TckRow(JsonElement row, TckTypes types)
    {
        var folder = row.GetProperty("src").GetString()!;
        Id = $"{folder}/{row.GetProperty("test").GetString()} {row.GetProperty("node").GetString()}";
        _expression = row.GetProperty("expr").GetString()!;
        _variables = TableRow.Entries(row.GetProperty("ctx"));
        _type = row.GetProperty("typeRef").GetString();
        _expected = TableRow.Value(row.GetProperty("expected"));
        _isError = row.GetProperty("error").GetBoolean();
        _types = types;
    }

    public string Id { get; }

    public FeelContext Variables => _variables;

    public static IEnumerable<TckRow> ReadAll(string path)
    {
        var byFolder = new Dictionary<string, TckTypes>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            var row = JsonDocument.Parse(line).RootElement;
            var folder = row.GetProperty("src").GetString()!;
            if (!byFolder.TryGetValue(folder, out var types))
                byFolder[folder] = types = TckTypes.Read(Path.Combine(Path.GetDirectoryName(path)!, "..", "dmn-tck", folder));
            yield return new TckRow(row, types);
        }
    }

    public FeelExpression Read() => FeelExpression.Parse(_expression, new FeelOptions
    {
        Dialect = FeelDialect.Dmn15,
        Types = _types.ByName,
        Names = FeelNames.Of([.. _variables.Entries.Select(entry => (entry.Key, FeelType.Of(entry.Value)))]),
    });

    /// <summary>What went otherwise than the row says; null when nothing did.</summary>
    public string? Problem()
    {
        var result = Read().Evaluate(_variables);
        var explained = result.Failure is not null || result.Warnings.Count > 0;
        var value = result.Value;
        if (_type is not null && _types.Find(_type) is { } type)
            explained |= !type.TryConvert(value, out value);
        if (!IsNear(_expected, value))
            return $"{_expression}: expected {_expected} but got {value} {result.Failure?.Message}"
                + string.Concat(result.Warnings.Select(warning => $" ({warning.Message})"));
        return _isError && !explained ? $"{_expression}: nothing explains the error" : null;
    }

    public static bool IsNear(FeelValue expected, FeelValue actual)
    {
        if (expected.TryGetNumber(out var a) && actual.TryGetNumber(out var b))
        {
            var difference = Feel.Numbers.NumberMath.Subtract(a, b);
            return Feel.Numbers.NumberMath.Absolute(difference) <= Tolerance;
        }
        if (expected.TryGetList(out var left) && actual.TryGetList(out var right))
            return left.Count == right.Count && left.Zip(right, IsNear).All(near => near);
        if (!expected.TryGetContext(out var first) || !actual.TryGetContext(out var second))
            return expected.Equals(actual);
        return first.Count == second.Count
            && first.Entries.All(entry => second.TryGet(entry.Key, out var other) && IsNear(entry.Value, other));
    }
}
