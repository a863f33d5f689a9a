namespace Fairlead.Connectors.Sdk;

/// <summary>What became of a job after its connector had answered or failed.</summary>
public enum CallEnd
{
    /// <summary>The cluster completed the job: what the connector did is part of the process now.</summary>
    Completed = 0,

    /// <summary>The job was failed, by the connector or by its error expression. There may be another attempt.</summary>
    Failed = 1,

    /// <summary>A BPMN error was thrown.</summary>
    ErrorThrown = 2,

    /// <summary>The cluster did not take the result: the job was gone, was given to another worker, or will be done again.</summary>
    NotTaken = 3,
}
