using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>
/// Speaks the HTTP API of HashiCorp Vault as far as it is used here: key/value version 2, tokens with a lease, login with an AppRole.
/// Shapes from the API documentation of Vault.
/// </summary>
internal sealed class FakeVault : IAsyncDisposable
{
    public const string RoleId = "role-1";
    public const string SecretId = "secret-id-1";

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = [];
    private int _lastToken;

    private FakeVault(WebApplication app, TimeProvider time)
    {
        _app = app;
        _time = time;
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Each request: method, path, namespace.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>By path below the mount <c>kv</c>.</summary>
    public ConcurrentDictionary<string, JsonObject> Secrets { get; } = [];

    /// <summary>Paths that were deleted.</summary>
    public ConcurrentDictionary<string, bool> Deleted { get; } = [];

    /// <summary>Paths that no policy allows.</summary>
    public ConcurrentDictionary<string, bool> Forbidden { get; } = [];

    /// <summary>Answered in place of everything, with an empty list of errors; null answers.</summary>
    public HttpStatusCode? Broken { get; set; }

    /// <summary>Held before each answer; null does not wait.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(3);

    public static async Task<FakeVault> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var vault = new FakeVault(app, time);
        app.Run(vault.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return vault;
    }

    /// <summary>A token as an operator makes it.</summary>
    public string NewToken()
    {
        var token = $"hvs.token-{Interlocked.Increment(ref _lastToken)}";
        _tokens[token] = _time.GetUtcNow() + Lease;
        return token;
    }

    public void RevokeAll() => _tokens.Clear();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        Requests.Enqueue($"{http.Request.Method} {path} {http.Request.Headers["X-Vault-Namespace"]}".Trim());
        if (Gate is { } gate)
            await gate.Task;
        var token = http.Request.Headers["X-Vault-Token"].ToString();
        var (status, body) = Broken is { } broken
            ? ((int)broken, Errors(broken is HttpStatusCode.ServiceUnavailable ? "Vault is sealed" : "internal error"))
            : path is "/v1/auth/approle/login"
                ? LogIn(await JsonSerializer.DeserializeAsync<JsonObject>(http.Request.Body, cancellationToken: http.RequestAborted))
                : !_tokens.TryGetValue(token, out var end) || end <= _time.GetUtcNow()
                    ? (403, Errors("permission denied"))
                    : Answer(http.Request.Method, path, token);
        http.Response.StatusCode = status;
        if (Broken is HttpStatusCode.TemporaryRedirect)
            http.Response.Headers.Location = "http://192.0.2.1/";
        await http.Response.WriteAsJsonAsync(body, http.RequestAborted);
    }

    private (int, JsonObject) LogIn(JsonObject? body) =>
        (string?)body?["role_id"] == RoleId && (string?)body["secret_id"] == SecretId
            ? (200, Auth(NewToken()))
            : (400, Errors("invalid role or secret ID"));

    private (int, JsonObject) Answer(string method, string path, string token)
    {
        switch (method, path)
        {
            case ("GET", "/v1/auth/token/lookup-self"):
                var left = (long)(_tokens[token] - _time.GetUtcNow()).TotalSeconds;
                return (200, new JsonObject { ["data"] = new JsonObject { ["ttl"] = left, ["renewable"] = true } });
            case ("POST", "/v1/auth/token/renew-self"):
                _tokens[token] = _time.GetUtcNow() + Lease;
                return (200, Auth(token));
            case ("GET", _) when path.StartsWith("/v1/kv/data/", StringComparison.Ordinal):
                return Read(path["/v1/kv/data/".Length..]);
            default:
                return (404, Errors($"no handler for route \"{path["/v1/".Length..]}\". route entry not found."));
        }
    }

    private (int, JsonObject) Read(string path)
    {
        if (Forbidden.ContainsKey(path))
            return (403, Errors("1 error occurred:\n\t* permission denied\n\n"));
        var metadata = new JsonObject { ["created_time"] = "2026-01-02T03:04:05.678901234Z", ["version"] = 3, ["destroyed"] = false };
        if (Deleted.ContainsKey(path))
        {
            metadata["deletion_time"] = "2026-01-03T00:00:00Z";
            return (404, new JsonObject { ["data"] = new JsonObject { ["data"] = null, ["metadata"] = metadata } });
        }

        return Secrets.TryGetValue(path, out var secret)
            ? (200, new JsonObject
            {
                ["request_id"] = "1",
                ["lease_duration"] = 0,
                ["data"] = new JsonObject { ["data"] = secret.DeepClone(), ["metadata"] = metadata },
            })
            : (404, Errors());
    }

    private JsonObject Auth(string token) => new()
    {
        ["auth"] = new JsonObject
        {
            ["client_token"] = token,
            ["lease_duration"] = (long)Lease.TotalSeconds,
            ["renewable"] = true,
            ["token_type"] = "service",
        },
    };

    private static JsonObject Errors(params string[] errors) => new() { ["errors"] = new JsonArray([.. errors.Select(error => JsonValue.Create(error))]) };
}
