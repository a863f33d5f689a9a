namespace Fairlead.Bpmn;

/// <summary><c>zeebe:executionListener</c>: a job that the element waits for at its start or end.</summary>
/// <param name="Retries">Defaults to the literal 3.</param>
/// <param name="Headers">In document order; they come before those of the element.</param>
public sealed record ExecutionListener(
    ListenerEvent Event, Text Type, Text Retries, IReadOnlyList<KeyValuePair<string, string>> Headers);

public enum ListenerEvent
{
    /// <summary>After the input mappings, before anything else.</summary>
    Start,

    /// <summary>After the output mappings, before the element is left.</summary>
    End,
}
