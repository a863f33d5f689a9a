using Fairlead.Engine.Elements;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>Ends a process instance: tells who waits for it, and lets the next message start its successor.</summary>
internal static class InstanceEnd
{
    public static void Complete(Execution x, ElementInstance root)
    {
        if (root.Root!.AwaitResult)
            x.Notify(new Notice.InstanceEnded(root.Instance, Scopes.WriteLocal(x, root, root.Root.FetchVariables)));
        Compensations.Forget(x, root);
        var variables = root.Root.Caller is null ? [] : Scopes.Local(x, root);
        x.Emit(new Event.ElementCompleted(root.Key, root.Instance));
        if (root.Root.Caller is { } caller) CallActivity.Return(x, x.State.Element(caller.Element)!, variables);
        ReleaseStart(x, root);
        Deletion.Finish(x, root.Definition);
    }

    public static void Terminate(Execution x, ElementInstance root)
    {
        if (root.Root!.AwaitResult) x.Notify(new Notice.InstanceEnded(root.Instance, null));
        Compensations.Forget(x, root);
        x.Emit(new Event.ElementTerminated(root.Key, root.Instance));
        // Only its caller ends a called instance before its time.
        if (root.Root.Caller is { } caller) x.Later(WorkKind.Terminate, caller.Element, x.NodeOf(x.State.Element(caller.Element)!));
        ReleaseStart(x, root);
        Deletion.Finish(x, root.Definition);
    }

    private static void ReleaseStart(Execution x, ElementInstance root)
    {
        if (root.Root!.StartLock is { } correlationKey)
            Correlation.StartNext(x, x.State.TenantOf(root.Definition), root.Root.ProcessId, correlationKey);
    }
}
