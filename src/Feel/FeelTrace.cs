using System.Text.Json;
using Fairlead.Feel.Tracing;

namespace Fairlead.Feel;

/// <summary>How an evaluation came to its value: the parts of the expression that were evaluated, as a tree.</summary>
public sealed class FeelTrace
{
    private readonly FeelDiagnostic? _failure;

    internal FeelTrace(FeelTraceEntry root, int entryCount, FeelDiagnostic? failure)
    {
        Root = root;
        EntryCount = entryCount;
        _failure = failure;
    }

    /// <summary>The whole expression.</summary>
    public FeelTraceEntry Root { get; }

    /// <summary>How many entries the tree has.</summary>
    public int EntryCount { get; }

    /// <summary>
    /// Why the result is null, or why the first part of a resulting context or list is: the innermost part to blame. Null when nothing is.
    /// </summary>
    public FeelDiagnostic? Cause => _failure ?? Root.Cause;

    /// <summary>
    /// Every null that the expression gave, with its reason: the result itself, or entries of the contexts and lists that it writes out.
    /// At most 100; empty when the evaluation failed.
    /// </summary>
    public IReadOnlyList<FeelNull> Nulls => _failure is null ? WrittenNulls.Of(Root) : [];

    /// <summary>
    /// Writes the tree as JSON: <c>{cause, root}</c>. A cause is null or <c>{code, message, start, length}</c>; an entry is
    /// <c>{expression, start, length, value, isComplete, round, reason, parts, partsLeftOut}</c> with the value as FEEL shows it and a
    /// reason like a cause.
    /// </summary>
    public void WriteJson(Utf8JsonWriter writer) => TraceJson.Write(writer, this);

    /// <summary>The tree as JSON in UTF-8, as <see cref="WriteJson"/> writes it.</summary>
    public byte[] ToJson() => TraceJson.ToBytes(this);

    /// <summary>The tree as text, a line for each part: what it says, its value, and the reason for a null.</summary>
    public override string ToString() => TraceText.Of(Root);
}
