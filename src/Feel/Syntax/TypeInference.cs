using System.Runtime.CompilerServices;
using Fairlead.Feel.Temporal;

namespace Fairlead.Feel.Syntax;

/// <summary>What can be known about a value from the text alone: enough to find the names of its entries. Each part is asked once.</summary>
internal sealed class TypeInference
{
    private readonly Dictionary<SyntaxNode, FeelType?> _known = new(ReferenceEqualityComparer.Instance);

    public void Define(SyntaxNode variable, FeelType type) => _known[variable] = type;

    /// <summary>Null when nothing is known.</summary>
    public FeelType? Of(SyntaxNode node)
    {
        if (_known.TryGetValue(node, out var type))
            return type;
        // As deep as the text is nested; less is known on a small stack.
        return _known[node] = RuntimeHelpers.TryEnsureSufficientExecutionStack() ? Infer(node) : null;
    }

    private FeelType? Infer(SyntaxNode node) => node switch
    {
        SyntaxNode.Constant constant => OfKind(constant.Value.Kind),
        SyntaxNode.Temporal temporal => OfKind(TemporalText.Parse(temporal.Text).Kind),
        SyntaxNode.Path path => OfField(Of(path.Source), path.Name),
        SyntaxNode.Filter filter => OfFilter(Of(filter.Source), filter.Condition),
        SyntaxNode.Negation negation => Of(negation.Operand),
        SyntaxNode.Arithmetic arithmetic => OfArithmetic(arithmetic),
        SyntaxNode.Comparison or SyntaxNode.Between or SyntaxNode.In or SyntaxNode.InstanceOf or SyntaxNode.Logic
            or SyntaxNode.Quantified or SyntaxNode.UnaryTests => FeelType.Boolean,
        SyntaxNode.If choice => Of(choice.Then) ?? Of(choice.Otherwise),
        SyntaxNode.For loop => FeelType.ListOf(Of(loop.Body) ?? FeelType.Any),
        SyntaxNode.List list => OfList(list),
        SyntaxNode.Context context => OfContext(context),
        SyntaxNode.Range range => FeelType.RangeOf(Of(range.Low) ?? FeelType.Any),
        SyntaxNode.ComparisonRange range => FeelType.RangeOf(Of(range.Operand) ?? FeelType.Any),
        _ => null,
    };

    private static FeelType? OfKind(FeelKind kind) => kind switch
    {
        FeelKind.Boolean => FeelType.Boolean,
        FeelKind.Number => FeelType.Number,
        FeelKind.String => FeelType.String,
        FeelKind.Date => FeelType.Date,
        FeelKind.Time => FeelType.Time,
        FeelKind.DateTime => FeelType.DateTime,
        FeelKind.DaysTimeDuration => FeelType.DaysTimeDuration,
        FeelKind.YearsMonthsDuration => FeelType.YearsMonthsDuration,
        FeelKind.Null or FeelKind.List or FeelKind.Context or FeelKind.Range or FeelKind.Function => null,
    };

    private static FeelType? OfField(FeelType? source, string name) => source switch
    {
        { Kind: FeelTypeKind.Context } => source.Field(name),
        { Kind: FeelTypeKind.List } => OfField(source.Item, name) is { } item ? FeelType.ListOf(item) : null,
        _ => null,
    };

    private FeelType? OfFilter(FeelType? source, SyntaxNode condition) => source switch
    {
        null => null,
        { Kind: FeelTypeKind.List } => Of(condition)?.Kind == FeelTypeKind.Number ? source.Item : source,
        _ => Of(condition)?.Kind == FeelTypeKind.Number ? source : FeelType.ListOf(source),
    };

    private FeelType? OfArithmetic(SyntaxNode.Arithmetic arithmetic)
    {
        foreach (var operand in arithmetic.Operands)
        {
            if (Of(operand)?.Kind != FeelTypeKind.Number)
                return null;
        }
        return FeelType.Number;
    }

    // Of the items' types the first that says something; the others of a list are mostly alike.
    private FeelType OfList(SyntaxNode.List list)
    {
        FeelType? item = null;
        foreach (var part in list.Items)
            item ??= Of(part);
        return FeelType.ListOf(item ?? FeelType.Any);
    }

    private FeelType OfContext(SyntaxNode.Context context)
    {
        var fields = new (string, FeelType)[context.Keys.Length];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = (context.Keys[i], Of(context.Values[i]) ?? FeelType.Any);
        return FeelType.ContextOf(fields);
    }
}
