namespace Fairlead.Engine;

public abstract partial record Command
{
    /// <summary>Lets an instance go on in another version or process: all of it or nothing.</summary>
    public sealed record MigrateInstance(InstanceKey Key, DefinitionKey Target, IReadOnlyList<ElementMapping> Mappings) : Command;
}

/// <summary>What an element becomes. Ids of flows are allowed, too.</summary>
public sealed record ElementMapping(string SourceId, string TargetId);
