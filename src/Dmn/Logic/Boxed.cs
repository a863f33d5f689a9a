using Fairlead.Dmn.Evaluation;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Logic;

/// <summary>A boxed expression of the file, ready to run. Immutable and shared by all evaluations.</summary>
internal abstract class Boxed
{
    public required Place Place { get; init; }

    /// <summary>What it declares its value to be.</summary>
    public ItemType? Type { get; init; }

    /// <summary>What is known of its value: the names of its entries may be used in paths. Null when nothing is.</summary>
    public ItemType? KnownType => Type ?? this switch
    {
        BoxedLiteral literal => literal.PathType,
        BoxedContext context => context.EntriesType,
        DecisionTable table => table.OutputsType,
        _ => null,
    };

    public FeelValue Evaluate(Run run, Scope scope) =>
        run.IsOver ? FeelValue.Null : run.Convert(Compute(run, scope), Type, "the value", Place);

    protected abstract FeelValue Compute(Run run, Scope scope);
}

/// <summary>An expression in FEEL.</summary>
internal sealed class BoxedLiteral(FeelText text) : Boxed
{
    /// <summary>The type of what it names, when it is nothing but a name or a path.</summary>
    public ItemType? PathType { get; init; }

    protected override FeelValue Compute(Run run, Scope scope) => run.Evaluate(text, scope);
}

/// <summary>What could not be understood; the file has a diagnostic for it. Also what is not there.</summary>
internal sealed class BoxedNothing(string reason) : Boxed
{
    protected override FeelValue Compute(Run run, Scope scope) => run.Refuse(DmnCode.Missing, reason, Place);
}

/// <summary>One of two expressions.</summary>
internal sealed class BoxedConditional(Boxed condition, Boxed then, Boxed otherwise) : Boxed
{
    protected override FeelValue Compute(Run run, Scope scope) =>
        (condition.Evaluate(run, scope).TryGetBoolean(out var holds) && holds ? then : otherwise).Evaluate(run, scope);
}
