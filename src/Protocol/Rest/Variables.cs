namespace Fairlead.Protocol.Rest;

/// <summary>A variable.</summary>
public sealed record VariableItem
{
    /// <summary>Longest value that a search returns whole, in characters.</summary>
    public const int ValueAtMost = 8191;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required VariableKey VariableKey { get; init; }

    /// <summary>The element instance, or the process instance, whose variable it is.</summary>
    public required ElementInstanceKey ScopeKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The instance at the top of the calls.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>JSON text; a search cuts it after <see cref="ValueAtMost"/> characters unless told otherwise.</summary>
    public required string Value { get; init; }

    /// <summary>True when <see cref="Value"/> was cut.</summary>
    public bool IsTruncated { get; init; }
}

/// <summary>A variable with its whole value.</summary>
public sealed record VariableResult
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required VariableKey VariableKey { get; init; }

    /// <summary>The element instance, or the process instance, whose variable it is.</summary>
    public required ElementInstanceKey ScopeKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The instance at the top of the calls.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>JSON text.</summary>
    public required string Value { get; init; }
}

/// <summary>What variables must be like.</summary>
public sealed record VariableFilter
{
    /// <summary>See <see cref="VariableItem.Name"/>.</summary>
    public Filter<string>? Name { get; init; }

    /// <summary>Compared with the JSON text of the value: <c>"\"tea\""</c>, <c>"42"</c>.</summary>
    public Filter<string>? Value { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Whether the value is longer than <see cref="VariableItem.ValueAtMost"/> characters.</summary>
    public bool? IsTruncated { get; init; }

    /// <summary>See <see cref="VariableItem.VariableKey"/>.</summary>
    public Filter<VariableKey>? VariableKey { get; init; }

    /// <summary>See <see cref="VariableItem.ScopeKey"/>.</summary>
    public Filter<ElementInstanceKey>? ScopeKey { get; init; }

    /// <summary>See <see cref="VariableItem.ProcessInstanceKey"/>.</summary>
    public Filter<ProcessInstanceKey>? ProcessInstanceKey { get; init; }
}

/// <summary>Sets variables in a scope.</summary>
public sealed record SetVariablesRequest
{
    /// <summary>What to set.</summary>
    public required JsonObjectText Variables { get; init; }

    /// <summary>True writes into the scope itself; false merges from it upward.</summary>
    public bool? Local { get; init; }

    /// <summary>The caller's own reference.</summary>
    public long? OperationReference { get; init; }
}
