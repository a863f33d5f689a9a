namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Where activity logs outlive the process.</summary>
public interface IActivityStore
{
    /// <summary>Null when nothing is kept of the connector.</summary>
    /// <param name="entriesAtMost">The newest.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    KeptActivities? Read(string executableId, int entriesAtMost);

    /// <summary>Adds entries and replaces counts, and removes what is too old or too much. One call at a time.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    void Write(IReadOnlyList<KeptActivities> news);
}

/// <summary>What is kept of a connector.</summary>
/// <param name="Entries">Oldest first.</param>
/// <param name="Traffic">Null when it is not known, or has not changed.</param>
public sealed record KeptActivities(string ExecutableId, IReadOnlyList<ActivityEntry> Entries, TrafficCounts? Traffic);
