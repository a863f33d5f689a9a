using Fairlead.Broker.Calls;
using Fairlead.Broker.Documents;
using Fairlead.Broker.Inbound;
using Fairlead.Broker.Secrets;
using Fairlead.Broker.Storage;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
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
        services.AddBrokerStores();
        services.AddSingleton(provider => provider.GetRequiredService<ClusterHost>().Cluster);
        services.AddSingleton<ICluster>(provider => provider.GetRequiredService<ClusterHost>().Cluster);
        services.AddSingleton(provider => provider.GetRequiredService<ClusterHost>().Cluster.Search);
        services.AddSingleton(provider => provider.GetRequiredService<ClusterHost>().Cluster.Documents);
        return services;
    }

    /// <summary>
    /// Registers what a connector runtime keeps for itself, for one whose cluster is elsewhere: the server calls
    /// <see cref="ClusterHost.OpenStoresAsync"/> in its start-up.
    /// </summary>
    public static IServiceCollection AddBrokerStores(this IServiceCollection services)
    {
        services.AddOptions<BrokerOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidator>();
        services.AddSingleton<ClusterHost>();
        services.AddSingleton<ISecretProvider, FileSecrets>();
        services.AddSingleton<StoredSecrets>();
        services.AddSingleton<ISecretProvider>(provider => provider.GetRequiredService<StoredSecrets>());
        services.AddSingleton<SecretUses>();
        services.AddSingleton<ISecretUses>(provider => provider.GetRequiredService<SecretUses>());
        services.AddSingleton<ActivityStore>();
        services.AddSingleton<IActivityStore>(provider => provider.GetRequiredService<ActivityStore>());
        services.AddSingleton(provider => provider.GetRequiredService<ClusterHost>().Calls);
        services.AddSingleton<ICallJournal>(provider => provider.GetRequiredService<ClusterHost>().Calls);
        return services;
    }
}

/// <summary>Holds the one cluster of this process, if it has one, and its call journal; closes them with the container, at the end.</summary>
public sealed class ClusterHost(
    IOptions<BrokerOptions> options, IOptions<CallsOptions> calls, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private EmbeddedCluster? _cluster;
    private DataFolder? _folder;
    private DocumentStore? _door;
    private CallStore? _calls;

    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public EmbeddedCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster is asked for before it was opened.");

    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public CallStore Calls => _calls ?? throw new InvalidOperationException("The call journal is asked for before it was opened.");

    /// <summary>Opens the store in a folder. Tests put one there that fails.</summary>
    internal Func<string, IStore> OpenStore { get; set; } = RocksDbStore.Open;

    /// <summary>Where a runtime whose cluster is elsewhere keeps documents that are on their way there.</summary>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public IDocumentStore Door => _door ?? throw new InvalidOperationException("Documents are asked for before their folder was opened.");

    /// <exception cref="DataFolderException">The data folder cannot be used.</exception>
    public async Task<EmbeddedCluster> OpenAsync(CancellationToken cancellation)
    {
        _cluster ??= await EmbeddedCluster.OpenAsync(options.Value, OpenStore, time, loggers, cancellation).ConfigureAwait(false);
        await OpenCallsAsync(_cluster.CallsFile, cancellation).ConfigureAwait(false);
        return _cluster;
    }

    /// <summary>Without a cluster of its own.</summary>
    /// <exception cref="DataFolderException">The data folder cannot be used.</exception>
    public Task OpenStoresAsync(CancellationToken cancellation)
    {
        _folder ??= DataFolder.Open(options.Value.DataFolder);
        _door ??= new DocumentStore(_folder.Documents, options.Value.DocumentBytesAtMost, time, loggers.CreateLogger<ClusterHost>());
        return OpenCallsAsync(_folder.CallsFile, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_calls is not null)
            await _calls.DisposeAsync().ConfigureAwait(false);
        if (_cluster is not null)
            await _cluster.DisposeAsync().ConfigureAwait(false);
        if (_door is not null)
            await _door.DisposeAsync().ConfigureAwait(false);
        _folder?.Dispose();
    }

    private async Task OpenCallsAsync(string callsFile, CancellationToken cancellation) =>
        _calls ??= await CallStore.OpenAsync(callsFile, calls.Value, time, loggers, cancellation).ConfigureAwait(false);
}
