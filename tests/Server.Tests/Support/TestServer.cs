using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Server.Tests.Support;

/// <summary>A server as a real process, on a port of its own.</summary>
internal sealed class TestServer : IDisposable
{
    private TestServer(RunningProgram program, string url)
    {
        Program = program;
        Url = url;
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(2) };
        Cluster = new ClusterClient(Http);
    }

    public RunningProgram Program { get; }

    public string Url { get; }

    public HttpClient Http { get; }

    public ClusterClient Cluster { get; }

    /// <summary>The most memory that it had, on Linux.</summary>
    public long PeakBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{Program.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts it and waits until it is ready. Connectors may call the peers of tests, unless the test says where they may connect to.</summary>
    public static Task<TestServer> StartAsync(string dataFolder, CancellationToken cancellation, params string[] more) =>
        StartAtAsync(FindFreeUrl(), dataFolder, cancellation, more);

    /// <summary>The same, at an address that others know already.</summary>
    public static Task<TestServer> StartAtAsync(string url, string dataFolder, CancellationToken cancellation, params string[] more) =>
        ReadyAsync(Begin(url, dataFolder, more), cancellation);

    /// <summary>The same, with settings of its environment.</summary>
    public static Task<TestServer> StartWithAsync(
        string dataFolder, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation, params string[] more)
    {
        var url = FindFreeUrl();
        return ReadyAsync(
            new TestServer(new RunningProgram("Server", ["--address", url, "--data", dataFolder, .. more], environment: environment), url), cancellation);
    }

    /// <summary>Starts it and does not wait.</summary>
    public static TestServer Begin(string url, string dataFolder, params string[] more)
    {
        string[] network = more.Any(option => option.StartsWith("--Network:", StringComparison.Ordinal)) ? [] : ["--Network:AllowLoopback", "true"];
        return new TestServer(new RunningProgram("Server", ["--address", url, "--data", dataFolder, .. network, .. more]), url);
    }

    public static string FindFreeUrl() => Invariant($"http://127.0.0.1:{FindFreePort()}");

    public static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        Http.Dispose();
        Program.Dispose();
    }

    private static async Task<TestServer> ReadyAsync(TestServer server, CancellationToken cancellation)
    {
        try
        {
            await Eventually.GetAsync(() => server.IsReadyAsync(cancellation), isReady => isReady, cancellation);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        Assert.False(Program.HasExited, $"The server ended: {Program.Errors}");
        try
        {
            using var response = await Http.GetAsync("/health/ready", cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
