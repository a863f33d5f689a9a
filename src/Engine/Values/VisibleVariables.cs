using Fairlead.Feel;

namespace Fairlead.Engine.Values;

/// <summary>
/// The variables that an element sees: its own, then those of the scopes around it. Mappings lay values over them, and those that build
/// an object lay the entries of it over these, as a FEEL context does while it is made. The cluster variables are among
/// them as <c>camunda.vars</c>, and no variable of the process hides them.
/// </summary>
/// <param name="element">The default key, which no element has, for no variables but those that are assigned.</param>
/// <param name="tenant">Whose cluster variables are seen where there is no element; null for the default tenant.</param>
internal sealed class VisibleVariables(State state, ElementKey element, string? tenant = null) : IFeelVariables
{
    private Stack<List<NamedValue>>? _objects;
    private List<NamedValue>? _assigned;

    /// <summary>What mappings assigned, in order.</summary>
    public IReadOnlyList<NamedValue> Assigned => _assigned ?? (IReadOnlyList<NamedValue>)[];

    public bool TryGet(string name, out FeelValue value)
    {
        var isFound = TryGetJson(name, out var json);
        value = isFound ? FeelValue.FromJson(json) : FeelValue.Null;
        if (name is not ClusterContexts.Name) return isFound;
        value = state.ClusterContext(state.Element(element) is { } around ? state.TenantOf(around.Definition) : tenant, value);
        return true;
    }

    /// <summary>Without cluster variables.</summary>
    public bool TryGetJson(string name, out ReadOnlyMemory<byte> json)
    {
        if (_objects is not null)
            foreach (var entries in _objects)
                if (TryFind(entries, name, out json)) return true;
        if (_assigned is not null && TryFind(_assigned, name, out json)) return true;
        for (var scope = state.Element(element); scope is not null; scope = scope.Scope is { } outer ? state.Element(outer) : null)
        {
            if (state.Variable(scope.Key, name) is not { } variable) continue;
            json = variable.Value;
            return true;
        }

        json = default;
        return false;
    }

    public void Assign(string name, ReadOnlyMemory<byte> json)
    {
        var entries = _objects is { Count: > 0 } ? _objects.Peek() : _assigned ??= [];
        entries.Add(new(name, json));
    }

    /// <summary>What is assigned from now on are entries of an object.</summary>
    public void BeginObject() => (_objects ??= new()).Push([]);

    public IReadOnlyList<NamedValue> EndObject() => _objects!.Pop();

    private static bool TryFind(List<NamedValue> entries, string name, out ReadOnlyMemory<byte> json)
    {
        foreach (var entry in entries)
        {
            if (entry.Name != name) continue;
            json = entry.Json;
            return true;
        }

        json = default;
        return false;
    }
}
