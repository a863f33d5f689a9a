namespace Fairlead.Protocol.Rest;

/// <summary>Which cluster answers, in a server of ours.</summary>
public sealed record ClusterIdentity
{
    /// <summary>See <see cref="ICluster.Id"/>.</summary>
    public required string ClusterId { get; init; }
}

/// <summary>The process versions whose inbound elements matter.</summary>
public sealed record InboundDefinitionsResult
{
    /// <summary>Changes with each deployment and each start of the server. Who waits names the one that he knows.</summary>
    public required string Revision { get; init; }

    /// <summary>Every latest version, and older ones that still have waiting subscriptions.</summary>
    public required IReadOnlyList<InboundDefinitionItem> Items { get; init; }
}

/// <summary>A process version whose inbound elements matter.</summary>
public sealed record InboundDefinitionItem
{
    /// <summary>Identifies it.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>Version of the process.</summary>
    public required int ProcessDefinitionVersion { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Its start events count only then.</summary>
    public required bool IsLatestVersion { get; init; }
}

/// <summary>What message subscriptions must be like.</summary>
public sealed record MessageSubscriptionFilter
{
    /// <summary>The process version that waits.</summary>
    public Filter<ProcessDefinitionKey>? ProcessDefinitionKey { get; init; }
}

/// <summary>How much of a process version waits for messages.</summary>
public sealed record MessageSubscriptionStatistics
{
    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>The process version.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>Instances that wait.</summary>
    public required long ProcessInstancesWithActiveSubscriptions { get; init; }

    /// <summary>Messages that they wait for.</summary>
    public required long ActiveSubscriptions { get; init; }
}
