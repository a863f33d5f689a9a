using Fairlead.Engine.Model;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Modifying;

/// <summary>A scope that an element is going to be activated in: it is there already, or will be made without its start event.</summary>
internal sealed class PlannedScope(ScopeNode node, PlannedScope? around)
{
    public ScopeNode Node => node;

    public PlannedScope? Around => around;

    /// <summary>Null until it is made.</summary>
    public ElementKey? Key { get; set; }
}

/// <summary>An element to activate.</summary>
/// <param name="Variables">Of the element itself, local to it.</param>
internal sealed record PlannedActivation(Node Node, PlannedScope Scope, List<NamedValue> Variables)
{
    /// <summary>To be set in the scopes around it.</summary>
    public List<(PlannedScope Scope, NamedValue[] Variables)> ScopeVariables { get; } = [];
}
