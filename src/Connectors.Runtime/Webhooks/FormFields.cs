using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Fields in the order in which they were first named. A name that occurs more than once is a list.</summary>
internal sealed class FormFields
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, List<FeelValue>> _values = new(StringComparer.Ordinal);

    public void Add(string name, FeelValue value)
    {
        if (!_values.TryGetValue(name, out var values))
        {
            _values[name] = values = new List<FeelValue>(1);
            _names.Add(name);
        }

        values.Add(value);
    }

    public FeelValue ToFeel()
    {
        var entries = new (string, FeelValue)[_names.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = (_names[i], _values[_names[i]] is [var one] ? one : FeelValue.FromList(_values[_names[i]]));
        return FeelValue.From(FeelContext.Of(entries));
    }
}
