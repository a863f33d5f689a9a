namespace Fairlead.Engine.Explaining;

/// <summary>An active element instance, and what its input mappings read.</summary>
/// <param name="Resource">The BPMN file of its process.</param>
/// <param name="Variables">
/// UTF-8 JSON object. Its own variables are among them, but not those that its input mappings set: where an outer scope has one of that
/// name, that is what they read.
/// </param>
public sealed record ElementSight(
    ElementKey Element,
    InstanceKey Instance,
    DefinitionKey Definition,
    string ProcessId,
    int ProcessVersion,
    string ElementId,
    string ResourceName,
    ReadOnlyMemory<byte> Resource,
    ReadOnlyMemory<byte> Variables)
{
    /// <summary>Whose it is; null for the default tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>What expressions see as <c>camunda.vars</c>.</summary>
    public IReadOnlyList<ClusterVariable> ClusterVariables { get; init; } = [];
}
