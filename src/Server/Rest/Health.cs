using System.Globalization;
using Fairlead.Broker;
using Fairlead.Protocol;

namespace Fairlead.Server.Rest;

/// <summary>Whether the cluster takes work, wherever it is.</summary>
/// <param name="Problem">Why it takes none; null while it does.</param>
/// <param name="Failure">Why it will not before a restart of this process; null while there is hope.</param>
internal sealed record ClusterState(Func<string?> Problem, Func<string?> Failure)
{
    /// <summary>Of the cluster inside this process.</summary>
    public static ClusterState Of(EmbeddedCluster cluster) => new(
        () => Health.Problem(cluster.Health), () => cluster.Health is BrokerHealth.Failed failed ? failed.Reason : null);
}

/// <summary>Whether the cluster inside this process takes work.</summary>
internal static class Health
{
    /// <exception cref="ClusterException">It does not.</exception>
    public static void Require(EmbeddedCluster cluster)
    {
        if (Problem(cluster.Health) is { } problem)
            throw new ClusterException(ClusterError.Unavailable, problem);
    }

    public static string? Problem(BrokerHealth health) => health switch
    {
        BrokerHealth.Healthy => null,
        BrokerHealth.Starting => "The server is starting. Ask again in a moment.",
        BrokerHealth.Stopping => "The server is stopping.",
        BrokerHealth.Away away => string.Create(
            CultureInfo.InvariantCulture,
            $"The server has taken no work since {away.Since.UtcDateTime:s}Z: {away.Reason}. It tries again and goes on by itself."),
        BrokerHealth.Failed failed =>
            $"The server takes no more work: {failed.Reason}. A restart recovers everything that was acknowledged.",
        _ => throw new System.Diagnostics.UnreachableException($"No words for {health}."),
    };
}
