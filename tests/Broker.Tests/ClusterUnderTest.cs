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

    /// <summary>What the cluster opens instead of its own folder; null for its own.</summary>
    public string? OtherDisk { get; set; }

    /// <summary>How often a store was asked to open.</summary>
    public int Opens { get; private set; }

    public async Task OpenAgainAsync()
    {
        Store?.Repair();
        Cluster = await EmbeddedCluster.OpenAsync(Options, OpenStore, Time, NullLoggerFactory.Instance, Cancellation);
    }

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

    /// <summary>Lets time pass until the cluster is as wanted.</summary>
    public Task HealthAsync<T>()
        where T : BrokerHealth => PassTimeUntilAsync(() => Cluster.Health is T);

    /// <summary>Lets time pass until something holds.</summary>
    public async Task PassTimeUntilAsync(Func<bool> holds)
    {
        var began = System.Diagnostics.Stopwatch.StartNew();
        // Opening a store takes real time, in which the clock shall not run away.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!holds())
        {
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(30), $"Not after 30 s; the cluster is {Cluster.Health}.");
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await pace.WaitForNextTickAsync(Cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Store.Release();
        await Cluster.DisposeAsync();
        _temp.Dispose();
    }

    private StoreUnderTest OpenStore(string folder)
    {
        Opens++;
        IStore Open() => RocksDbStore.Open(OtherDisk ?? folder);
        return Store = Store is { } before ? before.Again(Open) : new StoreUnderTest(Open());
    }
}
