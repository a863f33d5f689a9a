namespace Fairlead.Protocol.Rest;

/// <summary>Who sees a cluster variable.</summary>
public enum ClusterVariableScope
{
    /// <summary>Every process.</summary>
    Global,

    /// <summary>The processes of one tenant, for which it stands in the place of a global one of its name.</summary>
    Tenant,
}

/// <summary>Creates a cluster variable.</summary>
public sealed record CreateClusterVariableRequest
{
    /// <summary>Unique in its scope, of at most 256 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Any JSON value but null, of at most 64 KiB.</summary>
    public required JsonValueText Value { get; init; }
}

/// <summary>Changes the value of a cluster variable.</summary>
public sealed record UpdateClusterVariableRequest
{
    /// <summary>As of <see cref="CreateClusterVariableRequest.Value"/>.</summary>
    public required JsonValueText Value { get; init; }
}

/// <summary>A cluster variable with its whole value.</summary>
public sealed record ClusterVariableResult
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Who sees it.</summary>
    public required ClusterVariableScope Scope { get; init; }

    /// <summary>Tenant; null for a global one.</summary>
    public string? TenantId { get; init; }

    /// <summary>JSON text.</summary>
    public required string Value { get; init; }
}

/// <summary>A cluster variable that a search found.</summary>
public sealed record ClusterVariableItem
{
    /// <summary>Longest value that a search returns whole, in characters.</summary>
    public const int ValueAtMost = VariableItem.ValueAtMost;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Who sees it.</summary>
    public required ClusterVariableScope Scope { get; init; }

    /// <summary>Tenant; null for a global one.</summary>
    public string? TenantId { get; init; }

    /// <summary>JSON text; a search cuts it after <see cref="ValueAtMost"/> characters unless told otherwise.</summary>
    public required string Value { get; init; }

    /// <summary>True when <see cref="Value"/> was cut.</summary>
    public bool IsTruncated { get; init; }
}

/// <summary>What cluster variables must be like.</summary>
public sealed record ClusterVariableFilter
{
    /// <summary>See <see cref="ClusterVariableItem.Name"/>.</summary>
    public Filter<string>? Name { get; init; }

    /// <summary>Compared with the JSON text of the value: <c>"\"tea\""</c>, <c>"42"</c>.</summary>
    public Filter<string>? Value { get; init; }

    /// <summary>See <see cref="ClusterVariableItem.Scope"/>.</summary>
    public Filter<ClusterVariableScope>? Scope { get; init; }

    /// <summary>See <see cref="ClusterVariableItem.TenantId"/>.</summary>
    public Filter<string>? TenantId { get; init; }

    /// <summary>Whether the value is longer than <see cref="ClusterVariableItem.ValueAtMost"/> characters.</summary>
    public bool? IsTruncated { get; init; }
}
