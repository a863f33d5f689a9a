namespace Fairlead.Feel.Runtime;

/// <summary>A part of an expression made ready to run. Immutable and shared by all evaluations, except for inline caches.</summary>
internal abstract class Node
{
    /// <summary>First character of the part in the text.</summary>
    public int Start { get; private set; }

    public int Length { get; private set; }

    public abstract FeelValue Evaluate(EvaluationState state);

    public Node At(int start, int length)
    {
        (Start, Length) = (start, length);
        return this;
    }
}
