using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Server.Tests.Support;

/// <summary>Somebody whom processes call.</summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<(string Parent, string State)> _requests = Channel.CreateUnbounded<(string, string)>();

    private Target(WebApplication app) => _app = app;

    /// <summary>For a server: the address as the secret that the diagrams name.</summary>
    public IEnumerable<string> Settings => ["--Secrets:Values:EXAMPLES_URL", _app.Urls.First()];

    /// <param name="status">Of every answer.</param>
    /// <param name="body">Of every answer, JSON.</param>
    public static async Task<Target> StartAsync(int status = StatusCodes.Status200OK, string body = "{}")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var target = new Target(builder.Build());
        target._app.Run(async http =>
        {
            target._requests.Writer.TryWrite((http.Request.Headers["traceparent"].ToString(), http.Request.Headers["tracestate"].ToString()));
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(body, http.RequestAborted);
        });
        await target._app.StartAsync(TestContext.Current.CancellationToken);
        return target;
    }

    /// <summary>The trace headers of the next request; empty when it has none.</summary>
    public async Task<(string Parent, string State)> NextAsync() =>
        await _requests.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
