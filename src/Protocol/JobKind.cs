namespace Fairlead.Protocol;

/// <summary>What a job is for.</summary>
public enum JobKind
{
    /// <summary>The work of an element.</summary>
    BpmnElement,

    /// <summary>Listens to the start or the end of an element.</summary>
    ExecutionListener,

    /// <summary>Listens to a change of a user task.</summary>
    TaskListener,

    /// <summary>Decides what happens in an ad-hoc sub-process.</summary>
    AdHocSubProcess,
}

/// <summary>What a listener listens to.</summary>
public enum JobListenerEventType
{
    /// <summary>The job is not of a listener.</summary>
    Unspecified,

    /// <summary>An element starts.</summary>
    Start,

    /// <summary>An element ends.</summary>
    End,

    /// <summary>A user task is being created.</summary>
    Creating,

    /// <summary>A user task is being assigned.</summary>
    Assigning,

    /// <summary>A user task is being changed.</summary>
    Updating,

    /// <summary>A user task is being completed.</summary>
    Completing,

    /// <summary>A user task is being canceled.</summary>
    Canceling,
}
