namespace Fairlead.Protocol;

/// <summary>How a call of a connector stands.</summary>
public enum CallState
{
    /// <summary>Under way.</summary>
    InFlight = 0,

    /// <summary>The job was completed with its result.</summary>
    Completed = 1,

    /// <summary>The job was failed.</summary>
    Failed = 2,

    /// <summary>It threw a BPMN error.</summary>
    BpmnError = 3,

    /// <summary>Its result came when the job was no longer held, and was not applied.</summary>
    Late = 4,

    /// <summary>Its process ended in between: what was sent may have had its effect.</summary>
    Unknown = 5,

    /// <summary>Nothing was sent: the connection had no room, the job waits.</summary>
    Parked = 6,

    /// <summary>The host stopped while it was under way: what was sent may have had its effect.</summary>
    Abandoned = 7,

    /// <summary>The cluster did not take the result for another reason: the job is done again.</summary>
    NotTaken = 8,
}

/// <summary>How much is kept of a call.</summary>
public enum CallCapture
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>Who called whom with which headers, and how it went; no bodies and no variables.</summary>
    Headers,

    /// <summary>Everything of calls that failed, of all others as <see cref="Headers"/>.</summary>
    Errors,

    /// <summary>That there was a call, and how it ended.</summary>
    None,
}
