using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Fairlead.Bench;

/// <summary>The product as its users have it: a process, a port, a data folder, and nothing but the public API.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private const int PageItems = 1000;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;
    private readonly HttpClient _http;
    private readonly long _started = Stopwatch.GetTimestamp();

    private ServerUnderTest(ChildProcess process, HttpClient http, Uri address)
    {
        _process = process;
        _http = http;
        Address = address;
        Webhook = new Uri(address, $"/inbound/{Models.WebhookContext}");
    }

    public Uri Address { get; }

    public Uri Webhook { get; }

    /// <summary>Time since the process was started.</summary>
    public TimeSpan Running => Stopwatch.GetElapsedTime(_started);

    public ChildProcess Process => _process;

    /// <summary>Answers at once; the server is not ready yet.</summary>
    public static ServerUnderTest Start(Arguments arguments, string dataFolder, params string[] more)
    {
        var address = new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}");
        // What it calls runs beside it.
        string[] options = ["--address", $"{address.Scheme}://{address.Authority}", "--data", dataFolder, "--Network:AllowLoopback", "true", .. more];
        var process = ChildProcess.Start("dotnet", [FindServer(arguments), .. options]);
        var handler = new SocketsHttpHandler { UseCookies = false, UseProxy = false };
        return new ServerUnderTest(process, new HttpClient(handler) { BaseAddress = address }, address);
    }

    public async Task DeployAsync(string bpmn, CancellationToken cancellation)
    {
        await UntilAsync(
            "answer /v2/topology",
            async () => (await _http.GetAsync(new Uri("/v2/topology", UriKind.Relative), cancellation)).IsSuccessStatusCode,
            cancellation);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(bpmn)), "resources", "bench.bpmn" },
        };
        using var response = await _http.PostAsync(new Uri("/v2/deployments", UriKind.Relative), form, cancellation);
        if (!response.IsSuccessStatusCode)
            throw new BenchException($"The deployment was refused: {await response.Content.ReadAsStringAsync(cancellation)}");
    }

    /// <summary>Calls the webhook until it is served.</summary>
    /// <returns>The instance that the first served call started.</returns>
    public async Task<long> UntilWebhookServedAsync(CancellationToken cancellation)
    {
        long key = 0;
        await UntilAsync(
            "serve the webhook",
            async () =>
            {
                using var body = JsonContent.Create(new { orderId = "1", item = "coffee" });
                await body.LoadIntoBufferAsync(cancellation);
                using var response = await _http.PostAsync(Webhook, body, cancellation);
                if (response.StatusCode is not HttpStatusCode.OK)
                    return false;
                key = InstanceKey(await response.Content.ReadAsByteArrayAsync(cancellation));
                return true;
            },
            cancellation);
        return key;
    }

    /// <summary>Waits until no instance is active.</summary>
    /// <returns>Stopwatch timestamp of the moment.</returns>
    public async Task<long> UntilAllEndedAsync(CancellationToken cancellation)
    {
        while (true)
        {
            using var active = await SearchAsync("process-instances", new { state = "ACTIVE", processDefinitionId = Models.WebhookProcess }, after: null, limit: 1, cancellation);
            var now = Stopwatch.GetTimestamp();
            if (active.RootElement.GetProperty("items").GetArrayLength() is 0)
                return now;

            using var incidents = await SearchAsync("incidents", new { }, after: null, limit: 1, cancellation);
            if (incidents.RootElement.GetProperty("items") is { } items && items.GetArrayLength() > 0)
                throw new BenchException($"An instance has an incident: {items[0].GetRawText()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
        }
    }

    public async Task<HashSet<long>> CompletedAsync(CancellationToken cancellation)
    {
        var completed = new HashSet<long>();
        for (string? after = null; ;)
        {
            using var page = await SearchAsync(
                "process-instances", new { state = "COMPLETED", processDefinitionId = Models.WebhookProcess }, after, PageItems, cancellation);
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
                completed.Add(Key(item.GetProperty("processInstanceKey")));
            after = page.RootElement.GetProperty("page").GetProperty("endCursor").GetString();
            if (after is null || page.RootElement.GetProperty("items").GetArrayLength() < PageItems)
                return completed;
        }
    }

    public static long InstanceKey(ReadOnlySpan<byte> answer) =>
        Key(JsonElement.Parse(answer).GetProperty("processInstanceKey"));

    private static long Key(JsonElement key) => long.Parse(key.ValueKind is JsonValueKind.String ? key.GetString()! : key.GetRawText());

    private async Task<JsonDocument> SearchAsync(string what, object filter, string? after, int limit, CancellationToken cancellation)
    {
        object page = after is null ? new { limit } : new { limit, after };
        using var response = await _http.PostAsJsonAsync(new Uri($"/v2/{what}/search", UriKind.Relative), new { filter, page }, cancellation);
        var body = await response.Content.ReadAsStringAsync(cancellation);
        return response.IsSuccessStatusCode ? JsonDocument.Parse(body) : throw new BenchException($"A search was refused: {body}");
    }

    /// <summary>Tries until it is done, beginning before the server listens.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> done, CancellationToken cancellation)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < StartLimit;)
        {
            if (_process.HasEnded)
                throw new BenchException($"The server ended before it did {what}: {await _process.ErrorsAsync()}");

            try
            {
                if (await done())
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellation);
        }

        throw new BenchException($"The server did not {what} within {StartLimit.TotalSeconds:0} s.");
    }

    private static string FindServer(Arguments arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var file = arguments.Text(
            "server", Path.Combine(Repository.Root, "artifacts", "bin", "Server", configuration, "Fairlead.Server.dll"));
        return File.Exists(file) ? file : throw new BenchException($"There is no {file}. Build the server first.");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
