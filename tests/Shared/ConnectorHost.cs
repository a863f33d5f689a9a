using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

using Fairlead.Broker;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Tests;

/// <summary>
/// A whole cluster in a folder with a connector runtime on it, by the real clock, which may connect to this machine: for connectors that talk
/// to a real other side.
/// </summary>
internal sealed class ConnectorHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-connector").FullName;
    private IHost _runtime = null!;
    private int _deployed;

    public EmbeddedCluster Cluster { get; private set; } = null!;

    public static Task<ConnectorHost> StartAsync(CancellationToken cancellation, params IReadOnlyList<Type> connectors) =>
        StartAsync(connectors, keepsEvents: true, cancellation);

    /// <param name="keepsEvents">Whether the cluster has an inbox; one of Camunda 8 has none.</param>
    public static async Task<ConnectorHost> StartAsync(IReadOnlyList<Type> connectors, bool keepsEvents, CancellationToken cancellation)
    {
        var host = new ConnectorHost();
        host.Cluster = await EmbeddedCluster.OpenAsync(
            new BrokerOptions { DataFolder = host._folder }, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ICluster>(keepsEvents ? host.Cluster : WithoutInbox.Of(host.Cluster));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddConnectorRuntime(connectors);
        builder.Services.Configure<NetworkOptions>(options => options.AllowLoopback = true);
        builder.Services.Configure<InboundOptions>(options =>
        {
            options.RetryAfter = TimeSpan.FromMilliseconds(100);
            options.RetryAfterAtMost = TimeSpan.FromSeconds(1);
        });
        host._runtime = builder.Build();
        await host._runtime.StartAsync(cancellation);
        return host;
    }

    public T Get<T>() where T : notnull => _runtime.Services.GetRequiredService<T>();

    /// <summary>Returns when the runtime knows what is deployed.</summary>
    public async Task DeployAsync(string xml, CancellationToken cancellation)
    {
        await Cluster.DeployAsync([new("test.bpmn", Encoding.UTF8.GetBytes(xml))], cancellation);
        await Get<InboundSupervisor>().ReconcileAsync(cancellation);
    }

    /// <summary>Starts an instance, and waits until it has ended.</summary>
    /// <returns>Its variables.</returns>
    public async Task<JsonElement> RunAsync(string processId, CancellationToken cancellation, string variables = "{}")
    {
        var created = await Cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = processId, Variables = Encoding.UTF8.GetBytes(variables), AwaitCompletion = true, Wait = Patience },
            cancellation);
        return JsonElement.Parse(created.Variables.Span);
    }

    /// <summary>Makes one call in a process of its own.</summary>
    /// <param name="inputs">Of the task: target → source.</param>
    /// <returns>The variables <c>result</c>, or <c>failed</c> with <c>code</c>, <c>message</c> and <c>variables</c>.</returns>
    public async Task<JsonElement> CallAsync(
        string jobType, Dictionary<string, string> inputs, CancellationToken cancellation, string variables = "{}")
    {
        var processId = string.Create(CultureInfo.InvariantCulture, $"call{Interlocked.Increment(ref _deployed)}");
        var task = new CamundaElement
        {
            Kind = CamundaKind.ServiceTask,
            Id = "call",
            JobType = jobType,
            Inputs = inputs,
            Headers =
            {
                ["resultVariable"] = "result",
                ["errorExpression"] = "=if error = null then null else ignoreError({failed: error})",
            },
        };
        await DeployAsync(CamundaDiagram.Of(processId, task), cancellation);
        return await RunAsync(processId, cancellation, variables);
    }

    /// <summary>Nothing that comes in for the process has an effect from its return on.</summary>
    public async Task SuspendAsync(string processId, CancellationToken cancellation)
    {
        await Cluster.Inbox.SuspendAsync(null, processId, null, cancellation);
        await Get<HeldEvents>().RefreshAsync(cancellation);
    }

    public async Task ResumeAsync(string processId, CancellationToken cancellation)
    {
        await Cluster.Inbox.ResumeAsync(null, processId, null, cancellation);
        await Get<HeldEvents>().RefreshAsync(cancellation);
    }

    /// <summary>How the only inbound connector of a process is doing.</summary>
    public InboundStatus StatusOf(string processId) => Get<InboundRegistry>().Snapshot().Single(status => status.ProcessId == processId);

    /// <summary>The values of a variable of all instances of a process, as JSON, in the order in which they were started.</summary>
    public async Task<IReadOnlyList<string>> ValuesAsync(string processId, string variable, CancellationToken cancellation)
    {
        var instances = await Cluster.Search.SearchAsync(
            new SearchQuery<ProcessInstanceFilter>
            {
                Filter = new ProcessInstanceFilter { ProcessDefinitionId = processId },
                Page = new SearchPage { Limit = 1_000 },
            },
            cancellation);
        var keys = instances.Items.Select(instance => instance.ProcessInstanceKey).ToHashSet();
        var found = await Cluster.Search.SearchAsync(
            new SearchQuery<VariableFilter> { Filter = new VariableFilter { Name = variable }, Page = new SearchPage { Limit = 1_000 } },
            cancellation);
        return [.. found.Items
            .Where(value => keys.Contains(value.ProcessInstanceKey) && value.ScopeKey.Value == value.ProcessInstanceKey.Value)
            .OrderBy(value => value.ProcessInstanceKey.Value)
            .Select(value => value.Value)];
    }

    public async ValueTask DisposeAsync()
    {
        await _runtime.StopAsync();
        _runtime.Dispose();
        await Cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The same cluster as it looks to a runtime when it keeps no events.</summary>
public class WithoutInbox : DispatchProxy
{
    private ICluster? _cluster;

    public static ICluster Of(ICluster cluster)
    {
        var without = Create<ICluster, WithoutInbox>();
        ((WithoutInbox)without)._cluster = cluster;
        return without;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name is $"get_{nameof(ICluster.Inbox)}" ? null : targetMethod.Invoke(_cluster, args);
}
