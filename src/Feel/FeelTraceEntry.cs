using Fairlead.Feel.Syntax;
using Fairlead.Feel.Tracing;

namespace Fairlead.Feel;

/// <summary>A part of an expression that was evaluated, once.</summary>
public sealed class FeelTraceEntry
{
    private const int NotesAtMost = 3;

    private readonly int _charactersAtMost;
    private readonly int _round;
    private readonly List<FeelTraceEntry> _parts = new(0);
    private readonly List<FeelDiagnostic> _notes = new(0);

    // How often each part was evaluated, and whether a round of it went wrong.
    private Dictionary<TracedNode, (int Count, bool HadTrouble)>? _rounds;

    internal FeelTraceEntry(TracedNode node, FeelTraceEntry? parent, int charactersAtMost)
    {
        Node = node;
        Parent = parent;
        _charactersAtMost = charactersAtMost;
        _round = parent?.CountRound(node) ?? 1;
    }

    /// <summary>First character of the part: zero-based, in UTF-16 units.</summary>
    public int Start => Node.Start;

    /// <summary>How many UTF-16 units it is long.</summary>
    public int Length => Node.Length;

    /// <summary>What the part says, on one line; cut when it is long.</summary>
    public string Text => TraceText.OneLine(Node.Source.AsSpan(Start, Length), _charactersAtMost);

    /// <summary>What it gave; null, too, when the evaluation failed before it had a value.</summary>
    public FeelValue Value { get; private set; }

    /// <summary>The value as FEEL shows it; cut when it is long.</summary>
    public string ValueText => Values.ValueText.Excerpt(Value, _charactersAtMost);

    /// <summary>False when the evaluation failed inside this part.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Which round of the loop, filter or function around it, from 1; 0 when the part was evaluated once.</summary>
    public int Round => Parent?._rounds is { } rounds && rounds[Node].Count > 1 ? _round : 0;

    /// <summary>The parts of this part that were evaluated, in that order.</summary>
    public IReadOnlyList<FeelTraceEntry> Parts => _parts;

    /// <summary>Further rounds and parts of this part that are not written down.</summary>
    public int PartsLeftOut { get; internal set; }

    /// <summary>
    /// What went wrong in this part itself: a missing variable or entry, an operand of the wrong type, a function that refused. Null when
    /// nothing did.
    /// </summary>
    public FeelDiagnostic? Reason => _notes.Count > 0 ? _notes[0] : IsComplete && Value.IsNull ? NullReason.Of(this) : null;

    /// <summary>
    /// Why the value is null, or the first null of a context or list that is written out here: the reason of the innermost part to blame.
    /// Null when nothing is.
    /// </summary>
    public FeelDiagnostic? Cause => Blame.Find(this)?.Reason;

    internal TracedNode Node { get; }

    internal SyntaxNode Syntax => Node.Syntax;

    internal FeelTraceEntry? Parent { get; }

    /// <summary>Something in it went wrong.</summary>
    internal bool HasTrouble { get; private set; }

    internal void Complete(FeelValue value)
    {
        Value = value;
        IsComplete = true;
    }

    internal void Note(FeelDiagnostic diagnostic)
    {
        HasTrouble = true;
        if (_notes.Count < NotesAtMost)
            _notes.Add(diagnostic);
    }

    /// <summary>Whether a part that has ended stays: in the first rounds, and in the first round that went wrong.</summary>
    internal bool TryKeep(FeelTraceEntry part, int roundsAtMost)
    {
        var (count, hadTrouble) = _rounds![part.Node];
        var isKept = part._round <= roundsAtMost || (part.HasTrouble && !hadTrouble);
        if (part.HasTrouble)
            _rounds[part.Node] = (count, true);
        HasTrouble |= part.HasTrouble;
        if (isKept)
            _parts.Add(part);
        else
            PartsLeftOut++;
        return isKept;
    }

    internal TraceMark Mark() => new(_parts.Count, _notes.Count, PartsLeftOut, HasTrouble);

    /// <summary>Forgets what came since the mark.</summary>
    internal void Restore(TraceMark mark)
    {
        for (var i = _parts.Count - 1; i >= mark.Parts; i--)
        {
            _rounds!.Remove(_parts[i].Node);
            _parts.RemoveAt(i);
        }
        _notes.RemoveRange(mark.Notes, _notes.Count - mark.Notes);
        (PartsLeftOut, HasTrouble) = (mark.PartsLeftOut, mark.HasTrouble);
    }

    private int CountRound(TracedNode node)
    {
        _rounds ??= [];
        _rounds.TryGetValue(node, out var before);
        _rounds[node] = (before.Count + 1, before.HadTrouble);
        return before.Count + 1;
    }
}

/// <summary>How far an entry was before an attempt that may have to be forgotten.</summary>
internal readonly record struct TraceMark(int Parts, int Notes, int PartsLeftOut, bool HasTrouble);
