using System.Diagnostics.Metrics;
using System.Net;
using System.Text;

using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook;
using Fairlead.Protocol;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>A real server on a free port with the real webhook connector, on a cluster that writes down what it is told.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _lastKey;

    private WebhookHost(WebApplication app, RecordingCluster cluster, LogLines log)
    {
        _app = app;
        Cluster = cluster;
        Log = log;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public RecordingCluster Cluster { get; }

    public LogLines Log { get; }

    public HttpClient Http { get; }

    public InboundSupervisor Supervisor => _app.Services.GetRequiredService<InboundSupervisor>();

    public IReadOnlyList<InboundStatus> Snapshot() => _app.Services.GetRequiredService<InboundRegistry>().Snapshot();

    public IMeterFactory Meters => _app.Services.GetRequiredService<IMeterFactory>();

    public WebhookLoad Load => _app.Services.GetRequiredService<WebhookLoad>();

    public bool IsServed(string path) => _app.Services.GetRequiredService<WebhookRoutes>().Find(path) is { Endpoints.Count: > 0 };

    public Checking.DeploymentCheck Check => _app.Services.GetRequiredService<Checking.DeploymentCheck>();

    public SecretAudit Audit => _app.Services.GetRequiredService<SecretAudit>();

    public static Task<WebhookHost> StartAsync(params (string Key, string Value)[] configuration) =>
        StartAsync([], uses: null, configuration);

    /// <summary>With a place for files.</summary>
    public static Task<WebhookHost> StartAsync(IDocumentStore documents, params (string Key, string Value)[] configuration) =>
        StartAsync(services => services.AddSingleton(documents), configuration);

    /// <param name="providers">Behind the configuration and the environment.</param>
    /// <param name="uses">Null keeps none.</param>
    public static Task<WebhookHost> StartAsync(
        IReadOnlyList<ISecretProvider> providers, ISecretUses? uses, params (string Key, string Value)[] configuration) => StartAsync(
            services =>
            {
                foreach (var provider in providers)
                    services.AddSingleton(provider);
                if (uses is not null)
                    services.AddSingleton(uses);
            },
            configuration);

    /// <param name="more">Adds what the test brings along.</param>
    public static async Task<WebhookHost> StartAsync(Action<IServiceCollection> more, params (string Key, string Value)[] configuration)
    {
        var cluster = new RecordingCluster();
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)));
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ICluster>(cluster);
        builder.Services.AddSingleton(TimeProvider.System);
        more(builder.Services);
        builder.Services.AddConnectorRuntime([typeof(WebhookConnector)]).BindSections();
        var app = builder.Build();
        app.MapWebhooks();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new WebhookHost(app, cluster, log);
    }

    /// <summary>A process that a webhook at the path <c>order</c> starts.</summary>
    public static async Task<WebhookHost> StartingAsync(params (string Name, string Value)[] properties)
    {
        var host = await StartAsync();
        await host.DeployAsync("process", properties);
        return host;
    }

    public Task DeployAsync(string processId, params (string Name, string Value)[] properties) =>
        DeployAsync(Diagrams.Definition(++_lastKey, processId), Diagrams.WebhookStart(processId, Settings(properties)));

    public async Task DeployAsync(ProcessDefinition definition, string xml)
    {
        Cluster.Deploy(definition, xml);
        await Supervisor.ReconcileAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The properties that every webhook here has, unless given.</summary>
    public static (string Name, string Value)[] Settings(params (string Name, string Value)[] properties) =>
    [
        .. new[] { ("inbound.type", "io.camunda:webhook:1"), ("inbound.context", "order"), ("inbound.auth.type", "NONE") }
            .Where(setting => !properties.Any(property => property.Name == setting.Item1)),
        .. properties,
    ];

    public Task<Answer> PostAsync(string body, string contentType = "application/json", params (string Name, string Value)[] headers) =>
        PostAsync(Encoding.UTF8.GetBytes(body), contentType, headers);

    /// <param name="contentType">Null for none.</param>
    public async Task<Answer> PostAsync(byte[] body, string? contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inbound/order") { Content = new ByteArrayContent(body) };
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await SendAsync(request, headers);
    }

    public async Task<Answer> PostAsync(HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inbound/order") { Content = content };
        return await SendAsync(request, headers);
    }

    public RawSender Connect() => new(Http.BaseAddress!);

    public async Task<Answer> SendAsync(HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address);
        return await SendAsync(request, headers);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    internal sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers);
}
