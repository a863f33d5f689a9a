using System.Globalization;
using System.Text;

using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Connectors.Webhook;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>A real cluster in a folder, and runtimes on it: each with webhooks on a port of its own.</summary>
internal sealed class ClusterHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-").FullName;
    private readonly List<WebApplication> _runtimes = [];

    public EmbeddedCluster Cluster { get; private set; } = null!;

    public IInbox Inbox => Cluster.Inbox;

    public LogLines Log { get; } = new();

    public static async Task<ClusterHost> StartAsync(int runtimes = 1)
    {
        var host = new ClusterHost();
        await host.OpenAsync(runtimes);
        return host;
    }

    /// <summary>Ends all of it and begins again with what is on the disk.</summary>
    public async Task RestartAsync()
    {
        var count = _runtimes.Count;
        await CloseAsync();
        await OpenAsync(count);
    }

    public T Get<T>(int runtime = 0) where T : notnull => _runtimes[runtime].Services.GetRequiredService<T>();

    /// <summary>Returns when all runtimes know what is deployed.</summary>
    public async Task DeployAsync(string xml)
    {
        await Cluster.DeployAsync([new("test.bpmn", Encoding.UTF8.GetBytes(xml))], Cancellation);
        foreach (var runtime in _runtimes)
            await runtime.Services.GetRequiredService<InboundSupervisor>().ReconcileAsync(Cancellation);
    }

    public async Task SuspendAsync(string processId, string? elementId = null)
    {
        await Inbox.SuspendAsync(null, processId, elementId, Cancellation);
        await RefreshAsync();
    }

    public async Task ResumeAsync(string processId, string? elementId = null)
    {
        await Inbox.ResumeAsync(null, processId, elementId, Cancellation);
        await RefreshAsync();
    }

    public async Task<Sent> PostAsync(string body, string path = "order", int runtime = 0)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await PostAsync(content, path, runtime);
    }

    /// <param name="credentials">Name and password with a colon between them; null for none.</param>
    public async Task<Sent> PostAsync(HttpContent content, string path = "order", int runtime = 0, string? credentials = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_runtimes[runtime].Urls.First()) };
        if (credentials is not null)
            http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        using var response = await http.PostAsync($"/inbound/{path}", content, Cancellation);
        return new Sent(
            (int)response.StatusCode,
            response.Headers.TryGetValues("Fairlead-Inbox-Key", out var keys) ? new InboxKey(long.Parse(keys.Single(), CultureInfo.InvariantCulture)) : null,
            response.Headers.RetryAfter?.ToString())
        {
            Body = await response.Content.ReadAsStringAsync(Cancellation),
        };
    }

    /// <summary>The variable <c>n</c> of each instance of a process, in the order in which they were started.</summary>
    public async Task<IReadOnlyList<string>> StartedAsync(string processId)
    {
        var instances = await Cluster.Search.SearchAsync(
            new SearchQuery<ProcessInstanceFilter>
            {
                Filter = new ProcessInstanceFilter { ProcessDefinitionId = processId },
                Page = new SearchPage { Limit = 1_000 },
            },
            Cancellation);
        var keys = instances.Items.Select(instance => instance.ProcessInstanceKey).ToHashSet();
        var variables = await Cluster.Search.SearchAsync(
            new SearchQuery<VariableFilter> { Filter = new VariableFilter { Name = "n" }, Page = new SearchPage { Limit = 1_000 } }, Cancellation);
        return [.. variables.Items
            .Where(variable => keys.Contains(variable.ProcessInstanceKey) && variable.ScopeKey.Value == variable.ProcessInstanceKey.Value)
            .OrderBy(variable => variable.ProcessInstanceKey.Value)
            .Select(variable => variable.Value.Trim('"'))];
    }

    public Task<IReadOnlyList<InboxEntry>> KeptAsync(InboxState? state = null) =>
        Inbox.FindKeptAsync(new FindKept { State = state, AtMost = 1_000 }, Cancellation);

    /// <summary>Looks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (!await condition())
            Assert.True(await pause.WaitForNextTickAsync(patience.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task RefreshAsync()
    {
        foreach (var runtime in _runtimes)
            await runtime.Services.GetRequiredService<HeldEvents>().RefreshAsync(Cancellation);
    }

    private async Task OpenAsync(int runtimes)
    {
        Cluster = await EmbeddedCluster.OpenAsync(
            new BrokerOptions { DataFolder = _folder }, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        for (var index = 0; index < runtimes; index++)
            _runtimes.Add(await StartRuntimeAsync());
    }

    private async Task<WebApplication> StartRuntimeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("Network:AllowLoopback", "true"), new("Inbound:HeldInterval", "00:00:00.050")]);
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ICluster>(Cluster);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddConnectorRuntime([typeof(WebhookConnector), typeof(LineConnector)]).BindSections();
        var runtime = builder.Build();
        runtime.MapWebhooks();
        await runtime.StartAsync(Cancellation);
        await runtime.Services.GetRequiredService<InboundSupervisor>().ReconcileAsync(Cancellation);
        return runtime;
    }

    private async Task CloseAsync()
    {
        foreach (var runtime in _runtimes)
            await runtime.DisposeAsync();
        _runtimes.Clear();
        await Cluster.DisposeAsync();
    }

    internal sealed record Sent(int Status, InboxKey? Key, string? RetryAfter)
    {
        public string Body { get; init; } = "";
    }
}
