using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Elements;

/// <summary>Goes on at the catch event that happened first; the others are no longer waited for.</summary>
internal static class EventGateway
{
    /// <param name="variables">UTF-8 JSON object, or empty: they lie in the event, whose output mappings decide about them.</param>
    public static void Choose(Execution x, ElementInstance gateway, CatchNode chosen, ReadOnlyMemory<byte> variables)
    {
        var flow = chosen.Incoming[0];
        var scope = gateway.Scope!.Value;
        x.Emit(new Event.ElementCompleting(gateway.Key, gateway.Instance));
        CatchEvents.Close(x, gateway);
        x.Emit(new Event.ElementCompleted(gateway.Key, gateway.Instance));
        x.Emit(new Event.SequenceFlowTaken(gateway.Instance, scope, flow.Id));
        Tokens.Enter(x, gateway.Instance, scope, chosen, flow.IdAlone, CatchEvents.Read(variables));
    }
}
