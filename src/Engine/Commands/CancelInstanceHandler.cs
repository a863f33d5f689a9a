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

        Termination.Terminate(x, root, x.NodeOf(root));
        return new Reply.Done();
    }
}
