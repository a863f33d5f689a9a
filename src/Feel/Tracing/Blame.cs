using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Tracing;

/// <summary>Finds the innermost part that made a value null.</summary>
internal static class Blame
{
    /// <summary>Nothing when the value is not null, nor a part of a context or list written out here.</summary>
    public static FeelTraceEntry? Find(FeelTraceEntry entry)
    {
        if (!entry.IsComplete)
            return entry.Parts.FirstOrDefault(part => !part.IsComplete) is { } failed ? Find(failed) : entry;
        if (entry.Value.IsNull)
            return Innermost(entry);
        return entry.Syntax is SyntaxNode.Context or SyntaxNode.List
            ? entry.Parts.Select(Find).FirstOrDefault(found => found is not null)
            : null;
    }

    /// <summary>No part explains the null of this one.</summary>
    public static bool IsInnermost(FeelTraceEntry entry) => Next(entry) is null;

    // Each step goes into a part or to an entry that was evaluated earlier, so that it ends.
    private static FeelTraceEntry Innermost(FeelTraceEntry entry)
    {
        while (Next(entry) is { } next)
            entry = next;
        // A function may have refused a list because of one item.
        while (!entry.Value.IsNull && entry.Parts.FirstOrDefault(part => part.HasTrouble) is { } troubled)
            entry = troubled.Value.IsNull ? Innermost(troubled) : troubled;
        return entry;
    }

    private static FeelTraceEntry? Next(FeelTraceEntry entry) => entry.Syntax switch
    {
        SyntaxNode.Variable variable => Definition(entry, variable.Text),
        SyntaxNode.Path path => Null(entry, path.Source) ?? NullEntry(entry, path),
        SyntaxNode.Filter filter => Null(entry, filter.Source),
        SyntaxNode.If choice => Null(entry, choice.Then) ?? OfElse(entry, choice),
        SyntaxNode.For loop => FirstNull(entry, part => loop.Iterators.Any(iterator => iterator.Parts.Contains(part))),
        SyntaxNode.Call call => FirstNull(entry, part => !IsOperand(call, part))
            ?? FirstNull(entry, part => IsOperand(call, part))
            ?? entry.Parts.FirstOrDefault(part => part.HasTrouble && IsOperand(call, part.Syntax)),
        _ => FirstNull(entry, _ => true),
    };

    // What else is evaluated inside a call is the body of a function.
    private static bool IsOperand(SyntaxNode.Call call, SyntaxNode part) => part == call.Target || call.Arguments.Contains(part);

    private static FeelTraceEntry? FirstNull(FeelTraceEntry entry, Func<SyntaxNode, bool> which) =>
        entry.Parts.FirstOrDefault(part => part.IsComplete && part.Value.IsNull && which(part.Syntax));

    // A condition that is null leads to the second branch: it is to blame when there null is only written.
    private static FeelTraceEntry? OfElse(FeelTraceEntry entry, SyntaxNode.If choice)
    {
        var branch = Null(entry, choice.Otherwise);
        return choice.Otherwise is SyntaxNode.Constant && Null(entry, choice.Condition) is { } condition ? condition : branch;
    }

    private static FeelTraceEntry? Null(FeelTraceEntry entry, SyntaxNode syntax) => FirstNull(entry, part => part == syntax);

    private static FeelTraceEntry? NullEntry(FeelTraceEntry entry, SyntaxNode.Path path) =>
        entry.Parts.FirstOrDefault(part => part.Syntax == path.Source) is { } source
        && EntryOf(source, path.Name) is { Value.IsNull: true } found ? found : null;

    // Where the entry of a context is written out, when that is known.
    private static FeelTraceEntry? EntryOf(FeelTraceEntry value, string key) => Origin(value) is { Syntax: SyntaxNode.Context context } made
        ? made.Parts.LastOrDefault(part => context.Has(key, part.Syntax))
        : null;

    private static FeelTraceEntry? Origin(FeelTraceEntry value) => value.Syntax switch
    {
        SyntaxNode.Variable variable => DefinitionOf(value, variable.Text) is { } definition ? Origin(definition) : null,
        SyntaxNode.Path path => value.Parts.FirstOrDefault(part => part.Syntax == path.Source) is { } source
            && EntryOf(source, path.Name) is { } entry ? Origin(entry) : null,
        _ => value,
    };

    private static FeelTraceEntry? Definition(FeelTraceEntry use, string name) =>
        DefinitionOf(use, name) is { IsComplete: true, Value.IsNull: true } definition ? definition : null;

    // The entry of an enclosing context that gave the variable its value.
    private static FeelTraceEntry? DefinitionOf(FeelTraceEntry use, string name)
    {
        for (var (inner, outer) = (use, use.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            switch (outer.Syntax)
            {
                case SyntaxNode.Context context:
                    if (outer.Parts.LastOrDefault(part => part != inner && context.Has(name, part.Syntax)) is { } definition)
                        return definition;
                    break;
                case SyntaxNode.For { Iterators: var iterators } when iterators.Any(iterator => iterator.Name == name):
                case SyntaxNode.Quantified { Iterators: var others } when others.Any(iterator => iterator.Name == name):
                case SyntaxNode.Filter filter when filter.Source != inner.Syntax:
                case SyntaxNode.Function:
                    return null;
            }
        }
        return null;
    }
}
