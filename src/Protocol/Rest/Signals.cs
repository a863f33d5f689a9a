namespace Fairlead.Protocol.Rest;

/// <summary>Broadcasts a signal to everything that waits for it now.</summary>
public sealed record SignalBroadcastRequest
{
    /// <summary>Signal name.</summary>
    public required string SignalName { get; init; }

    /// <summary>Go to whoever receives it.</summary>
    public JsonObjectText? Variables { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }
}

/// <summary>A signal that was broadcast.</summary>
public sealed record SignalBroadcastResult
{
    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies the broadcast.</summary>
    public required SignalKey SignalKey { get; init; }
}
