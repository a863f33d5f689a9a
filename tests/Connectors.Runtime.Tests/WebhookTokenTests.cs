using System.Net;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Tokens from the socket to the process: what each sender is told, and how keys are fetched.</summary>
public sealed class WebhookTokenTests
{
    /// <summary>{"alg":"ES256","kid":"k"} . {} . a signature by nobody.</summary>
    private const string Forged = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsifQ.e30.AAAA";

    [Fact]
    public async Task The_tokens_of_an_identity_provider_are_verified_with_its_keys()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var host = await StartAsync(
            provider.KeySet,
            ("inbound.auth.jwt.issuer", provider.Issuer),
            ("inbound.auth.jwt.audience", "hooks"),
            ("inbound.auth.jwt.permissionsExpression", "=split(scope, \" \")"),
            ("inbound.auth.jwt.requiredPermissions", "=[\"orders:write\"]"));
        var token = await provider.TokenAsync("orders:read orders:write", "hooks");

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, token)).Status);
        Assert.Single(host.Cluster.Log.OfType<CreateInstance>());

        var elsewhere = await PostAsync(host, await provider.TokenAsync("orders:write", "others"));
        var powerless = await PostAsync(host, await provider.TokenAsync("orders:read", "hooks"));
        var broken = await PostAsync(host, token[..^6]);
        var missing = await host.PostAsync("{}");

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized],
            new[] { elsewhere, powerless, broken, missing }.Select(answer => answer.Status));
        Assert.Equal("Bearer realm=\"webhook\", error=\"invalid_token\"", elsewhere.Headers["WWW-Authenticate"]);
        Assert.Equal("Bearer realm=\"webhook\", error=\"insufficient_scope\"", powerless.Headers["WWW-Authenticate"]);
        Assert.Equal("Bearer realm=\"webhook\"", missing.Headers["WWW-Authenticate"]);
        Assert.DoesNotContain("orders:write", powerless.Body, StringComparison.Ordinal);
        Assert.Contains("WEBHOOK_FORBIDDEN", powerless.Body, StringComparison.Ordinal);
        Assert.Single(host.Cluster.Log.OfType<CreateInstance>());
        Assert.Contains(Activities(host), entry => entry.Message.Contains("lacks orders:write", StringComparison.Ordinal));
        Assert.Contains(Activities(host), entry => entry.Message.Contains("audience", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_are_fetched_within_the_network_policy_and_a_sender_is_asked_to_come_again()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync("process", Jwt("http://127.0.0.1:1/keys"));

        var answer = await PostAsync(host, Forged);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "10"), (answer.Status, answer.Headers["Retry-After"]));
        Assert.DoesNotContain("127.0.0.1", answer.Body, StringComparison.Ordinal);
        Assert.Contains(Activities(host), entry => entry.Message.Contains("Network:AllowLoopback", StringComparison.Ordinal));
        Assert.Empty(host.Cluster.Log);
    }

    /// <summary>Trap 22: an expression runs for who has right credentials, or none.</summary>
    [Fact]
    public async Task A_handshake_is_answered_without_a_token_and_not_with_a_wrong_one()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var host = await StartAsync(
            provider.KeySet,
            ("inbound.auth.jwt.permissionsExpression", "=split(scope, \" \")"),
            ("inbound.auth.jwt.requiredPermissions", "write"),
            ("inbound.verificationExpression", "={statusCode: 202, body: \"pong\"}"));

        Assert.Equal(HttpStatusCode.Accepted, (await host.PostAsync("{}")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(host, await provider.TokenAsync("write", "hooks"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(host, await provider.TokenAsync("read", "hooks"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host, Forged)).Status);
        Assert.Empty(host.Cluster.Log);
    }

    /// <summary>Trap 25: whatever arrives in place of a token is the sender's mistake.</summary>
    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer x")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("Bearer eyJhbGciOiJIUzI1NiJ9.e30.AAAA")]
    [InlineData("Basic YTpi")]
    [InlineData(null)]
    public async Task What_is_no_token_is_401_and_never_500(string? authorization)
    {
        await using var host = await StartAsync("http://127.0.0.1:1/keys");

        var answer = authorization is null ? await host.PostAsync("{}") : await host.PostAsync("{}", headers: ("Authorization", authorization));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task The_list_says_what_of_a_token_is_not_compared()
    {
        await using var host = await StartAsync("http://127.0.0.1:1/keys");

        var details = Assert.Single(host.Snapshot()).Details;

        Assert.Equal("JWT", details["authentication"]);
        Assert.Contains("inbound.auth.jwt.audience", details["remarks"], StringComparison.Ordinal);
    }

    private static async Task<WebhookHost> StartAsync(string keySet, params (string, string)[] properties)
    {
        var host = await WebhookHost.StartAsync(("Network:AllowLoopback", "true"));
        await host.DeployAsync("process", [.. Jwt(keySet), .. properties]);
        return host;
    }

    private static (string, string)[] Jwt(string keySet) => [("inbound.auth.type", "JWT"), ("inbound.auth.jwt.jwkUrl", keySet)];

    private static Task<WebhookHost.Answer> PostAsync(WebhookHost host, string token) =>
        host.PostAsync("{}", headers: ("Authorization", $"Bearer {token}"));

    private static IReadOnlyList<ActivityEntry> Activities(WebhookHost host) => Assert.Single(host.Snapshot()).Activities.Entries;
}
