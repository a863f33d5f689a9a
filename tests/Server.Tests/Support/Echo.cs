using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Server.Tests.Support;

/// <summary>A server on loopback that answers with what it is sent.</summary>
internal sealed class Echo : IAsyncDisposable
{
    private readonly WebApplication _server;

    private Echo(WebApplication server) => _server = server;

    public string Address => _server.Urls.Single();

    public static async Task<Echo> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(async context =>
        {
            context.Response.ContentType = context.Request.ContentType;
            await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new Echo(server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
