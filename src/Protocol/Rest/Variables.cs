<<<<<<< HEAD
using System.Text.Json;

namespace Fairlead.Protocol.Rest;

/// <summary>A variable as a search finds it.</summary>
/// <param name="Value">JSON text; cut when <paramref name="IsTruncated"/>.</param>
/// <param name="ScopeKey">Key of the element instance or process instance.</param>
public sealed record VariableItem(
    string Name,
    string TenantId,
    VariableKey VariableKey,
    ElementInstanceKey ScopeKey,
    ProcessInstanceKey ProcessInstanceKey,
    ProcessInstanceKey? RootProcessInstanceKey,
    string Value,
    bool IsTruncated);

/// <summary>A variable with its whole value.</summary>
public sealed record VariableResult(
    string Name,
    string TenantId,
    VariableKey VariableKey,
    ElementInstanceKey ScopeKey,
    ProcessInstanceKey ProcessInstanceKey,
    ProcessInstanceKey? RootProcessInstanceKey,
    string Value);

/// <summary>By what variables can be filtered.</summary>
public sealed record VariableFilter
{
    /// <summary>Name of the variable.</summary>
    public Filter<string>? Name { get; init; }

    /// <summary>JSON text.</summary>
=======
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
>>>>>>> server
    public Filter<string>? Value { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

<<<<<<< HEAD
    /// <summary>Whether the answer shows only the beginning.</summary>
    public bool? IsTruncated { get; init; }

    /// <summary>Its key.</summary>
    public Filter<VariableKey>? VariableKey { get; init; }

    /// <summary>Where it lies.</summary>
    public Filter<ElementInstanceKey>? ScopeKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public Filter<ProcessInstanceKey>? ProcessInstanceKey { get; init; }
}

/// <summary>Sets variables of a scope.</summary>
public sealed record SetVariablesRequest
{
    /// <summary>A JSON object.</summary>
    public required JsonElement Variables { get; init; }

    /// <summary>True writes into the scope itself; false merges from it upward.</summary>
    public bool Local { get; init; }

    /// <summary>Not used.</summary>
=======
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
>>>>>>> server
    public long? OperationReference { get; init; }
}
