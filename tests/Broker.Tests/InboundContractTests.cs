using Fairlead.Protocol;
using Fairlead.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Broker.Tests;

/// <summary>The inbox and the leases of the cluster inside this process. The same holds for the one elsewhere: see the tests of the server.</summary>
public sealed class InboundContractTests : InboundContract, IAsyncLifetime
{
    private readonly TempFolder _temp = new();
    private EmbeddedCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await EmbeddedCluster.OpenAsync(
        new BrokerOptions { DataFolder = _temp.Path }, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _cluster!.DisposeAsync();
        _temp.Dispose();
    }

    protected override Task<ICluster> ConnectAsync() => Task.FromResult<ICluster>(_cluster!);

    protected override Task DeployAsync(string name, ReadOnlyMemory<byte> content) =>
        _cluster!.DeployAsync([new DeploymentFile(name, content.ToArray())], Cancellation);
}
