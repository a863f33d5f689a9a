using Fairlead.Feel;

namespace Fairlead.Engine.Values;

/// <summary>The variables that an element sees: its own, then those of the scopes around it. Mappings can lay values over them.</summary>
internal sealed class VisibleVariables(State state, ElementKey element) : IFeelVariables
{
    private List<NamedValue>? _assigned;

    /// <summary>What mappings assigned, in order.</summary>
    public IReadOnlyList<NamedValue> Assigned => _assigned ?? (IReadOnlyList<NamedValue>)[];

    public bool TryGet(string name, out FeelValue value)
    {
        if (TryGetJson(name, out var json))
        {
            value = FeelValue.FromJson(json);
            return true;
        }

        value = FeelValue.Null;
        return false;
    }

    public bool TryGetJson(string name, out ReadOnlyMemory<byte> json)
    {
        if (TryGetAssigned(name, out json)) return true;
        for (var scope = state.Element(element); scope is not null; scope = scope.Scope is { } outer ? state.Element(outer) : null)
        {
            if (state.Variable(scope.Key, name) is not { } variable) continue;
            json = variable.Value;
            return true;
        }

        return false;
    }

    public bool TryGetAssigned(string name, out ReadOnlyMemory<byte> json)
    {
        var index = IndexOfAssigned(name);
        json = index < 0 ? default : _assigned![index].Json;
        return index >= 0;
    }

    public void Assign(string name, ReadOnlyMemory<byte> json)
    {
        _assigned ??= [];
        var index = IndexOfAssigned(name);
        if (index < 0) _assigned.Add(new(name, json));
        else _assigned[index] = new(name, json);
    }

    private int IndexOfAssigned(string name)
    {
        if (_assigned is null) return -1;
        for (var i = 0; i < _assigned.Count; i++)
            if (_assigned[i].Name == name)
                return i;
        return -1;
    }
}
