using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>Publishes a message.</summary>
public sealed record MessagePublicationRequest
{
    /// <summary>Message name.</summary>
    public required string Name { get; init; }

    /// <summary>Empty matches message start events only.</summary>
    public string? CorrelationKey { get; init; }

    /// <summary>How long it is kept when nothing waits for it, in milliseconds.</summary>
    public long? TimeToLive { get; init; }

    /// <summary>Unique for name and correlation key while the message is kept.</summary>
    public string? MessageId { get; init; }

    /// <summary>Go to whoever receives it.</summary>
    public JsonObjectText? Variables { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Names the outside event that asks: a repetition gets the first answer. Ours.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>The outside event behind it. Ours.</summary>
    public InboundOriginBody? Origin { get; init; }
}

/// <summary>A message that was published.</summary>
public sealed record MessagePublicationResult
{
    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required MessageKey MessageKey { get; init; }

    /// <summary>This is the first answer to an event that came again. Ours, and left out when it is not so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Duplicate { get; init; }
}

/// <summary>Correlates a message at once.</summary>
public sealed record MessageCorrelationRequest
{
    /// <summary>Message name.</summary>
    public required string Name { get; init; }

    /// <summary>Empty matches message start events only.</summary>
    public string? CorrelationKey { get; init; }

    /// <summary>Go to whoever receives it.</summary>
    public JsonObjectText? Variables { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Names the outside event that asks: a repetition gets the first answer. Ours.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>The outside event behind it. Ours.</summary>
    public InboundOriginBody? Origin { get; init; }
}

/// <summary>A message that reached an instance.</summary>
public sealed record MessageCorrelationResult
{
    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required MessageKey MessageKey { get; init; }

    /// <summary>The instance it reached.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>This is the first answer to an event that came again. Ours, and left out when it is not so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Duplicate { get; init; }
}
