namespace Fairlead.Engine;

public abstract partial record Event
{
    /// <summary>A user task is to be; its creating listeners come first.</summary>
    /// <param name="Attributes">What it will be created with; the assignee is assigned afterwards.</param>
    /// <param name="ExternalForm">The name of a form that somebody else keeps.</param>
    /// <param name="Headers">Names and values in turn, of the model.</param>
    /// <param name="Form">The form that is deployed for it; null for none.</param>
    public sealed record UserTaskCreating(
        UserTaskKey Key,
        ElementKey Element,
        InstanceKey Instance,
        DefinitionKey Definition,
        string ProcessId,
        int ProcessVersion,
        string ElementId,
        UserTaskAttributes Attributes,
        string? ExternalForm,
        IReadOnlyList<string> Headers,
        ResourceKey? Form = null) : Event;

    /// <summary>People can see it.</summary>
    public sealed record UserTaskCreated(UserTaskKey Key, InstanceKey Instance, UserTaskAttributes Attributes) : Event;

    /// <summary>Somebody asks for a change; the listeners for it come first.</summary>
    /// <param name="Phase">Assigning, updating or completing.</param>
    /// <param name="Changed">Names of the attributes that will be different.</param>
    /// <param name="Variables">UTF-8 JSON object, or empty.</param>
    public sealed record UserTaskChanging(
        UserTaskKey Key,
        InstanceKey Instance,
        UserTaskPhase Phase,
        string Action,
        UserTaskAttributes Wanted,
        IReadOnlyList<string> Changed,
        ReadOnlyMemory<byte> Variables) : Event;

    /// <summary>A listener wants the change to be another one.</summary>
    /// <param name="Changed">Names of the attributes that will be different.</param>
    public sealed record UserTaskCorrected(
        UserTaskKey Key, InstanceKey Instance, UserTaskAttributes Wanted, IReadOnlyList<string> Changed) : Event;

    /// <summary>A listener denied the change: the task is as before.</summary>
    public sealed record UserTaskDenied(UserTaskKey Key, InstanceKey Instance, UserTaskPhase Phase, string Reason) : Event;

    /// <summary>It was assigned or updated.</summary>
    public sealed record UserTaskChanged(
        UserTaskKey Key, InstanceKey Instance, UserTaskPhase Phase, UserTaskAttributes Attributes) : Event;

    public sealed record UserTaskCompleted(UserTaskKey Key, InstanceKey Instance, UserTaskAttributes Attributes) : Event;

    /// <summary>Its element ends before its time; the canceling listeners come first.</summary>
    public sealed record UserTaskCanceling(UserTaskKey Key, InstanceKey Instance) : Event;

    public sealed record UserTaskCanceled(UserTaskKey Key, InstanceKey Instance, UserTaskAttributes Attributes) : Event;
}
