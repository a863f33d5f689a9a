namespace Fairlead.Broker.Search.Tables;

/// <summary>The words of the REST API for states.</summary>
internal static class States
{
    public const string Active = "ACTIVE";
    public const string Draining = "DRAINING";
    public const string Deleted = "DELETED";
    public const string Completed = "COMPLETED";
    public const string Terminated = "TERMINATED";
    public const string Resolved = "RESOLVED";
    public const string Created = "CREATED";
    public const string Activated = "ACTIVATED";
    public const string Evaluated = "EVALUATED";
    public const string Failed = "FAILED";
    public const string ErrorThrown = "ERROR_THROWN";
    public const string Canceled = "CANCELED";
    public const string TimedOut = "TIMED_OUT";
    public const string Creating = "CREATING";
    public const string Assigning = "ASSIGNING";
    public const string Updating = "UPDATING";
    public const string Completing = "COMPLETING";
    public const string Canceling = "CANCELING";
}
