namespace Fairlead.Engine;

public abstract partial record Event
{
    /// <summary>
    /// An instance in a multi-instance body, or something in an ad-hoc sub-process, gave its result: one item of the list that the body
    /// or the sub-process keeps changed.
    /// </summary>
    /// <param name="Key">Of the variable that holds the list.</param>
    /// <param name="Name">Of that variable, which lies in the body.</param>
    /// <param name="Index">Zero-based place in the list; one that is too short is filled up with null.</param>
    public sealed record LoopResultSet(
        VariableKey Key, InstanceKey Instance, ElementKey Body, string Name, int Index, ReadOnlyMemory<byte> Value) : Event;
}
