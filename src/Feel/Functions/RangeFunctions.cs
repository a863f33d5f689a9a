using Fairlead.Feel.Syntax;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>Allen's relations between points and intervals. What cannot be compared gives null.</summary>
/// <remarks>Source: DMN 1.5, table 78.</remarks>
internal static class RangeFunctions
{
    private const string Points = "point1:*, point2:*";
    private const string PointRange = "point:*, range:r";
    private const string RangePoint = "range:r, point:*";
    private const string Ranges = "range1:r, range2:r";

    private delegate bool? Relation(Bounds left, Bounds right);

    public static void AddTo(FunctionTable table)
    {
        Add(table, "before", Before, Ranges, PointRange, RangePoint, Points);
        Add(table, "after", (a, b) => Before(b, a), Ranges, PointRange, RangePoint, Points);
        Add(table, "meets", Meets, Ranges);
        Add(table, "met by", (a, b) => Meets(b, a), Ranges);
        Add(table, "overlaps", Overlaps, Ranges);
        Add(table, "overlaps before", OverlapsBefore, Ranges);
        Add(table, "overlaps after", OverlapsAfter, Ranges);
        Add(table, "finishes", Finishes, Ranges, PointRange);
        Add(table, "finished by", (a, b) => Finishes(b, a), Ranges, RangePoint);
        Add(table, "includes", Includes, Ranges, RangePoint);
        Add(table, "during", (a, b) => Includes(b, a), Ranges, PointRange);
        Add(table, "starts", Starts, Ranges, PointRange);
        Add(table, "started by", (a, b) => Starts(b, a), Ranges, RangePoint);
        Add(table, "coincides", Coincides, Ranges, Points);
        table.Add("range", "from:s", FromText);
    }

    private static void Add(FunctionTable table, string name, Relation relation, params ReadOnlySpan<string> signatures)
    {
        foreach (var signature in signatures)
        {
            table.Add(name, signature, (arguments, call) =>
                relation(Bounds.Of(arguments[0], call), Bounds.Of(arguments[1], call)) is { } holds
                    ? FeelValue.From(holds)
                    : call.Fail($"Can't compare '{ValueText.Excerpt(arguments[0])}' with '{ValueText.Excerpt(arguments[1])}'"));
        }
    }

    private static bool? Before(Bounds left, Bounds right) => left.High.CompareTo(right.Low) is { } order
        ? order < 0 || (order == 0 && !(left.HighIncluded && right.LowIncluded))
        : null;

    private static bool? Meets(Bounds left, Bounds right) => left.High.CompareTo(right.Low) is { } order
        ? order == 0 && left.HighIncluded && right.LowIncluded
        : null;

    private static bool? Overlaps(Bounds left, Bounds right) =>
        Before(left, right) is { } before && Before(right, left) is { } after ? !before && !after : null;

    private static bool? OverlapsBefore(Bounds left, Bounds right)
    {
        if (CompareLow(left, right) is not { } low || CompareHigh(left, right) is not { } high)
            return null;
        return low < 0 && high <= 0 && Overlaps(left, right) == true;
    }

    private static bool? OverlapsAfter(Bounds left, Bounds right)
    {
        if (CompareLow(left, right) is not { } low || CompareHigh(left, right) is not { } high)
            return null;
        return low > 0 && high >= 0 && Overlaps(left, right) == true;
    }

    private static bool? Finishes(Bounds left, Bounds right)
    {
        if (CompareLow(left, right) is not { } low || left.High.CompareTo(right.High) is not { } high)
            return null;
        return high == 0 && left.HighIncluded == right.HighIncluded && low >= 0;
    }

    private static bool? Starts(Bounds left, Bounds right)
    {
        if (CompareHigh(left, right) is not { } high || left.Low.CompareTo(right.Low) is not { } low)
            return null;
        return low == 0 && left.LowIncluded == right.LowIncluded && high <= 0;
    }

    private static bool? Includes(Bounds outer, Bounds inner) =>
        CompareLow(outer, inner) is { } low && CompareHigh(outer, inner) is { } high ? low <= 0 && high >= 0 : null;

