namespace Fairlead.Protocol.Rest;

/// <summary>Durations as they go over REST: whole milliseconds.</summary>
public static class Durations
{
    private static readonly long AtMost = (long)TimeSpan.FromDays(36_500).TotalMilliseconds;

    /// <exception cref="ClusterException">It is negative, or longer than 100 years.</exception>
    public static TimeSpan Read(string name, long milliseconds) => milliseconds >= 0 && milliseconds <= AtMost
        ? TimeSpan.FromMilliseconds(milliseconds)
        : throw new ClusterException(
            ClusterError.InvalidArgument, $"Expected {char.ToLowerInvariant(name[0])}{name[1..]} to be from 0 to {AtMost} ms, but it is {milliseconds}.");
}
