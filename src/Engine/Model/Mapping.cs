namespace Fairlead.Engine.Model;

/// <summary>An input or output mapping.</summary>
/// <param name="Target">The variable, and the path in it when there is more than one name.</param>
internal sealed record Mapping(ModelText Source, string[] Target)
{
    public string TargetText => string.Join('.', Target);
}
