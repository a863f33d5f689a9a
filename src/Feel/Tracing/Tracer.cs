namespace Fairlead.Feel.Tracing;

/// <summary>
/// Writes down one evaluation. Rounds beyond the first ones are written down, too, and forgotten at their end unless they are the
/// first that went wrong: what explains a result is often far behind in a list.
/// </summary>
internal sealed class Tracer(FeelTraceLimits limits)
{
    private readonly Stack<int> _counts = new();
    private FeelTraceEntry? _open;
    private FeelTraceEntry? _root;
    private int _count;

    // How many parts are open inside the innermost one that is written down.
    private int _skipped;

    public void Enter(TracedNode node)
    {
        if (_skipped > 0 || _counts.Count >= limits.DepthAtMost || _count >= limits.EntriesAtMost)
        {
            _skipped++;
            return;
        }
        _counts.Push(_count++);
        _open = new FeelTraceEntry(node, _open, limits.CharactersAtMost);
    }

    public void Leave(FeelValue value)
    {
        if (_skipped > 0)
        {
            if (--_skipped == 0)
                _open!.PartsLeftOut++;
            return;
        }
        _open!.Complete(value);
        Close(limits.RoundsAtMost);
    }

    public void Note(FeelDiagnostic diagnostic) => _open?.Note(diagnostic);

    public TraceMark Mark() => _open?.Mark() ?? default;

    /// <summary>What came since the mark was only an attempt.</summary>
    public void Restore(TraceMark mark) => _open?.Restore(mark);

    /// <summary>The tree; nothing when the evaluation ended before its first part.</summary>
    public FeelTrace? Finish(FeelDiagnostic? failure)
    {
        _skipped = 0;
        if (failure is not null)
            Note(failure);
        // What is still open is what failed, in whichever round.
        while (_open is not null)
            Close(roundsAtMost: int.MaxValue);
        return _root is null ? null : new FeelTrace(_root, _count, failure);
    }

    private void Close(int roundsAtMost)
    {
        var (entry, before) = (_open!, _counts.Pop());
        _open = entry.Parent;
        if (_open is null)
            _root = entry;
        else if (!_open.TryKeep(entry, roundsAtMost))
            _count = before;
    }
}
