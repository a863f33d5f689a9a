using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Mapping;

/// <summary>
/// Why an expression gave null where it could have given something: entry by entry. A null is no error, so nobody is told; this is for
/// who looks afterwards.
/// </summary>
/// <param name="Entries">Never empty.</param>
public sealed record NullTrace(IReadOnlyList<NullEntry> Entries)
{
    private const int EntriesAtMost = 50;
    private const int EntriesLookedAt = 200;
    private const int PartAtMost = 120;
    private const int MessageAtMost = 600;

    // What is shown of it is the cause of each null, not the way there.
    private static readonly FeelTraceLimits Limits = new() { EntriesAtMost = 2_000, RoundsAtMost = 1 };

    /// <summary>
    /// Whether an explanation is worth a second evaluation: there are warnings, or the result or an entry of it is null. Cheap, because it
    /// is asked after every call.
    /// </summary>
    public static bool IsWorthIt(FeelResult result) => result.Failure is null && (result.Warnings.Count > 0 || HasNull(result.Value));

    /// <summary>Evaluates the expression again and writes down why it gives null.</summary>
    /// <param name="now">Of the first evaluation.</param>
    /// <returns>Null when nothing of what it writes out is null.</returns>
    public static NullTrace? Of(FeelExpression expression, IFeelVariables variables, DateTimeOffset now)
    {
        // What it asks to store was stored the first time.
        var result = expression.Evaluate(variables, new FeelEvaluation { Now = now, Trace = Limits, Documents = new FeelDocuments() });
        var nulls = result.Trace?.Nulls ?? [];
        // What lies around a cause is a consequence of it.
        var others = result.Warnings.Where(warning => !nulls.Any(found => Contains(warning, found.Reason)));
        return Of(nulls.Concat(others.Select(warning => new FeelNull("", warning))), expression);
    }

    /// <summary>
    /// What was null on the way to a result that is often null, as that of an error expression is: nothing need be evaluated again.
    /// </summary>
    /// <returns>Null when nothing was.</returns>
    public static NullTrace? OfWarnings(FeelExpression expression, FeelResult result) =>
        Of(result.Warnings.Select(warning => new FeelNull("", warning)), expression);

    /// <summary>The same without values of secrets.</summary>
    public NullTrace Clean(Redactor redactor) => new(
        [.. Entries.Select(entry => entry with { Part = redactor.Clean(entry.Part), Message = redactor.Clean(entry.Message) })]);

    /// <summary>One sentence for each, on lines of their own.</summary>
    public override string ToString() => string.Join('\n', Entries);

    private static bool Contains(FeelDiagnostic outer, FeelDiagnostic inner) =>
        inner.Start >= outer.Start && inner.Start + inner.Length <= outer.Start + outer.Length;

    private static NullTrace? Of(IEnumerable<FeelNull> found, FeelExpression expression)
    {
        var entries = found.Select(one => NullEntry.Of(one, expression.Text)).Distinct().Take(EntriesAtMost).ToList();
        return entries.Count > 0 ? new NullTrace(entries) : null;
    }

    internal static string CutPart(string part) => Cut(string.Join(' ', part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), PartAtMost);

    internal static string CutMessage(string message) => Cut(message, MessageAtMost);

    // Not deeper: what lies there was often only passed on, and looking at it means to read a large response.
    private static bool HasNull(FeelValue value) =>
        value.IsNull
        || (value.TryGetContext(out var context) && context.Count <= EntriesLookedAt && context.Entries.Any(entry => entry.Value.IsNull));

    private static string Cut(string text, int lengthAtMost)
    {
        if (text.Length <= lengthAtMost)
            return text;
        return $"{text[..(char.IsHighSurrogate(text[lengthAtMost - 1]) ? lengthAtMost - 1 : lengthAtMost)]}…";
    }
}

/// <summary>One null.</summary>
/// <param name="Name">Where it lies in the result: <c>customer.name</c>; empty for the result itself, and for what was null on the way to it.</param>
/// <param name="Part">The part of the expression that is to blame.</param>
/// <param name="Code">As FEEL names the reason, for example <c>NO_CONTEXT_ENTRY_FOUND</c>.</param>
/// <param name="Message">Why it is null.</param>
/// <param name="Line">Where the part begins in the expression without its equals sign, from 1.</param>
/// <param name="Column">Where it begins in that line, from 1.</param>
public sealed record NullEntry(string Name, string Part, string Code, string Message, int Line, int Column)
{
    public override string ToString() =>
        $"{(Name.Length > 0 ? $"{Name} is null because of " : "")}'{Part}' (line {Line}, character {Column}): {Message.TrimEnd('.')}. [{Code}]";

    internal static NullEntry Of(FeelNull found, string text)
    {
        var (line, column) = found.Reason.PositionIn(text);
        return new NullEntry(
            found.Path,
            NullTrace.CutPart(text.Substring(found.Reason.Start, found.Reason.Length)),
            found.Reason.Code,
            NullTrace.CutMessage(found.Reason.Message),
            line,
            column);
    }
}
