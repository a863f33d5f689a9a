using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Starting;
using Fairlead.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static System.FormattableString;

namespace Fairlead.Server.Tests.Faults;

/// <summary>The whole server within the process of the test, on a store that the test has its hands on.</summary>
internal sealed class ServerInProcess : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServerInProcess(WebApplication app, FaultyStore store, string url)
    {
        _app = app;
        Store = store;
        Url = url;
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(2) };
        Cluster = new ClusterClient(Http);
    }

    public FaultyStore Store { get; }

    public string Url { get; }

    public HttpClient Http { get; }

    public ClusterClient Cluster { get; }

    /// <param name="delay">Of the next flush.</param>
    public static async Task<ServerInProcess> StartAsync(string dataFolder, Func<TimeSpan> delay, params string[] more)
    {
        var url = Invariant($"http://127.0.0.1:{TestServer.FindFreePort()}");
        string[] options = ["--address", url, "--data", dataFolder, "--Network:AllowLoopback", "true", "--Logging:LogLevel:Default", "None", .. more];
        Assert.True(ServerArguments.TryParse(options, out var arguments, out var problem), problem);
        var app = Composition.Build(arguments, out var listen);
        var store = new FaultyStore(delay);
        app.Services.GetRequiredService<ClusterHost>().OpenStore = store.Open;
        await ServerProcess.StartAsync(app, arguments, listen);
        return new ServerInProcess(app, store, url);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
