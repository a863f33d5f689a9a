namespace Fairlead.Engine;

public abstract partial record Event
{
    // Modification and migration

    /// <summary>Somebody changes by hand what is active in the instance: what follows in the same command is the change.</summary>
    public sealed record InstanceModified(InstanceKey Instance) : Event;

    /// <summary>A modification ends the element and what lies in it: nobody is asked whether that is right.</summary>
    public sealed record ElementDiscarded(ElementKey Key, InstanceKey Instance) : Event;

    /// <summary>The instance will be terminated as soon as one of the elements has ended.</summary>
    public sealed record EndPlanned(InstanceKey Instance, IReadOnlyList<string> AfterElements) : Event;

    /// <summary>The instance goes on in another version or process: all that is active in it follows in the same command.</summary>
    /// <param name="AfterElements">The elements of <see cref="EndPlanned"/>, as they are called now.</param>
    public sealed record InstanceMigrated(
        InstanceKey Instance, DefinitionKey Definition, string ProcessId, int Version, IReadOnlyList<string> AfterElements) : Event;

    /// <summary>An active element and all that it has open belong to another definition from now on.</summary>
    /// <param name="Flows">Taken flows in it that are not consumed yet, as they are called now.</param>
    /// <param name="Renamed">Ids in turn, before and now, of what it waits for and keeps.</param>
    /// <param name="Interrupting">Those of them that interrupt now, as they are called now.</param>
    /// <param name="Job">Its job, which stays as it is.</param>
    /// <param name="JobHeaders">Names and values in turn: all headers of the job.</param>
    /// <param name="Incident">Its incident, which stays.</param>
    public sealed record ElementMigrated(
        ElementKey Key,
        InstanceKey Instance,
        DefinitionKey Definition,
        string ProcessId,
        int Version,
        string ElementId,
        IReadOnlyList<string> Flows,
        IReadOnlyList<string> Renamed,
        IReadOnlyList<string> Interrupting,
        JobKey? Job,
        IReadOnlyList<string> JobHeaders,
        IncidentKey? Incident) : Event;
}
