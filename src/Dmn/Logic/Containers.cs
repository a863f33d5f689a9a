using Fairlead.Dmn.Evaluation;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Logic;

/// <param name="Name">Null for the result.</param>
internal sealed record ContextEntry(string? Name, ItemType? Type, Boxed Value);

/// <summary>Named values, each of which sees those before it; or only what is made of them, when the last one has no name.</summary>
internal sealed class BoxedContext(IReadOnlyList<ContextEntry> entries) : Boxed
{
    /// <summary>What is known of its value without a declaration; null when the value is only what is made of the entries.</summary>
    public ItemType? EntriesType => entries.Any(entry => entry.Name is null)
        ? entries[^1].Value.KnownType
        : new ItemType("context")
        {
            Components = [.. entries.Select(entry => (entry.Name!, entry.Type ?? entry.Value.KnownType ?? ItemType.Any))],
        };

    protected override FeelValue Compute(Run run, Scope scope)
    {
        var values = new List<(string, FeelValue)>(entries.Count);
        foreach (var entry in entries)
        {
            var value = run.Convert(entry.Value.Evaluate(run, scope), entry.Type, "the entry", entry.Value.Place);
            if (run.IsOver || entry.Name is null)
                return run.IsOver ? FeelValue.Null : value;
            values.Add((entry.Name, value));
            scope = scope.With(entry.Name, value);
        }
        return FeelValue.From(FeelContext.Of([.. values]));
    }
}

/// <summary>A list of expressions.</summary>
internal sealed class BoxedList(IReadOnlyList<Boxed> items) : Boxed
{
    protected override FeelValue Compute(Run run, Scope scope) =>
        FeelValue.FromList([.. items.Select(item => item.Evaluate(run, scope))]);
}

/// <summary>A list of contexts with the same keys, written as rows and columns.</summary>
internal sealed class BoxedRelation(IReadOnlyList<(string Name, ItemType? Type)> columns, IReadOnlyList<IReadOnlyList<Boxed>> rows) : Boxed
{
    protected override FeelValue Compute(Run run, Scope scope) => FeelValue.FromList([.. rows.Select(row => Row(run, scope, row))]);

    private FeelValue Row(Run run, Scope scope, IReadOnlyList<Boxed> cells)
    {
        var values = new (string, FeelValue)[Math.Min(columns.Count, cells.Count)];
        for (var i = 0; i < values.Length; i++)
        {
            var value = run.Convert(cells[i].Evaluate(run, scope), columns[i].Type, "the cell", cells[i].Place);
            values[i] = (columns[i].Name, value);
        }
        return FeelValue.From(FeelContext.Of(values));
    }
}
