namespace Fairlead.Engine;

public abstract partial record Command
{
    /// <summary>Changes what is active in an instance: activations first, then terminations; all of it or nothing.</summary>
    public sealed record ModifyInstance(
        InstanceKey Key,
        IReadOnlyList<ActivateInstruction> Activate,
        IReadOnlyList<MoveInstruction> Move,
        IReadOnlyList<ElementChoice> Terminate) : Command;
}

/// <summary>Variables to set before an element is activated.</summary>
/// <param name="ScopeId">BPMN id of the element or of a scope around it, whose variables they become; empty for the process instance.</param>
/// <param name="Variables">UTF-8 JSON object.</param>
public sealed record ScopedVariables(string ScopeId, ReadOnlyMemory<byte> Variables);

/// <param name="Ancestor">The scope around the element to use when there are several; the scopes between are made anew. Null when there is one.</param>
public sealed record ActivateInstruction(string ElementId, ElementKey? Ancestor, IReadOnlyList<ScopedVariables> Variables);

/// <summary>Activates an element once for each source and ends the sources.</summary>
/// <param name="AncestorKey">With <see cref="AncestorKind.Direct"/>.</param>
public sealed record MoveInstruction(
    ElementChoice Source, string TargetId, AncestorKind Ancestor, ElementKey? AncestorKey, IReadOnlyList<ScopedVariables> Variables);

/// <summary>An element instance by its key, or all active ones of an element.</summary>
public sealed record ElementChoice(string? ElementId, ElementKey? Key);

/// <summary>Which scope a moved element gets.</summary>
public enum AncestorKind
{
    /// <summary>The only one there is; with several the one that the source lies in.</summary>
    Usual,

    /// <summary>The one given.</summary>
    Direct,

    /// <summary>The nearest around the source that the target can lie in.</summary>
    Inferred,

    /// <summary>The one that the source lies in directly.</summary>
    SourceParent,
}
