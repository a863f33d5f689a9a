using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Bench;

/// <summary>The small servers beside the product, each a process of its own that prints its address.</summary>
internal static class Endpoints
{
    public const string Peer = "peer";
    public const string Bare = "bare";
    public const string Accept = "accept";

    /// <summary>Path and query that the process and the bare endpoint call.</summary>
    public const string PricePath = "/price?item=coffee";

    /// <summary>Nobody gets an answer there.</summary>
    public const string NeverPath = "/never";

    /// <summary>The API that is called. Its answer costs nothing to make.</summary>
    public static async Task RunPeerAsync()
    {
        var answer = """{"item":"coffee","price":12.50,"currency":"EUR","inStock":true,"warehouse":{"id":"W-7","city":"Bergen"}}"""u8.ToArray();
        await using var server = Create();
        server.MapGet("/price", context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            return context.Response.Body.WriteAsync(answer, context.RequestAborted).AsTask();
        });
        // A system that takes requests and never answers.
        server.MapGet(NeverPath, static context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        await RunAsync(server);
    }

    /// <summary>What somebody would write by hand: read the order, make the call, answer two fields. Nothing is kept.</summary>
    public static async Task RunBareAsync(Uri peer)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        var price = new Uri(peer, PricePath);
        await using var server = Create();
        server.MapPost("/order", async context =>
        {
            using var order = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (order.RootElement.GetProperty("item").GetString() is null)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, price);
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await http.SendAsync(request, context.RequestAborted);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            using var answer = await JsonDocument.ParseAsync(body, cancellationToken: context.RequestAborted);
            await context.Response.WriteAsJsonAsync(
                new
                {
                    price = answer.RootElement.GetProperty("price").GetDecimal(),
                    currency = answer.RootElement.GetProperty("currency").GetString(),
                },
                context.RequestAborted);
        });
        await RunAsync(server);
    }

    public static WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    public static async Task RunAsync(WebApplication server)
    {
        await server.StartAsync();
        Console.WriteLine(server.Urls.Single());
        await server.WaitForShutdownAsync();
    }
}
