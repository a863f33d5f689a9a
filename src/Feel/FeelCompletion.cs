namespace Fairlead.Feel;

/// <summary>Something that can be written at a place in an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Label">What a list shows.</param>
/// <param name="Insert">What is written instead of the characters from <paramref name="Start"/> on.</param>
/// <param name="Start">First character that is replaced: zero-based, in UTF-16 units.</param>
/// <param name="Length">How many UTF-16 units are replaced: what is already there of the word.</param>
public sealed record FeelCompletion(FeelCompletionKind Kind, string Label, string Insert, int Start, int Length)
{
    /// <summary>The parameters of a function, or the value of a variable or entry, cut when it is long; otherwise empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What it is good for, in one sentence; empty when the label says it.</summary>
    public string Help { get; init; } = "";
}

/// <summary>What a completion is.</summary>
public enum FeelCompletionKind
{
    /// <summary>A variable from outside.</summary>
    Variable,

    /// <summary>A name that the expression itself defines: an entry of a context around, an iterator, a parameter of a function.</summary>
    Local,

    /// <summary>An entry of a context, or a property of a value.</summary>
    Entry,

    /// <summary>A function that can be called.</summary>
    Function,

    /// <summary>The name of a parameter in a call.</summary>
    Parameter,

    /// <summary>A word of the language.</summary>
    Keyword,

    /// <summary>A type after <c>instance of</c>.</summary>
    Type,
}
