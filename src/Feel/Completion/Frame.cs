namespace Fairlead.Feel.Completion;

/// <summary>A bracket or a clause that is open where a completion is asked for.</summary>
internal sealed class Frame(FrameKind kind, int start)
{
    public FrameKind Kind { get; } = kind;

    /// <summary>Behind the bracket or the word that opened it.</summary>
    public int Start { get; } = start;

    /// <summary>Names that it has defined so far, with the text that gives each its value.</summary>
    public List<FrameName> Names { get; } = [];

    /// <summary>A clause that waits for its next word: <c>then</c>, <c>else</c>, <c>return</c> or <c>satisfies</c>; or null.</summary>
    public string? Expected { get; set; }

    /// <summary>The function that is called when this is a call's parenthesis; what is filtered when it is a filter.</summary>
    public (int Start, int End)? Subject { get; set; }

    /// <summary>Inside a context: the key whose value is being written; inside a clause: the iterator.</summary>
    public string? Pending { get; set; }

    /// <summary>Where the value for <see cref="Pending"/> begins.</summary>
    public int PendingStart { get; set; }

    public bool IsBracket => Kind is not (FrameKind.If or FrameKind.Loop);

    /// <summary>Ends the value that is being written.</summary>
    public void Define(int end)
    {
        if (Pending is { } name)
            Names.Add(new FrameName(name, PendingStart, end, IsItem: Kind == FrameKind.Loop));
        Pending = null;
    }
}

/// <summary>A name with the text of its value; of an iterator, of what it runs over.</summary>
internal readonly record struct FrameName(string Name, int ValueStart, int ValueEnd, bool IsItem)
{
    public bool HasValue => ValueEnd > ValueStart;
}

internal enum FrameKind
{
    Group,
    Call,
    Parameters,
    List,
    Filter,
    Context,
    If,
    Loop,
}
