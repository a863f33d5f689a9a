using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Mapping;

/// <summary>One name over those that are there already, which it hides. Nothing is copied, and the value is made when it is asked for.</summary>
internal sealed class LaidOver(string name, Func<FeelValue> value, IFeelVariables below) : IFeelVariables
{
    public bool TryGet(string wanted, out FeelValue found)
    {
        if (wanted != name)
            return below.TryGet(wanted, out found);
        found = value();
        return true;
    }
}
