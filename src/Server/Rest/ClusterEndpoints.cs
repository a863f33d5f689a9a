using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>What the cluster is: topology, status, licence, and who the caller is.</summary>
internal sealed class ClusterEndpoints(EmbeddedCluster cluster)
{
    /// <summary>The protocol version whose shapes we speak; clients decide by its first two numbers what they may send.</summary>
    private const string ProtocolVersion = "8.9.0";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v2/topology", TopologyAsync);
        app.MapGet("/v2/status", StatusAsync);
        app.MapGet("/v2/license", LicenseAsync);
        app.MapGet("/v2/authentication/me", CurrentUserAsync);
    }

    private Task TopologyAsync(HttpContext http) => JsonBody.WriteAsync(
        http,
        new TopologyResult
        {
            Brokers =
            [
                new TopologyBroker
                {
                    NodeId = 0,
                    Host = http.Request.Host.Host,
                    Port = http.Connection.LocalPort,
                    Partitions =
                    [
                        new TopologyPartition
                        {
                            PartitionId = 1,
                            Role = cluster.Health is BrokerHealth.Healthy ? "leader" : "inactive",
                            Health = cluster.Health is BrokerHealth.Healthy ? "healthy" : "unhealthy",
                        },
                    ],
                    Version = ProtocolVersion,
                },
            ],
            ClusterSize = 1,
            PartitionsCount = 1,
            ReplicationFactor = 1,
            GatewayVersion = ProtocolVersion,
            LastCompletedChangeId = "-1",
        },
        JsonBody.Contracts.TopologyResult);

    private Task StatusAsync(HttpContext http)
    {
        Health.Require(cluster);
        JsonBody.WriteNothing(http);
        return Task.CompletedTask;
    }

    private static Task LicenseAsync(HttpContext http) => JsonBody.WriteAsync(
        http,
        new LicenseResult { ValidLicense = true, LicenseType = "apache-2.0", IsCommercial = false },
        JsonBody.Contracts.LicenseResult);

    /// <remarks>Nobody logs in yet, so that everybody is the same user.</remarks>
    private static Task CurrentUserAsync(HttpContext http) => JsonBody.WriteAsync(
        http,
        new CurrentUserResult
        {
            Username = "anonymous",
            AuthorizedComponents = ["*"],
            Tenants = [new TenantItem { Name = "Default", TenantId = Tenants.Default }],
        },
        JsonBody.Contracts.CurrentUserResult);
}
