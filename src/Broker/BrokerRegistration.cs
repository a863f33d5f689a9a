using Fairlead.Broker.Calls;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Broker;

public static class BrokerRegistration
{
    /// <summary>
    /// Registers the embedded cluster. It opens nothing: the server calls <see cref="ClusterHost.OpenAsync"/> in its start-up, and from
    /// then on <see cref="EmbeddedCluster"/>, <see cref="ICluster"/>, <see cref="SearchStore"/>, <see cref="CallStore"/> and the documents can
    /// be had. The host binds <see cref="BrokerOptions"/> to its section.
    /// </summary>
    public static IServiceCollection AddBroker(this IServiceCollection services)
    {
        services.AddOptions<BrokerOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidator>();
        services.AddSingleton<ClusterHost>();
        services.AddSingleton(provider => provider.GetRequiredService<ClusterHost>().Cluster);
        services.AddSingleton<ICluster>(provider => provider.GetRequiredService<ClusterHost>().Cluster);
        services.AddSingleton(provider => provider.GetRequiredService<ClusterHost>().Cluster.Search);
        services.AddSingleton(provider => provider.GetRequiredService<ClusterHost>().Cluster.Documents);
        services.AddSingleton(provider => provider.GetRequiredService<ClusterHost>().Calls);
        services.AddSingleton<ICallJournal>(provider => provider.GetRequiredService<ClusterHost>().Calls);
        return services;
    }
}

/// <summary>Holds the one cluster of this process, and its call journal; closes them with the container, at the end.</summary>
public sealed class ClusterHost(
    IOptions<BrokerOptions> options, IOptions<CallsOptions> calls, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private EmbeddedCluster? _cluster;
    private CallStore? _calls;

    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public EmbeddedCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster is asked for before it was opened.");

    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public CallStore Calls => _calls ?? throw new InvalidOperationException("The call journal is asked for before it was opened.");

    /// <exception cref="DataFolderException">The data folder cannot be used.</exception>
    public async Task<EmbeddedCluster> OpenAsync(CancellationToken cancellation)
    {
        _cluster ??= await EmbeddedCluster.OpenAsync(options.Value, time, loggers, cancellation).ConfigureAwait(false);
        _calls ??= await CallStore.OpenAsync(_cluster.CallsFile, calls.Value, time, loggers, cancellation).ConfigureAwait(false);
        return _cluster;
    }

    public async ValueTask DisposeAsync()
    {
        if (_calls is not null)
            await _calls.DisposeAsync().ConfigureAwait(false);
        if (_cluster is not null)
            await _cluster.DisposeAsync().ConfigureAwait(false);
    }
}
