using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Kafka.Tests.Support;

/// <summary>A schema registry of our own that speaks the REST interface of Confluent's: subjects, versions, numbers, references, refusals.</summary>
internal sealed class RegistryPeer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<(string Subject, JsonObject Schema)> _schemas = [];

    private RegistryPeer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>It answers 503 to everything.</summary>
    public bool IsAway { get; set; }

    /// <summary>What a request must prove; null for nothing.</summary>
    public string? Authorization { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Requests { get; private set; }

    public static async Task<RegistryPeer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var peer = new RegistryPeer(app);
        app.Run(peer.AnswerAsync);
        await app.StartAsync();
        return peer;
    }

    /// <returns>Its number.</returns>
    public int Register(string subject, string schema, string type = "AVRO", JsonArray? references = null)
    {
        lock (_gate)
        {
            var known = _schemas.FindIndex(entry => entry.Schema["schema"]!.GetValue<string>() == schema && entry.Subject == subject);
            if (known >= 0)
                return known + 1;
            _schemas.Add((subject, new JsonObject { ["schema"] = schema, ["schemaType"] = type, ["references"] = references ?? [] }));
            return _schemas.Count;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests++;
        var parts = context.Request.Path.Value!.Trim('/').Split('/');
        var body = context.Request.Method is "POST" ? await JsonNode.ParseAsync(context.Request.Body) : null;
        var (status, answer) = Answer(context.Request.Method, parts, body, context.Request.Headers.Authorization.ToString());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/vnd.schemaregistry.v1+json";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private (int Status, JsonNode Answer) Answer(string method, string[] parts, JsonNode? body, string authorization) => (method, parts) switch
    {
        _ when IsAway => Refusal(503, 50301, "Leader not known."),
        _ when Authorization is { } wanted && authorization != wanted => Refusal(401, 401, "Unauthorized"),
        ("GET", ["schemas", "ids", var id]) => int.Parse(id, null) <= _schemas.Count
            ? (200, _schemas[int.Parse(id, null) - 1].Schema.DeepClone())
            : Refusal(404, 40403, "Schema not found"),
        ("GET", ["subjects", var subject, "versions", var version]) => VersionOf(subject, version),
        ("POST", ["subjects", _, "versions"]) when body!["schema"]!.GetValue<string>().Contains("incompatible", StringComparison.Ordinal) =>
            Refusal(409, 409, "Schema being registered is incompatible with an earlier schema"),
        ("POST", ["subjects", var subject, "versions"]) => (200, new JsonObject
        {
            ["id"] = Register(subject, body!["schema"]!.GetValue<string>(), body["schemaType"]?.GetValue<string>() ?? "AVRO"),
        }),
        ("POST", ["subjects", var subject]) => Find(subject, body!["schema"]!.GetValue<string>()) is > 0 and var id
            ? (200, new JsonObject { ["id"] = id, ["subject"] = subject })
            : Refusal(404, 40403, "Schema not found"),
        _ => Refusal(404, 404, "HTTP 404 Not Found"),
    };

    private (int Status, JsonNode Answer) VersionOf(string subject, string version)
    {
        var versions = _schemas.Index().Where(entry => entry.Item.Subject == subject).ToList();
        if (versions.Count is 0)
            return Refusal(404, 40401, $"Subject '{subject}' not found.");
        var (index, (_, schema)) = version is "latest" ? versions[^1] : versions[int.Parse(version, null) - 1];
        var answer = schema.DeepClone();
        answer["id"] = index + 1;
        return (200, answer);
    }

    private int Find(string subject, string schema) =>
        _schemas.FindIndex(entry => entry.Subject == subject && entry.Schema["schema"]!.GetValue<string>() == schema) + 1;

    private static (int Status, JsonNode Answer) Refusal(int status, int code, string message) =>
        (status, new JsonObject { ["error_code"] = code, ["message"] = message });
}
