using Fairlead.Broker;
using Fairlead.Protocol;

namespace Fairlead.Server.Rest;

/// <summary>Whether the cluster takes work.</summary>
internal static class Health
{
    /// <exception cref="ClusterException">It does not.</exception>
    public static void Require(EmbeddedCluster cluster)
    {
        if (Problem(cluster.Health) is { } problem)
            throw new ClusterException(ClusterError.Unavailable, problem);
    }

    private static string? Problem(BrokerHealth health) => health switch
    {
        BrokerHealth.Healthy => null,
        BrokerHealth.Starting => "The server is starting. Ask again in a moment.",
        BrokerHealth.Stopping => "The server is stopping.",
        BrokerHealth.Failed failed =>
            $"The server takes no more work: {failed.Reason} A restart recovers everything that was acknowledged.",
        _ => throw new System.Diagnostics.UnreachableException($"No words for {health}."),
    };
}
