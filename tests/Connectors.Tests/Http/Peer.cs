using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>A real server on loopback that writes down what it is asked and answers as told.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Asked> _requests = new();

    private Peer(WebApplication server, string scheme)
    {
        _server = server;
        Scheme = scheme;
    }

    public string Scheme { get; }

    public string Address { get; private set; } = "";

    public IReadOnlyList<Asked> Requests => [.. _requests];

    public Asked Request => Assert.Single(_requests);

    public static Task<Peer> AnsweringAsync(int status, string? body = null, string? contentType = "application/json") =>
        StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            if (body is null)
                return;
            if (contentType is not null)
                context.Response.ContentType = contentType;
            await context.Response.WriteAsync(body, context.RequestAborted);
        });

    /// <param name="answer">Gives the answer.</param>
    /// <param name="certificate">Null for plain HTTP.</param>
    /// <param name="configure">More of TLS, such as whether callers need a certificate.</param>
    /// <param name="protocols">What it speaks.</param>
    public static async Task<Peer> StartAsync(
        RequestDelegate answer,
        X509Certificate2? certificate = null,
        Action<HttpsConnectionAdapterOptions>? configure = null,
        HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                if (certificate is not null)
                    listen.UseHttps(certificate, tls => configure?.Invoke(tls));
            });
        });

        var server = builder.Build();
        var peer = new Peer(server, certificate is null ? "http" : "https");
        server.Run(async context =>
        {
            peer._requests.Enqueue(await Asked.ReadAsync(context));
            await answer(context);
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        peer.Address = $"{peer.Scheme}://127.0.0.1:{new Uri(server.Urls.Single()).Port}";
        return peer;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}

/// <summary>One request as it came over the wire.</summary>
internal sealed record Asked(string Line, IReadOnlyDictionary<string, string> Headers, string Body)
{
    // What differs from run to run, or would be a secret.
    private static readonly string[] Masked = ["Authorization", "X-Api-Key"];

    public static async Task<Asked> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        return new Asked(
            $"{context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget}",
            context.Request.Headers.ToDictionary(
                header => header.Key,
                header => string.Join(" | ", header.Value.ToArray()),
                StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)));
    }

    /// <summary>Lines made for reading.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Line).Append('\n');
        foreach (var (name, value) in Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
            text.Append(name).Append(": ").Append(Mask(name, value)).Append('\n');
        text.Append('\n').Append(Body);

        var boundary = Headers.GetValueOrDefault("Content-Type", "").Split("boundary=") is [_, var given] ? given.Trim('"') : null;
        return boundary is null ? text.ToString() : text.Replace(boundary, "BOUNDARY").ToString();
    }

    private static string Mask(string name, string value) =>
        name is "Host" ? "peer"
        : Masked.Contains(name) ? $"{(value.Split(' ') is [var scheme, _] ? scheme + " " : "")}***"
        : value;
}
