namespace Fairlead.Engine.Running;

/// <summary>A deleted definition drains: it starts nothing, and goes when the last of its instances has ended.</summary>
internal static class Deletion
{
    /// <summary>An instance of the definition has ended, or none ran.</summary>
    public static void Finish(Execution x, DefinitionKey key)
    {
        if (x.State.Definition(key) is { IsDraining: true } && x.State.InstancesOf(key) == 0) x.Emit(new Event.ProcessDeleted(key));
    }
}
