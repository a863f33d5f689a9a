using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Bench.Soak;

/// <summary>A bit of everything, at a steady rate: events once and again, calls, messages, incidents, callers who hang up, deployments.</summary>
internal sealed class SoakLoad : IAsyncDisposable
{
    /// <summary>As short as what the server keeps of the past.</summary>
    private const string Remembered = "PT20S";

    private static readonly TimeSpan DeploymentPause = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop;
    private readonly ConcurrentDictionary<string, int> _done = new(StringComparer.Ordinal);
    private readonly HttpClient _http;
    private readonly ClusterClient _cluster;
    private readonly Uri _server;
    private readonly Uri _peer;
    private readonly List<Task> _loops = [];
    private int _failed;
    private string _lastFailure = "";

    private SoakLoad(ServerUnderTest server, Uri peer, CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _server = server.Address;
        _peer = peer;
        _http = new HttpClient { BaseAddress = server.Address };
        _cluster = new ClusterClient(_http);
    }

    public string Summary =>
        string.Join(", ", _done.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value:#,0} {one.Key}"))
        + $", {_failed} failed{(_failed > 0 ? $" (last: {_lastFailure})" : "")}";

    /// <param name="rate">Things done a second.</param>
    public static async Task<SoakLoad> BeginAsync(ServerUnderTest server, Uri peer, int rate, CancellationToken cancellation)
    {
        var load = new SoakLoad(server, peer, cancellation);
        await server.DeployAsync(Models.WebhookRestEnd(peer), cancellation);
        await server.DeployAsync(Models.WebhookEnd(named: true, remembered: Remembered), cancellation);
        await server.DeployAsync(Models.Waiting(), cancellation);
        await server.DeployAsync(Models.ThreeJobs(), cancellation);
        await server.UntilWebhookServedAsync(cancellation);
        load.Loop("calls", rate * 0.3, load.CallAsync);
        load.Loop("events and repetitions", rate * 0.4, load.RepeatAsync);
        load.Loop("messages", rate * 0.1, load.MessageAsync);
        load.Loop("incidents", rate * 0.05, load.IncidentAsync);
        load.Loop("hang-ups", rate * 0.05, load.HangUpAsync);
        load.Loop("unreadable", rate * 0.05, load.PoisonAsync);
        load.Loop("searches", rate * 0.1, load.SearchAsync);
        load.Loop("deployments", 1 / DeploymentPause.TotalSeconds, load.DeployAsync);
        return load;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _http.Dispose();
        _stop.Dispose();
    }

    private void Loop(string name, double perSecond, Func<CancellationToken, Task> act) => _loops.Add(Task.Run(async () =>
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond));
        try
        {
            while (await pace.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await act(_stop.Token);
                    _done.AddOrUpdate(name, 1, (_, count) => count + 1);
                }
                catch (Exception failure) when (failure is HttpRequestException or ClusterException or IOException or SocketException)
                {
                    Interlocked.Increment(ref _failed);
                    _lastFailure = failure.Message;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }));

    private Task CallAsync(CancellationToken cancellation) =>
        PostAsync(Models.WebhookContext, """{"orderId":"1","item":"coffee"}""", cancellation);

    private async Task RepeatAsync(CancellationToken cancellation)
    {
        var body = $$"""{"id":"{{Guid.NewGuid():N}}","item":"tea"}""";
        await PostAsync(Models.EndContext, body, cancellation);
        await PostAsync(Models.EndContext, body, cancellation);
    }

    /// <summary>What cannot be read is kept in the inbox.</summary>
    private async Task PoisonAsync(CancellationToken cancellation)
    {
        using var content = new StringContent("{", Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"/inbound/{Models.EndContext}", UriKind.Relative), content, cancellation);
        if (response.StatusCode is not HttpStatusCode.BadRequest)
            throw new HttpRequestException($"A body that is no JSON was answered with {(int)response.StatusCode}.");
    }

    private async Task MessageAsync(CancellationToken cancellation)
    {
        var key = Guid.NewGuid().ToString("N");
        await _cluster.CreateInstanceAsync(
            new() { ProcessDefinitionId = Models.WaitingProcess, Variables = new(Encoding.UTF8.GetBytes($$"""{"key":"{{key}}"}""")) }, cancellation);
        await _cluster.PublishAsync(new() { Name = Models.WaitingMessage, CorrelationKey = key, TimeToLive = 10_000 }, cancellation);
    }

    private async Task IncidentAsync(CancellationToken cancellation)
    {
        var created = await _cluster.CreateInstanceAsync(new() { ProcessDefinitionId = Models.JobsProcess }, cancellation);
        var jobs = await _cluster.Jobs.ActivateAsync(
            new() { Type = Models.JobType, Worker = "soak", Timeout = 10_000, MaxJobsToActivate = 1, RequestTimeout = 1_000 }, cancellation);
        foreach (var job in jobs.Jobs)
            await _cluster.Jobs.FailAsync(job.JobKey, new() { Retries = 0, ErrorMessage = "soaked" }, cancellation);
        await _cluster.CancelInstanceAsync(created.ProcessInstanceKey, cancellation);
    }

    /// <summary>One in the middle of a body, one while it waits for work.</summary>
    private async Task HangUpAsync(CancellationToken cancellation)
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_server.Host, _server.Port, cancellation);
            var head = $"POST /inbound/{Models.EndContext} HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{\"id\":";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), cancellation);
        }

        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        leaving.CancelAfter(TimeSpan.FromMilliseconds(20));
        try
        {
            await _cluster.Jobs.ActivateAsync(
                new() { Type = "nobody-makes-these", Worker = "soak", Timeout = 10_000, MaxJobsToActivate = 1, RequestTimeout = 60_000 }, leaving.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // That was the point.
        }
    }

    private async Task SearchAsync(CancellationToken cancellation)
    {
        await _cluster.SearchAsync(new SearchQuery<ProcessInstanceFilter> { Filter = new() { State = ProcessInstanceState.Active } }, cancellation);
        await _http.GetByteArrayAsync(new Uri("/actuator/prometheus", UriKind.Relative), cancellation);
    }

    /// <summary>A process with a webhook comes, takes an event, and goes.</summary>
    private async Task DeployAsync(CancellationToken cancellation)
    {
        const string id = "soak_guest";
        var diagram = Models.WebhookEnd(named: true, process: id, context: id, remembered: Remembered).Replace("coffee", $"{Guid.NewGuid():N}", StringComparison.Ordinal);
        var deployed = await _cluster.DeployAsync([($"{id}.bpmn", Encoding.UTF8.GetBytes(diagram))], cancellation);
        while (!await IsServedAsync(id, cancellation))
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        var key = deployed.Deployments[0].ProcessDefinition!.ProcessDefinitionKey;
        await _cluster.DeleteResourceAsync(new ResourceKey(key.Value), new DeleteResourceRequest { DeleteHistory = true }, cancellation);
    }

    private async Task<bool> IsServedAsync(string context, CancellationToken cancellation)
    {
        using var content = new StringContent($$"""{"id":"{{Guid.NewGuid():N}}"}""", Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"/inbound/{context}", UriKind.Relative), content, cancellation);
        return response.IsSuccessStatusCode;
    }

    private async Task PostAsync(string context, string body, CancellationToken cancellation)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"/inbound/{context}", UriKind.Relative), content, cancellation);
        response.EnsureSuccessStatusCode();
    }
}
