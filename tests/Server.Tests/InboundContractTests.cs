using Fairlead.Protocol;
using Fairlead.Protocol.Remote;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>The inbox and the leases of a cluster of ours elsewhere. The same holds for the one inside the process: see the tests of the broker.</summary>
public sealed class InboundContractTests(SharedServer server) : InboundContract
{
    protected override Task<ICluster> ConnectAsync() =>
        Task.FromResult<ICluster>(new RemoteCluster(server.Http, TimeSpan.FromSeconds(10), TimeProvider.System));

    protected override async Task DeployAsync(string name, ReadOnlyMemory<byte> content) =>
        await server.Cluster.DeployAsync([(name, content)], Cancellation);
}
