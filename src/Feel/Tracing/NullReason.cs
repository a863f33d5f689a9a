using Fairlead.Feel.Syntax;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Tracing;

/// <summary>Why a part is null that did nothing wrong: in our words, because the language has none for it.</summary>
internal static class NullReason
{
    public static FeelDiagnostic? Of(FeelTraceEntry entry)
    {
        var (code, message) = entry.Syntax switch
        {
            SyntaxNode.Constant => ("FEEL_NULL_VALUE", "Null is written here."),
            SyntaxNode.Temporal => ("FEEL_NULL_RESULT", "This text is no date, time or duration."),
            SyntaxNode.Variable variable => ("FEEL_NULL_VALUE", $"The variable '{variable.Text}' is null."),
            SyntaxNode.Input => ("FEEL_NULL_VALUE", "The input is null."),
            SyntaxNode.Path path when !IsNull(entry, path.Source) => ("FEEL_NULL_VALUE", $"The entry '{path.Name}' is null."),
            SyntaxNode.Filter filter when !IsNull(entry, filter.Source) => ("FEEL_NO_ITEM", NoItem(entry, filter)),
            SyntaxNode.Call { Target: null } call when call.Arguments.All(argument => !IsNull(entry, argument)) =>
                ("FEEL_NULL_RESULT", $"The function '{call.Name}' gives null for these arguments."),
            SyntaxNode.UnaryTests { Tests.Alternatives.Length: > 1 } =>
                ("FEEL_NULL_RESULT", "None of the tests passes, and not all of them can be told."),
            _ when Blame.IsInnermost(entry) => ("FEEL_NULL_RESULT", "This gives null."),
            _ => (null, null),
        };
        return code is null ? null : new FeelDiagnostic(code, message!, entry.Start, entry.Length);
    }

    private static bool IsNull(FeelTraceEntry entry, SyntaxNode syntax) =>
        entry.Parts.Any(part => ReferenceEquals(part.Syntax, syntax) && part.Value.IsNull);

    private static string NoItem(FeelTraceEntry entry, SyntaxNode.Filter filter)
    {
        var count = (entry.Parts.FirstOrDefault(part => ReferenceEquals(part.Syntax, filter.Source))?.Value.Reference as FeelList)?.Count;
        var position = filter.Condition is SyntaxNode.Constant constant
            ? constant.Value
            : entry.Parts.LastOrDefault(part => ReferenceEquals(part.Syntax, filter.Condition))?.Value ?? FeelValue.Null;
        return (count, position.IsNull) switch
        {
            (null, _) or (_, true) => "The list has no item at this position.",
            (1, _) => $"The list has one item, and none at position {position}.",
            _ => $"The list has {count} items, and none at position {position}.",
        };
    }
}
