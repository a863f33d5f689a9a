namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>
/// Nothing was sent, because the connection has no room now: the job is put aside for a while, without using up a retry. Nobody but the
/// runtime catches it.
/// </summary>
/// <param name="pause">Until there may be room.</param>
/// <param name="reason">For the operator: which connection, and what it waits for.</param>
public sealed class CallParkedException(TimeSpan pause, string reason) : Exception(reason)
{
    /// <summary>Until there may be room.</summary>
    public TimeSpan Pause { get; } = pause;
}
