using System.Text.Json;

namespace Fairlead.Protocol.Rest;

/// <summary>Publishes a message.</summary>
public sealed record MessagePublicationRequest
{
    /// <summary>Message name.</summary>
    public required string Name { get; init; }

    /// <summary>Correlation key; empty reaches message start events only.</summary>
    public string CorrelationKey { get; init; } = "";

    /// <summary>Milliseconds for which it is buffered.</summary>
    public long TimeToLive { get; init; }

    /// <summary>Unique per name and correlation key while buffered.</summary>
    public string? MessageId { get; init; }

    /// <summary>A JSON object.</summary>
    public JsonElement? Variables { get; init; }

    /// <summary>Only <c>&lt;default&gt;</c>.</summary>
    public string? TenantId { get; init; }
}

/// <summary>A message that was published.</summary>
public sealed record MessagePublicationResult(string TenantId, MessageKey MessageKey);

/// <summary>Correlates a message at once.</summary>
public sealed record MessageCorrelationRequest
{
    /// <summary>Message name.</summary>
    public required string Name { get; init; }

    /// <summary>Correlation key.</summary>
    public string CorrelationKey { get; init; } = "";

    /// <summary>A JSON object.</summary>
    public JsonElement? Variables { get; init; }

    /// <summary>Only <c>&lt;default&gt;</c>.</summary>
    public string? TenantId { get; init; }
}

/// <summary>A message that reached an instance.</summary>
public sealed record MessageCorrelationResult(string TenantId, MessageKey MessageKey, ProcessInstanceKey ProcessInstanceKey);
