using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>Who wants secrets: an element of a process, through a job or through an inbound connector.</summary>
internal sealed record SecretUser
{
    public required string TenantId { get; init; }

    public required string ProcessId { get; init; }

    public required string ElementId { get; init; }

    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>Null for an inbound connector.</summary>
    public ActivatedJob? Job { get; init; }

    /// <summary>Id of the inbound connector; null for a job.</summary>
    public string? ExecutableId { get; init; }

    public static SecretUser Of(ActivatedJob job) => new()
    {
        TenantId = job.TenantId,
        ProcessId = job.ProcessId,
        ElementId = job.ElementId,
        ProcessDefinitionKey = job.ProcessDefinitionKey,
        Job = job,
    };

    public static SecretUser Of(InboundGroup group) => new()
    {
        TenantId = group.TenantId,
        ProcessId = group.ProcessId,
        ElementId = group.Elements[0].ElementId,
        ProcessDefinitionKey = group.Elements[0].Definition.Key,
        ExecutableId = group.Id,
    };

    public override string ToString() => ProcessId.Length is 0 ? "What is called outside of any process" : $"Element {ElementId} of process {ProcessId}";
}
