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
    public Filter<string>? Value { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

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
    public long? OperationReference { get; init; }
}
