using Fairlead.Engine.Deploying;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>
/// Deletes a version of a process, of a DMN file with its decisions, of a form or of another file; the version before it is the latest again, and no later version gets its
/// number.
/// </summary>
internal static class DeleteResourceHandler
{
    public static Reply Handle(Execution x, Command.DeleteResource command)
    {
        if (x.State.Definition(new(command.Key)) is { } definition) return DeleteProcess(x, definition, command.DeletesHistory);
        if (x.State.Resource(new(command.Key)) is { } resource)
        {
            x.Emit(new Event.ResourceDeleted(resource.Key));
            return new Reply.Done();
        }

        if (x.State.Requirements(new(command.Key)) is { } requirements)
        {
            x.Emit(new Event.RequirementsDeleted(requirements.Key));
            return new Reply.Done();
        }

        return Refusal.NotFound($"Expected to delete resource {command.Key}, but there is no such resource.");
    }

    private static Reply DeleteProcess(Execution x, Definition definition, bool deletesHistory)
    {
        if (definition.IsDraining)
        {
            return Refusal.NotFound(
                $"Expected to delete resource {definition.Key.Value}, but it is deleted and goes with the last of its "
                + $"{x.State.InstancesOf(definition.Key)} instances.");
        }

        var wasLatest = x.State.LatestDefinition(definition.Tenant, definition.ProcessId)!.Key == definition.Key;
        StartTriggers.Close(x, definition.Key);
        x.Emit(new Event.ProcessDraining(definition.Key, deletesHistory));
        if (wasLatest && x.State.LatestDefinition(definition.Tenant, definition.ProcessId) is { } before) StartTriggers.Reopen(x, before);
        Deletion.Finish(x, definition.Key);
        x.Notify(new Notice.DefinitionsChanged());
        return new Reply.Done();
    }
}
