using Fairlead.Feel;

namespace Fairlead.Dmn.Evaluation;

/// <summary>Variables inside others; the inner ones hide the outer ones. Immutable.</summary>
internal sealed class Scope : IFeelVariables
{
    private readonly Scope? _outer;
    private readonly IFeelVariables? _variables;
    private readonly string? _name;
    private readonly FeelValue _value;

    public Scope(IFeelVariables variables, Scope? outer = null)
    {
        _variables = variables;
        _outer = outer;
    }

    private Scope(string name, FeelValue value, Scope outer)
    {
        _name = name;
        _value = value;
        _outer = outer;
    }

    public Scope With(string name, FeelValue value) => new(name, value, this);

    public Scope With(IFeelVariables variables) => new(variables, this);

    public bool TryGet(string name, out FeelValue value)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._variables is not null)
            {
                if (scope._variables.TryGet(name, out value))
                    return true;
            }
            else if (string.Equals(scope._name, name, StringComparison.Ordinal))
            {
                value = scope._value;
                return true;
            }
        }
        value = FeelValue.Null;
        return false;
    }
}
