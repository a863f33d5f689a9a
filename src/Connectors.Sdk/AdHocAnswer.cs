using System.Text.Json;

namespace Fairlead.Connectors.Sdk;

/// <summary>
/// What a connector gives back that decides how an ad-hoc sub-process goes on, in place of an ordinary output: its job becomes the
/// sub-process's. It is not mapped: <c>resultVariable</c> and <c>resultExpression</c> are not asked.
/// </summary>
public sealed record AdHocAnswer
{
    /// <summary>A JSON object that becomes variables of the sub-process; null for none.</summary>
    public JsonElement? Variables { get; init; }

    /// <summary>Elements to begin now, in this order.</summary>
    public IReadOnlyList<AdHocElement> ElementActivations { get; init; } = [];

    /// <summary>Whether the sub-process is done.</summary>
    public bool CompletionConditionFulfilled { get; init; }

    /// <summary>Whether what still runs in it ends when it is done.</summary>
    public bool CancelRemainingInstances { get; init; }
}

/// <summary>An element of an ad-hoc sub-process to begin.</summary>
/// <param name="ElementId">BPMN id.</param>
/// <param name="Variables">A JSON object, local to what begins; null for none.</param>
public sealed record AdHocElement(string ElementId, JsonElement? Variables = null);
