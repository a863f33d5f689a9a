using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

internal static class BroadcastSignalHandler
{
    public static Reply Handle(Execution x, Command.BroadcastSignal command)
    {
        if (string.IsNullOrWhiteSpace(command.Name)) return Refusal.InvalidArgument("Expected to broadcast a signal, but its name is blank.");
        if (!JsonValues.TryReadObject(command.Variables, out _, out var problem))
            return Refusal.Variables($"broadcast signal '{command.Name}'", problem);
        // A copy: the caller may use his buffer again.
        return new Reply.Broadcasted(Signals.Broadcast(x, command.Tenant, command.Name, command.Variables.ToArray()));
    }
}
