using Fairlead.Feel;

namespace Fairlead.Dmn.Types;

/// <summary>What the language can know of a declared type. Constraints are not its business.</summary>
internal static class FeelTypes
{
    /// <summary>Types inside each other; a type that is a part of itself is cut there.</summary>
    private const int DepthAtMost = 8;

    public static FeelType Of(ItemType type) => Of(type, DepthAtMost);

    private static FeelType Of(ItemType type, int depthLeft)
    {
        if (depthLeft == 0)
            return FeelType.Any;
        var one = type.Kind is { } kind ? Plain(kind)
            : type.Components.Count > 0 ? FeelType.ContextOf([.. type.Components.Select(part => (part.Name, Of(part.Type, depthLeft - 1)))])
            : type.Function is { } function ? FeelType.FunctionOf(
                [.. function.Parameters.Select(parameter => Of(parameter.Type, depthLeft - 1))],
                Of(function.Result ?? ItemType.Any, depthLeft - 1))
            : type.Origin is { } origin ? Of(origin, depthLeft - 1)
            : FeelType.Any;
        return type.IsCollection ? FeelType.ListOf(one) : one;
    }

    private static FeelType Plain(FeelKind kind) => kind switch
    {
        FeelKind.Null => FeelType.Null,
        FeelKind.Boolean => FeelType.Boolean,
        FeelKind.Number => FeelType.Number,
        FeelKind.String => FeelType.String,
        FeelKind.List => FeelType.ListOf(FeelType.Any),
        FeelKind.Context => FeelType.ContextOf(),
        FeelKind.Range => FeelType.RangeOf(FeelType.Any),
        FeelKind.Function => FeelType.FunctionOf(null, FeelType.Any),
        FeelKind.Date => FeelType.Date,
        FeelKind.Time => FeelType.Time,
        FeelKind.DateTime => FeelType.DateTime,
        FeelKind.DaysTimeDuration => FeelType.DaysTimeDuration,
        FeelKind.YearsMonthsDuration => FeelType.YearsMonthsDuration,
    };
}
