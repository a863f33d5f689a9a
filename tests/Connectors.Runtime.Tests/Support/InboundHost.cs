using System.Runtime.CompilerServices;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Protocol;
using Fairlead.Testing;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>A connector runtime without a server, on a cluster of the test's choice and by a clock that stands still.</summary>
internal sealed class InboundHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private bool _isStopped;

    public InboundHost(
        ICluster cluster, VirtualTime time, IReadOnlyList<Type> connectors, params (string Key, string Value)[] configuration)
        : this(cluster, time, connectors, activities: null, configuration)
    {
    }

    /// <param name="activities">Null keeps none.</param>
    public InboundHost(
        ICluster cluster,
        VirtualTime time,
        IReadOnlyList<Type> connectors,
        IActivityStore? activities,
        params (string Key, string Value)[] configuration)
    {
        Time = time;
        var services = new ServiceCollection();
        if (activities is not null)
            services.AddSingleton(activities);
        _services = services
            .AddLogging(logging => logging.AddProvider(Log))
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection([
                    new("Network:AllowLoopback", "true"),
                    .. configuration.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)),
                ])
                .Build())
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(cluster)
            .AddSingleton(Sources)
            .AddConnectorRuntime(connectors)
            .BindSections()
            .BuildServiceProvider();
    }

    public VirtualTime Time { get; }

    public LogLines Log { get; } = new();

    public ManualSources Sources { get; } = new();

    public InboundSupervisor Supervisor => _services.GetRequiredService<InboundSupervisor>();

    public IReadOnlyList<InboundStatus> Snapshot() => _services.GetRequiredService<InboundRegistry>().Snapshot();

    /// <summary>The only one.</summary>
    public InboundStatus Status => Assert.Single(Snapshot());

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public Task ReconcileAsync() => Supervisor.ReconcileAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until the only one is in a state.</summary>
    public Task UntilAsync(InboundState state) => Wait.UntilAsync(() => Status.State == state);

    /// <summary>Moves the clock in steps until it is so.</summary>
    public Task AdvanceUntilAsync(
        TimeSpan step, Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Wait.UntilAsync(
            async () =>
            {
                if (condition())
                    return true;
                Time.Advance(step);
                for (var turn = 0; turn < 20 && !condition(); turn++)
                    await Task.Yield();
                return condition();
            },
            what);

    /// <summary>As a server that is shut down.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        await Supervisor.StopAsync(TestContext.Current.CancellationToken);
        await Get<ActivityKeeping>().StopAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
            await StopAsync();
        await _services.DisposeAsync();
    }
}
