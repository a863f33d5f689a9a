namespace Fairlead.Feel;

/// <summary>Where an expression finds the values of its variables. Asked at most once a name and evaluation.</summary>
public interface IFeelVariables
{
    /// <summary>False when there is no variable of that name, which is not the same as one that is null.</summary>
    bool TryGet(string name, out FeelValue value);
}
