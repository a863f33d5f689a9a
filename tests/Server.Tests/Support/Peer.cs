using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Server.Tests.Support;

/// <summary>The other side of calls: a web server that answers as the test says.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Peer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>Idempotency keys of what was asked, in order.</summary>
    public ConcurrentQueue<string> Keys { get; } = [];

    /// <summary>Bodies of what was asked, in order.</summary>
    public ConcurrentQueue<string> Bodies { get; } = [];

    /// <param name="answer">Writes the answer to the request of this number, from 1.</param>
    /// <param name="url">Null for one of its own.</param>
    public static async Task<Peer> StartAsync(Func<HttpContext, int, Task> answer, string? url = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url ?? "http://127.0.0.1:0");
        var app = builder.Build();
        var peer = new Peer(app);
        var asked = 0;
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            peer.Bodies.Enqueue(await reader.ReadToEndAsync(http.RequestAborted));
            peer.Keys.Enqueue(http.Request.Headers["Idempotency-Key"].ToString());
            await answer(http, Interlocked.Increment(ref asked));
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return peer;
    }

    public static async Task JsonAsync(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json, http.RequestAborted);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
