using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>The runtime with one connector that does what the test says, on a cluster that writes down what it is told.</summary>
internal sealed class OutboundHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly JobLoops _loops;
    private long _lastJob;

    private OutboundHost(ServiceProvider services, RecordingCluster cluster, ManualTime time, LogLines log)
    {
        _services = services;
        Cluster = cluster;
        Time = time;
        Log = log;
        _loops = services.GetServices<IHostedService>().OfType<JobLoops>().Single();
    }

    public RecordingCluster Cluster { get; }

    public ManualTime Time { get; }

    public LogLines Log { get; }

    public JobSecrets Secrets => _services.GetRequiredService<JobSecrets>();

    public SecretAudit Audit => _services.GetRequiredService<SecretAudit>();

    public Governor Governor => _services.GetRequiredService<Governor>();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public static Task<OutboundHost> StartAsync(
        Func<CallInput, CancellationToken, Task<object?>> call, params (string Key, string Value)[] configuration) =>
        StartAsync(calls: null, (input, _, cancellation) => call(input, cancellation), configuration);

    /// <param name="providers">Behind the configuration and the environment.</param>
    /// <param name="uses">Null keeps none.</param>
    public static Task<OutboundHost> StartAsync(
        Func<CallInput, CancellationToken, Task<object?>> call, IReadOnlyList<ISecretProvider> providers, ISecretUses? uses) =>
        StartAsync(
            (input, _, cancellation) => call(input, cancellation),
            services =>
            {
                foreach (var provider in providers)
                    services.AddSingleton(provider);
                if (uses is not null)
                    services.AddSingleton(uses);
            });

    /// <param name="calls">Null keeps none.</param>
    public static Task<OutboundHost> StartAsync(
        ICallJournal? calls,
        Func<CallInput, OutboundCall, CancellationToken, Task<object?>> call,
        params (string Key, string Value)[] configuration) =>
        StartAsync(calls, documents: null, call, configuration);

    /// <param name="calls">Null keeps none.</param>
    /// <param name="documents">Null for a process without a store.</param>
    public static Task<OutboundHost> StartAsync(
        ICallJournal? calls,
        IDocumentStore? documents,
        Func<CallInput, OutboundCall, CancellationToken, Task<object?>> call,
        params (string Key, string Value)[] configuration) =>
        StartAsync(
            call,
            services =>
            {
                if (calls is not null)
                    services.AddSingleton(calls);
                if (documents is not null)
                    services.AddSingleton(documents);
            },
            configuration);

    /// <param name="more">Adds what the test brings along.</param>
    public static async Task<OutboundHost> StartAsync(
        Func<CallInput, OutboundCall, CancellationToken, Task<object?>> call,
        Action<IServiceCollection> more,
        params (string Key, string Value)[] configuration)
    {
        var cluster = new RecordingCluster();
        var time = new ManualTime();
        var log = new LogLines();
        var collection = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                // The peers of tests.
                .AddInMemoryCollection([new("Network:AllowLoopback", "true")])
                .AddInMemoryCollection(configuration.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)))
                .Build())
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log))
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<ICluster>(cluster)
            .AddSingleton(call)
            .AddConnectorRuntime([typeof(CallConnector)])
            .BindSections();
        more(collection);
        var services = collection.BuildServiceProvider();
        var host = new OutboundHost(services, cluster, time, log);
        await host._loops.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Runs a connector that answers with this JSON.</summary>
    public static Task<OutboundHost> AnsweringAsync(string response) =>
        StartAsync((_, _) => Task.FromResult<object?>(JsonElement.Parse(response)));

    public static Task<OutboundHost> ThrowingAsync(Exception failure) => StartAsync((_, _) => Task.FromException<object?>(failure));

    public ActivatedJob Job(string variables = "{}", int retriesLeft = 3, params (string Key, string Value)[] headers) => new()
    {
        Key = new(++_lastJob),
        Type = "test:call:1",
        ProcessInstanceKey = new(1),
        ProcessDefinitionKey = new(7),
        ProcessId = "process",
        ProcessVersion = 1,
        ElementId = "task",
        ElementInstanceKey = new(2),
        Headers = headers.ToDictionary(header => header.Key, header => header.Value),
        Worker = "fairlead",
        RetriesLeft = retriesLeft,
        Deadline = Time.GetUtcNow() + TimeSpan.FromMinutes(5),
        Variables = Encoding.UTF8.GetBytes(variables),
    };

    /// <summary>Does a job and gives the one command that the cluster got for it.</summary>
    public async Task<T> DoAsync<T>(params (string Key, string Value)[] headers) => await DoAsync<T>(Job(headers: headers));

    public async Task<T> DoAsync<T>(ActivatedJob job)
    {
        Cluster.Give(job);
        return await Cluster.NextAsync<T>();
    }

    public Task StopAsync() => _loops.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}

/// <summary>Does what the test says.</summary>
[Connector("test:call:1", Name = "Call", Description = "For tests.")]
internal sealed class CallConnector(Func<CallInput, OutboundCall, CancellationToken, Task<object?>> call) : IOutboundConnector<CallInput, object?>
{
    public Task<object?> ExecuteAsync(CallInput input, OutboundCall outbound, CancellationToken cancellation) => call(input, outbound, cancellation);
}

internal sealed record CallInput
{
    public string? Url { get; init; }

    public CallCredentials? Authentication { get; init; }

    public JsonElement? Body { get; init; }
}

internal sealed record CallCredentials(Secret Token);
