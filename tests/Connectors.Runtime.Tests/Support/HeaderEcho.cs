using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>Somebody to call, who remembers the headers of the last request.</summary>
internal sealed class HeaderEcho : IAsyncDisposable
{
    private readonly WebApplication _app;
    private IHeaderDictionary _headers = new HeaderDictionary();

    private HeaderEcho(WebApplication app) => _app = app;

    public string Address => _app.Urls.First() + "/echo?secret=payload";

    public static async Task<HeaderEcho> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var echo = new HeaderEcho(builder.Build());
        echo._app.Run(http =>
        {
            echo._headers = new HeaderDictionary(http.Request.Headers.ToDictionary());
            return Task.CompletedTask;
        });
        await echo._app.StartAsync(TestContext.Current.CancellationToken);
        return echo;
    }

    /// <summary>Null when it was not sent.</summary>
    public string? Header(string name) => _headers.TryGetValue(name, out var values) ? values.ToString() : null;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
