using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>Ends a process instance: tells who waits for it, and lets the next message start its successor.</summary>
internal static class InstanceEnd
{
    public static void Complete(Execution x, ElementInstance root)
    {
        if (root.Root!.AwaitResult)
            x.Notify(new Notice.InstanceEnded(root.Instance, Scopes.WriteLocal(x, root, root.Root.FetchVariables)));
        x.Emit(new Event.ElementCompleted(root.Key, root.Instance));
        ReleaseStart(x, root);
    }

    public static void Terminate(Execution x, ElementInstance root)
    {
        if (root.Root!.AwaitResult) x.Notify(new Notice.InstanceEnded(root.Instance, null));
        x.Emit(new Event.ElementTerminated(root.Key, root.Instance));
        ReleaseStart(x, root);
    }

    private static void ReleaseStart(Execution x, ElementInstance root)
    {
        if (root.Root!.StartLock is { } correlationKey) Correlation.StartNext(x, root.Root.ProcessId, correlationKey);
    }
}