    private static bool? Coincides(Bounds left, Bounds right) =>
        CompareLow(left, right) is { } low && CompareHigh(left, right) is { } high ? low == 0 && high == 0 : null;

    // An included end reaches a little further than an excluded one.
    private static int? CompareLow(Bounds left, Bounds right) => left.Low.CompareTo(right.Low) switch
    {
        0 => right.LowIncluded.CompareTo(left.LowIncluded),
        var order => order,
    };

    private static int? CompareHigh(Bounds left, Bounds right) => left.High.CompareTo(right.High) switch
    {
        0 => left.HighIncluded.CompareTo(right.HighIncluded),
        var order => order,
    };

    private static FeelValue FromText(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var text = arguments[0].Text().AsSpan().Trim();
        var expression = FeelExpression.Parse(OneSided(text) ?? arguments[0].Text());
        var isLiteral = expression.Syntax switch
        {
            SyntaxNode.Range range => IsLiteral(range.Low) && IsLiteral(range.High),
            SyntaxNode.ComparisonRange range => IsLiteral(range.Operand),
            _ => false,
        };
        return isLiteral && expression.Evaluate(FeelContext.Empty).Value is { Kind: FeelKind.Range } value
            ? value
            : call.Fail($"Failed to parse a range from '{arguments[0].Text()}'");
    }

    // "[2..)" is ">= 2", and "(..2)" is "< 2": the text of the range that has one end only, or nothing. The side without an
    // end is an open one.
    private static string? OneSided(ReadOnlySpan<char> text)
    {
        var dots = text.IndexOf("..");
        if (dots < 1 || dots + 2 >= text.Length)
            return null;
        var low = text[1..dots].Trim();
        var high = text[(dots + 2)..^1].Trim();
        if (low.IsEmpty == high.IsEmpty)
            return null;
        var (first, last) = (text[0], text[^1]);
        if (high.IsEmpty)
            return last is ')' or '[' && first is '[' or '(' or ']' ? $"({(first == '[' ? ">=" : ">")} {low})" : null;
        return first is '(' or ']' && last is ']' or ')' or '[' ? $"({(last == ']' ? "<=" : "<")} {high})" : null;
    }

    // Source: DMN 1.5 §10.3.4.9: the ends are literals, or date and time functions of literals.
    private static bool IsLiteral(SyntaxNode end) => end switch
    {
        SyntaxNode.Constant constant => constant.Value.Kind is FeelKind.Number or FeelKind.String,
        SyntaxNode.Temporal => true,
        SyntaxNode.Negation negation => negation.Operand is SyntaxNode.Constant,
        SyntaxNode.Call { Target: null, Known: not null, Name: "date" or "time" or "date and time" or "duration" } call =>
            Array.TrueForAll(call.Arguments, IsLiteral),
        _ => false,
    };

    /// <summary>The ends of an interval; of a point both are the point.</summary>
    private readonly record struct Bounds(End Low, End High, bool LowIncluded, bool HighIncluded)
    {
        public static Bounds Of(FeelValue value, Invocation call)
        {
            var instants = call.State.Rules.ComparesInstants;
            if (value.Reference is not FeelRange range)
                return new Bounds(new End(value, 0, instants), new End(value, 0, instants), true, true);
            var isOpen = range.Form == RangeForm.Comparison;
            return new Bounds(
                new End(range.Low, isOpen && range.Low.IsNull ? -1 : 0, instants),
                new End(range.High, isOpen && range.High.IsNull ? 1 : 0, instants),
                range.LowIncluded,
                range.HighIncluded);
        }
    }

    /// <param name="Infinity">-1 below all values, 1 above all, 0 at the value.</param>
    private readonly record struct End(FeelValue Value, int Infinity, bool Instants)
    {
        public int? CompareTo(End other) => Infinity != 0 || other.Infinity != 0 ? Infinity.CompareTo(other.Infinity)
            : Ordering.TryCompare(Value, other.Value, out var order, Instants) ? order
            : null;
    }
}
