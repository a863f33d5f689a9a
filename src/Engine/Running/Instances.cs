using Fairlead.Engine.Model;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>Starts process instances.</summary>
internal static class Instances
{
    /// <summary>The variables of the event lie in the start event first; its output mappings decide what the process gets.</summary>
    public static InstanceKey Start(Execution x, Definition definition, StartNode start, ReadOnlyMemory<byte> variables)
    {
        var instance = Create(x, definition, awaitResult: false, []);
        Begin(x, instance, start, CatchEvents.Read(variables));
        return instance;
    }

    /// <summary>The variables of the message lie in the start event first; its output mappings decide what the process gets.</summary>
    public static InstanceKey Start(Execution x, StartSubscription subscription, Message message)
    {
        var definition = x.State.Definition(subscription.Definition)!;
        var instance = Create(x, definition, awaitResult: false, []);
        x.Emit(new Event.MessageStartCorrelated(
            message.Key, instance, definition.Key, definition.ProcessId, subscription.ElementId, message.CorrelationKey));
        Traces.Begin(x, instance, message.Trace);
        var start = (StartNode)x.Process(definition.Key).Find(subscription.ElementId);
        Begin(x, instance, start, CatchEvents.Read(message.Variables));
        return instance;
    }

    /// <param name="caller">The call activity.</param>
    public static void Call(
        Execution x,
        Definition definition,
        StartNode start,
        ElementInstance caller,
        int depth,
        IReadOnlyList<NamedValue> variables,
        string? businessId)
    {
        var instance = new InstanceKey(x.NewKey());
        x.Emit(new Event.InstanceCalled(
            instance, definition.Key, definition.ProcessId, definition.Version, caller.Key, caller.Instance, depth, businessId));
        if (variables.Count > 0) Scopes.SetLocal(x, x.State.Element(instance.Root)!, variables);
        Begin(x, instance, start, []);
    }

    public static InstanceKey Create(
        Execution x,
        Definition definition,
        bool awaitResult,
        IReadOnlyList<string> fetchVariables,
        IReadOnlyList<string>? tags = null,
        string? businessId = null)
    {
        var instance = new InstanceKey(x.NewKey());
        x.Emit(new Event.InstanceCreated(
            instance, definition.Key, definition.ProcessId, definition.Version, awaitResult, fetchVariables, tags, businessId));
        return instance;
    }

    /// <summary>The start listeners of the process are done.</summary>
    public static Problem? Activate(Execution x, ElementInstance root)
    {
        var held = root.Listening!.Start!;
        x.Emit(new Event.ElementActivated(root.Key, root.Instance));
        var start = (StartNode)x.Process(root.Definition).Find(held.StartId);
        Tokens.Enter(x, root.Instance, root.Key, start, [], CatchEvents.Read(held.Variables));
        return null;
    }

    /// <param name="variables">Of the start event itself.</param>
    public static void Begin(Execution x, InstanceKey instance, StartNode start, IReadOnlyList<NamedValue> variables)
    {
        if (start.Scope is { StartListeners.Length: > 0 } process)
        {
            var held = variables.Count > 0 ? JsonValues.WriteObject(variables) : default;
            x.Emit(new Event.StartHeld(instance.Root, instance, start.Id, held));
            x.Later(WorkKind.Activate, instance.Root, process);
            return;
        }

        x.Emit(new Event.ElementActivated(instance.Root, instance));
        Tokens.Enter(x, instance, instance.Root, start, [], variables);
    }
}
