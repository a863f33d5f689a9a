using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

internal static class CancelInstanceHandler
{
    public static Reply Handle(Execution x, Command.CancelInstance command)
    {
        if (x.State.Element(command.Key.Root) is not { Root: not null } root)
        {
            return Refusal.NotFound(
                $"Expected to cancel process instance {command.Key.Value}, but there is no such active instance.");
        }

        if (root.Root.Caller is { } caller)
        {
            return Refusal.InvalidState(
                $"Expected to cancel process instance {command.Key.Value}, but it was called by instance {caller.Instance.Value}: cancel "
                + $"the instance at the top, {Top(x, root).Value}.");
        }

        Termination.Terminate(x, root, x.NodeOf(root));
        return new Reply.Done();
    }

    private static InstanceKey Top(Execution x, ElementInstance root)
    {
        while (root.Root!.Caller is { } caller) root = x.State.Element(caller.Instance.Root)!;
        return root.Instance;
    }
}
