using Fairlead.Broker.Storage;
using Fairlead.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Broker.Tests;

/// <summary>A cluster on real files, with a clock and a store that the test has its hands on.</summary>
internal sealed class ClusterUnderTest : IAsyncDisposable
{
    private readonly TempFolder _temp = new();

    private ClusterUnderTest(BrokerOptions? options)
    {
        Options = options ?? new BrokerOptions();
        Options.DataFolder = _temp.Path;
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public BrokerOptions Options { get; }

    public ManualTime Time { get; } = new();

    public EmbeddedCluster Cluster { get; private set; } = null!;

    public StoreUnderTest Store { get; private set; } = null!;

    public string SearchFile => _temp["search.db"];

    public static async Task<ClusterUnderTest> OpenAsync(BrokerOptions? options = null)
    {
        var cluster = new ClusterUnderTest(options);
        await cluster.OpenAgainAsync();
        return cluster;
    }

    public async Task OpenAgainAsync() => Cluster = await EmbeddedCluster.OpenAsync(
        Options, folder => Store = new StoreUnderTest(RocksDbStore.Open(folder)), Time, NullLoggerFactory.Instance, Cancellation);

    /// <summary>Ends as a killed process does: nothing more is written, and then it is opened again.</summary>
    public async Task CrashAsync()
    {
        Store.Break("killed");
        await Cluster.DisposeAsync();
        await OpenAgainAsync();
    }

    public Task DeployAsync(params string[] types) => Cluster.DeployAsync([Processes.Tasks("order", types)], Cancellation);

    public Task<CreatedInstance> StartAsync(string variables = "{}") => Cluster.CreateInstanceAsync(
        new CreateInstance { ProcessId = "order", Variables = System.Text.Encoding.UTF8.GetBytes(variables) }, Cancellation);

    public Task<IReadOnlyList<ActivatedJob>> PollAsync(string type, TimeSpan wait, int atMost = 10, CancellationToken? cancellation = null) =>
        Cluster.ActivateJobsAsync(
            new ActivateJobs { Type = type, Worker = "test", Timeout = TimeSpan.FromMinutes(1), JobsAtMost = atMost, Wait = wait },
            cancellation ?? Cancellation);

    public async ValueTask DisposeAsync()
    {
        Store.Release();
        await Cluster.DisposeAsync();
        _temp.Dispose();
    }
}
