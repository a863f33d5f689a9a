using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>Tokens: asked for as RFC 6749 says, kept while they are good, and never shown.</summary>
public sealed class OAuthTests
{
    private const string Client = """
        "authentication": {"type": "oauth-client-credentials-flow", "oauthTokenEndpoint": "{peer}/token", "clientId": "client-7",
          "clientSecret": "cl13nt:s3cret", "audience": "orders", "scopes": "read write"}
        """;

    private readonly VirtualTime _time = new();
    private readonly RestConnector _connector;
    private int _tokens;

    public OAuthTests() => _connector = new RestConnector(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Client, "grant_type=client_credentials&audience=orders&scope=read+write", "client-7:cl13nt:s3cret")]
    [InlineData(
        """
        "authentication": {"type": "oauth-client-credentials-flow", "oauthTokenEndpoint": "{peer}/token", "clientId": "client-7",
          "clientSecret": "cl13nt", "clientAuthentication": "credentialsBody"}
        """,
        "grant_type=client_credentials&client_id=client-7&client_secret=cl13nt",
        null)]
    [InlineData(
        """
        "authentication": {"type": "oauth-refresh-token", "oauthTokenEndpoint": "{peer}/token", "clientId": "client-7",
          "clientSecret": "cl13nt", "refreshToken": "r3fresh"}
        """,
        "grant_type=refresh_token&refresh_token=r3fresh&client_id=client-7&client_secret=cl13nt",
        null)]
    public async Task A_token_is_asked_for_and_shown_to_the_API(string authentication, string form, string? basic)
    {
        await using var peer = await Peer.StartAsync(AnswerAsync);

        var answer = await _connector.CallAsync($$""" "url": "{peer}/orders", {{authentication}} """, peer.Address);

        Assert.Equal(200, answer.Status);
        Assert.Equal(["POST /token", "GET /orders"], peer.Requests.Select(request => request.Line));
        Assert.Equal((form, "application/x-www-form-urlencoded"), (peer.Requests[0].Body, peer.Requests[0].Headers["Content-Type"]));
        Assert.Equal(
            basic is null ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(basic))}", peer.Requests[0].Headers.GetValueOrDefault("Authorization"));
        Assert.Equal("Bearer t0ken-1", peer.Requests[1].Headers["Authorization"]);
    }

    [Fact]
    public async Task A_token_is_used_until_shortly_before_its_end_and_calls_at_once_ask_once()
    {
        await using var peer = await Peer.StartAsync(AnswerAsync);
        var inputs = $$""" "url": "{peer}/orders", {{Client}} """;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _connector.CallAsync(inputs, peer.Address)));
        _time.Advance(TimeSpan.FromSeconds(49));
        await _connector.CallAsync(inputs, peer.Address);
        Assert.Equal(1, _tokens);

        _time.Advance(TimeSpan.FromSeconds(1));
        await _connector.CallAsync(inputs, peer.Address);
        Assert.Equal(2, _tokens);

        // Another credential has a token of its own.
        await _connector.CallAsync(inputs.Replace("read write", "read", StringComparison.Ordinal), peer.Address);
        Assert.Equal(3, _tokens);
    }

    [Fact]
    public async Task A_token_that_the_API_does_not_accept_is_not_used_again()
    {
        var accepts = false;
        await using var peer = await Peer.StartAsync(http => http.Request.Path == "/token" || accepts ? AnswerAsync(http) : RefuseAsync(http, 401, "{}"));
        var inputs = $$""" "url": "{peer}/orders", {{Client}} """;
        Assert.Equal("401", (await _connector.FailAsync(inputs, peer.Address)).Code);

        accepts = true;
        await _connector.CallAsync(inputs, peer.Address);

        Assert.Equal("Bearer t0ken-2", peer.Requests[^1].Headers["Authorization"]);
    }

    [Theory]
    [InlineData("oauth-client-credentials-flow", 401, """{"error": "invalid_client", "error_description": "no such client"}""", "OAUTH_TOKEN_ERROR", "invalid_client: no such client", false)]
    [InlineData("oauth-refresh-token", 400, """{"error": "invalid_grant"}""", "OAUTH_REFRESH_TOKEN_EXPIRED", "invalid_grant", false)]
    [InlineData("oauth-refresh-token", 400, """{"error": "interaction_required"}""", "OAUTH_INTERACTION_REQUIRED", "interaction_required", false)]
    [InlineData("oauth-client-credentials-flow", 503, "down", "OAUTH_TOKEN_ERROR", "503", true)]
    [InlineData("oauth-client-credentials-flow", 200, """{"token": "x"}""", "OAUTH_TOKEN_ERROR", "without an access_token", true)]
    [InlineData("oauth-client-credentials-flow", 200, "[]", "OAUTH_TOKEN_ERROR", "without an access_token", true)]
    public async Task Without_a_token_nothing_is_sent_to_the_API(string type, int status, string body, string code, string says, bool maySucceedLater)
    {
        await using var peer = await Peer.StartAsync(http => RefuseAsync(http, status, body));

        var failure = await _connector.FailAsync(
            $$""" "url": "{peer}/orders", "authentication": {"type": "{{type}}", "oauthTokenEndpoint": "{peer}/token?key=S3CRET", "clientId": "i", "clientSecret": "S3CRET", "refreshToken": "S3CRET"} """,
            peer.Address);

        Assert.Equal(code, failure.Code);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Equal(maySucceedLater, failure.Retry == RetryAdvice.AsModelled);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("POST /token", peer.Request.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_waited_for_another_ones_token_asks_itself_when_that_one_got_none()
    {
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync(async http =>
        {
            if (http.Request.Path == "/token" && Interlocked.Increment(ref _tokens) is 1)
            {
                arrived.SetResult();
                await goOn.Task;
                await RefuseAsync(http, 503, "down");
                return;
            }

            await AnswerAsync(http);
        });
        var inputs = $$""" "url": "{peer}/orders", {{Client}} """;
        var first = _connector.FailAsync(inputs, peer.Address);
        await arrived.Task;
        var second = _connector.CallAsync(inputs, peer.Address);
        goOn.SetResult();

        Assert.Equal("OAUTH_TOKEN_ERROR", (await first).Code);
        Assert.Equal(200, (await second).Status);
    }

    [Theory]
    [InlineData("""{"type": "bearer", "token": "S3CRET"}""", "It is complete.")]
    [InlineData("""{"authentication": {"type": "basic", "username": "S3CRET", "password": "S3CRET"}}""", "It is complete.")]
    [InlineData("""{"type": "noAuth"}""", "nothing to try")]
    [InlineData("""{"type": "oauth-client-credentials-flow", "oauthTokenEndpoint": "{peer}/token", "clientId": "S3CRET", "clientSecret": "S3CRET"}""", "gave a token for 60 s.")]
    public async Task A_stored_credential_is_tried(string credential, string says)
    {
        await using var peer = await Peer.StartAsync(AnswerAsync);
        var said = await TestAsync(credential, peer.Address);

        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.Equal(credential.Contains("oauth", StringComparison.Ordinal) ? 1 : 0, peer.Requests.Count);
    }

    [Theory]
    [InlineData("\"text\"", "it is a String")]
    [InlineData("""{"type": "bearer"}""", "token")]
    [InlineData("""{"type": "bearer", "token": ""}""", "empty")]
    [InlineData("""{"type": "bearer", "token": "S3CRET\nX-Injected: 1"}""", "line break")]
    [InlineData("""{"type": "oauth-client-credentials-flow", "oauthTokenEndpoint": "S3CRET", "clientId": "a", "clientSecret": "b"}""", "oauthTokenEndpoint")]
    [InlineData("""{"type": "nonsense"}""", "type")]
    public async Task A_stored_credential_that_cannot_work_is_told_apart(string credential, string says)
    {
        var failure = await Assert.ThrowsAnyAsync<ConnectorException>(() => TestAsync(credential, "http://127.0.0.1:1"));

        Assert.Equal("INVALID_INPUT", failure.Code);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_and_stored_credentials_are_hidden_in_what_is_kept_of_the_call()
    {
        await using var peer = await Peer.StartAsync(AnswerAsync);
        var call = Calls.ForJob();
        await _connector.ExecuteAsync(
            Calls.Bind(
                """ "url": "{peer}/orders", "authenticationConfiguration": {"type": "oauth-client-credentials-flow", "oauthTokenEndpoint": "{peer}/token", "clientId": "client-7", "clientSecret": "cl13nt"} """,
                peer.Address),
            call,
            Cancellation);

        Assert.Equal("*** *** ***", call.Redactor.Clean("client-7 cl13nt t0ken-1"));
    }

    private Task<string> TestAsync(string credential, string peer) => _connector.TestAsync(
        JsonElement.Parse(credential.Replace("{peer}", peer, StringComparison.Ordinal)), Calls.ForJob(), Cancellation);

    private Task AnswerAsync(HttpContext http) => http.Request.Path == "/token"
        ? RefuseAsync(http, 200, $$"""{"access_token": "t0ken-{{Interlocked.Increment(ref _tokens)}}", "expires_in": 60, "token_type": "Bearer"}""")
        : RefuseAsync(http, 200, "{}");

    private static async Task RefuseAsync(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json, http.RequestAborted);
    }
}
