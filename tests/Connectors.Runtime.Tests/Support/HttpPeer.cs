using System.Collections.Concurrent;
using System.Net;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>A real HTTP server on loopback that answers as the test says, and writes down what it was asked.</summary>
internal sealed class HttpPeer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private int _connections;

    private HttpPeer(WebApplication server) => _server = server;

    public int Port { get; private set; }

    public string Url => $"http://127.0.0.1:{Port}";

    public ConcurrentQueue<(string Method, string Path)> Requests { get; } = new();

    /// <summary>That were ever made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <param name="answer">Null answers 200.</param>
    public static async Task<HttpPeer> StartAsync(RequestDelegate? answer = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        HttpPeer? peer = null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(next => connection =>
        {
            Interlocked.Increment(ref peer!._connections);
            return next(connection);
        })));
        var server = builder.Build();
        peer = new HttpPeer(server);
        server.Run(context =>
        {
            peer.Requests.Enqueue((context.Request.Method, context.Request.Path));
            return answer is null ? Task.CompletedTask : answer(context);
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        peer.Port = new Uri(server.Urls.Single()).Port;
        return peer;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}
