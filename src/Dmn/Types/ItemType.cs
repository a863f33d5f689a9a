using System.Runtime.CompilerServices;
using Fairlead.Dmn.Evaluation;
using Fairlead.Feel;

namespace Fairlead.Dmn.Types;

/// <summary>
/// A type that a variable, parameter or expression declares: one of the language or an item definition. Filled in while the file
/// is read, because definitions refer to each other in any order; never changed afterwards.
/// </summary>
internal sealed class ItemType
{
    public static readonly ItemType Any = new("Any");

    public ItemType(string name) => Name = name;

    public string Name { get; }

    /// <summary>The kind of its values; null when the other properties say it, or when they may be of any kind.</summary>
    public FeelKind? Kind { get; init; }

    /// <summary>What it is another name for, or what its items are.</summary>
    public ItemType? Origin { get; set; }

    /// <summary>Its values are lists of what the other properties describe.</summary>
    public bool IsCollection { get; set; }

    /// <summary>The entries that a value must have; it may have others.</summary>
    public IReadOnlyList<(string Name, ItemType Type)> Components { get; set; } = [];

    public ItemFunction? Function { get; set; }

    /// <summary>Unary tests that a value, or each item of a collection, passes.</summary>
    public FeelExpression? AllowedValues { get; set; }

    /// <summary>Unary tests that the value as a whole passes.</summary>
    public FeelExpression? Constraint { get; set; }

    /// <summary>Nothing needs to be checked.</summary>
    public bool IsAny => Kind is null && Origin is null && !IsCollection && Components.Count == 0 && Function is null
        && AllowedValues is null && Constraint is null;

    /// <summary>What is known of the items; null when they may be anything, or when its values are no lists.</summary>
    public ItemType? Item => !IsCollection ? Origin?.Item
        : Components.Count == 0 && Function is null ? Origin
        : new ItemType(Name) { Components = Components, Function = Function };

    /// <summary>The entries that its values have, whoever says so.</summary>
    public IReadOnlyList<(string Name, ItemType Type)> AllComponents =>
        IsCollection ? [] : Components.Count > 0 ? Components : Origin?.AllComponents ?? [];

    /// <summary>The text of the tests that its values pass; null when there are none.</summary>
    public string? AllowedText => AllowedValues?.Text ?? Origin?.AllowedText;

    private bool TakesLists => IsCollection || Kind == FeelKind.List || Origin?.TakesLists == true;

    private bool TakesDatesWithTimes => !IsCollection && (Kind == FeelKind.DateTime || Origin?.TakesDatesWithTimes == true);

    /// <summary>
    /// The value as one of this type: itself when it conforms, the only item of a list, a list of it alone, or a date as its
    /// midnight in UTC. False, and null, when it cannot be; null itself conforms to every type.
    /// </summary>
    /// <remarks>Source: DMN 1.5 §10.3.2.9.4.</remarks>
    public bool TryConvert(FeelValue value, Run run, out FeelValue converted)
    {
        converted = value;
        if (IsAny || Includes(value, run))
            return true;
        if (TakesDatesWithTimes && value.Kind == FeelKind.Date)
            return FeelType.DateTime.TryConvert(value, out converted) && Includes(converted, run);
        if (!value.TryGetList(out var items))
        {
            converted = TakesLists ? FeelValue.FromList([value]) : FeelValue.Null;
            if (TakesLists && Includes(converted, run))
                return true;
        }
        else if (!TakesLists && items.Count == 1 && !items[0].IsNull && items[0].Kind != FeelKind.List)
        {
            return TryConvert(items[0], run, out converted);
        }
        converted = FeelValue.Null;
        return false;
    }

    /// <summary>Whether Camunda would take the value: it looks at plain types only, and converts nothing.</summary>
    public bool Fits(FeelValue value) => value.IsNull || Kind is not { } kind || value.Kind == kind || kind is FeelKind.List
        or FeelKind.Context or FeelKind.Range or FeelKind.Function;

    public override string ToString() => Name;

    private bool Includes(FeelValue value, Run run)
    {
        if (value.IsNull)
            return true;
        // As deep as the value is, which may be too deep for what is left of the stack: then nobody can say.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return false;
        if (!IsCollection)
            return IncludesOne(value, run) && Passes(Constraint, value, run);
        if (!value.TryGetList(out var items))
            return false;
        foreach (var item in items)
        {
            if (!item.IsNull && !IncludesOne(item, run))
                return false;
        }
        return Passes(Constraint, value, run);
    }

    private bool IncludesOne(FeelValue value, Run run)
    {
        if (Kind is { } kind && value.Kind != kind)
            return false;
        if (Origin is not null && !Origin.Includes(value, run))
            return false;
        if (Components.Count > 0 && !HasComponents(value, run))
            return false;
        if (Function is not null && !(value.TryGetFunction(out var parameters) && parameters.Count == Function.Parameters.Count))
            return false;
        return Passes(AllowedValues, value, run);
    }

    private bool HasComponents(FeelValue value, Run run)
    {
        if (!value.TryGetContext(out var context))
            return false;
        foreach (var (name, type) in Components)
        {
            if (!context.TryGet(name, out var entry) || !type.Includes(entry, run))
                return false;
        }
        return true;
    }

    private static bool Passes(FeelExpression? tests, FeelValue value, Run run) =>
        tests is null || (run.Ask(tests, value).TryGetBoolean(out var passes) && passes);
}

/// <param name="Result">Null when it is not declared.</param>
internal sealed record ItemFunction(IReadOnlyList<(string Name, ItemType Type)> Parameters, ItemType? Result);

/// <summary>The language's own types by the names that DMN files use for them.</summary>
internal static class BuiltInTypes
{
    private static readonly Dictionary<string, ItemType> ByName = Make();

    /// <summary>Null when there is none of that name.</summary>
    public static ItemType? Find(string name) => ByName.GetValueOrDefault(name);

    private static Dictionary<string, ItemType> Make()
    {
        (string[] Names, FeelKind? Kind)[] types =
        [
            (["Any", "any"], null),
            (["boolean"], FeelKind.Boolean),
            (["number", "integer", "long", "double"], FeelKind.Number),
            (["string"], FeelKind.String),
            (["date"], FeelKind.Date),
            (["time"], FeelKind.Time),
            (["dateTime", "date and time"], FeelKind.DateTime),
            (["dayTimeDuration", "days and time duration"], FeelKind.DaysTimeDuration),
            (["yearMonthDuration", "years and months duration"], FeelKind.YearsMonthsDuration),
            (["list"], FeelKind.List),
            (["context"], FeelKind.Context),
            (["range"], FeelKind.Range),
            (["function"], FeelKind.Function),
        ];
        return types
            .SelectMany(type => type.Names.Select(name => new ItemType(name) { Kind = type.Kind }))
            .ToDictionary(type => type.Name, StringComparer.Ordinal);
    }
}
