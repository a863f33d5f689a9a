namespace Fairlead.Protocol.Rest;

/// <summary>Changes by hand what is active in an instance: activations first, then terminations; all of it or nothing.</summary>
public sealed record ModifyProcessInstanceRequest
{
    /// <summary>The caller's own reference.</summary>
    public long? OperationReference { get; init; }

    /// <summary>Elements to activate.</summary>
    public IReadOnlyList<ActivateElementInstruction>? ActivateInstructions { get; init; }

    /// <summary>Element instances to end, and where to go on instead.</summary>
    public IReadOnlyList<MoveElementInstruction>? MoveInstructions { get; init; }

    /// <summary>Element instances to end. A scope that nothing is left in ends, too, up to the instance.</summary>
    public IReadOnlyList<TerminateElementInstruction>? TerminateInstructions { get; init; }
}

/// <summary>An element to activate as if a flow had led to it.</summary>
public sealed record ActivateElementInstruction
{
    /// <summary>BPMN id.</summary>
    public required string ElementId { get; init; }

    /// <summary>Variables to set before.</summary>
    public IReadOnlyList<ScopeVariablesInstruction>? VariableInstructions { get; init; }

    /// <summary>The scope around it to use when there are several; what lies between is made anew.</summary>
    public ElementInstanceKey? AncestorElementInstanceKey { get; init; }
}

/// <summary>Variables to set before an element is activated.</summary>
public sealed record ScopeVariablesInstruction
{
    /// <summary>The variables.</summary>
    public required JsonObjectText Variables { get; init; }

    /// <summary>BPMN id of the element, or of a scope around it, whose variables they become; empty for the process instance.</summary>
    public string? ScopeId { get; init; }
}

/// <summary>Activates an element once for each instance of the source, and ends those.</summary>
public sealed record MoveElementInstruction
{
    /// <summary>What to end.</summary>
    public required MoveSourceInstruction SourceElementInstruction { get; init; }

    /// <summary>BPMN id of the element to activate.</summary>
    public required string TargetElementId { get; init; }

    /// <summary>Which scope the target gets; null for the only one there is.</summary>
    public AncestorScopeInstruction? AncestorScopeInstruction { get; init; }

    /// <summary>Variables to set before.</summary>
    public IReadOnlyList<ScopeVariablesInstruction>? VariableInstructions { get; init; }
}

/// <summary>All active instances of an element, or one by its key.</summary>
public sealed record MoveSourceInstruction
{
    /// <summary><c>byId</c> or <c>byKey</c>; may be left out when the other fields tell.</summary>
    public string? SourceType { get; init; }

    /// <summary>BPMN id.</summary>
    public string? SourceElementId { get; init; }

    /// <summary>Key of one element instance.</summary>
    public ElementInstanceKey? SourceElementInstanceKey { get; init; }
}

/// <summary>Which scope the target of a move gets.</summary>
public sealed record AncestorScopeInstruction
{
    /// <summary>
    /// <c>direct</c>: the one given; <c>inferred</c>: the nearest one around the source that the target can lie in; <c>sourceParent</c>:
    /// the one that the source lies in.
    /// </summary>
    public required string AncestorScopeType { get; init; }

    /// <summary>With <c>direct</c>.</summary>
    public ElementInstanceKey? AncestorElementInstanceKey { get; init; }
}

/// <summary>One element instance by its key, or all active ones of an element. One of both.</summary>
public sealed record TerminateElementInstruction
{
    /// <summary>Key of one element instance.</summary>
    public ElementInstanceKey? ElementInstanceKey { get; init; }

    /// <summary>BPMN id.</summary>
    public string? ElementId { get; init; }
}

/// <summary>Lets an instance go on in another version or process: all of it or nothing.</summary>
public sealed record MigrateProcessInstanceRequest
{
    /// <summary>The version to go on in.</summary>
    public required ProcessDefinitionKey TargetProcessDefinitionKey { get; init; }

    /// <summary>What each active element becomes.</summary>
    public required IReadOnlyList<MigrationMappingInstruction> MappingInstructions { get; init; }

    /// <summary>The caller's own reference.</summary>
    public long? OperationReference { get; init; }
}

/// <summary>What an element becomes. Ids of sequence flows are allowed, too, for tokens that wait at a joining gateway.</summary>
public sealed record MigrationMappingInstruction
{
    /// <summary>BPMN id in the version that runs.</summary>
    public required string SourceElementId { get; init; }

    /// <summary>BPMN id in the version to go on in.</summary>
    public required string TargetElementId { get; init; }
}
