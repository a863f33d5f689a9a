using Fairlead.Connectors.Http;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Tests.Http;

public sealed class RestRedirectTests
{
    private readonly RestConnector _connector = new(TimeProvider.System);

    [Fact]
    public async Task A_redirect_leads_nowhere_that_the_network_policy_denies()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.Redirect("http://169.254.169.254/latest/meta-data/");
            return Task.CompletedTask;
        });

        var denied = await _connector.FailAsync(""" "url": "{peer}", "followRedirects": true """, peer.Address);

        Assert.Equal(("NETWORK_DENIED", Sdk.RetryAdvice.Never), (denied.Code, denied.Retry));
        Assert.Contains("169.254.169.254", denied.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", 301, "GET", "")]
    [InlineData("POST", 302, "GET", "")]
    [InlineData("PUT", 302, "PUT", "\"x\"")]
    [InlineData("PUT", 303, "GET", "")]
    [InlineData("POST", 307, "POST", "\"x\"")]
    [InlineData("PATCH", 308, "PATCH", "\"x\"")]
    [InlineData("DELETE", 301, "DELETE", "")]
    public async Task Redirects_are_followed_as_browsers_do(string method, int status, string then, string body)
    {
        await using var peer = await Peer.StartAsync(context => RedirectOnceAsync(context, status, "/there?x=1"));

        var answer = await _connector.CallAsync(
            $$""" "url": "{peer}/here", "method": "{{method}}", "body": "\"x\"", "followRedirects": true, "authentication": {"type": "bearer", "token": "t"} """,
            peer.Address);

        Assert.Equal(200, answer.Status);
        Assert.Equal(($"{then} /there?x=1", body), (peer.Requests[1].Line, peer.Requests[1].Body));
        Assert.Equal("Bearer t", peer.Requests[1].Headers["Authorization"]);
    }

    [Theory]
    [InlineData(""" {"type": "bearer", "token": "S3CRET"} """)]
    [InlineData(""" {"type": "basic", "username": "S3CRET", "password": "S3CRET"} """)]
    [InlineData(""" {"type": "apiKey", "name": "X-Key", "value": "S3CRET"} """)]
    [InlineData(""" {"type": "apiKey", "apiKeyLocation": "query", "name": "key", "value": "S3CRET"} """)]
    public async Task Another_origin_gets_nothing_that_proves_who_we_are(string authentication)
    {
        await using var other = await Peer.AnsweringAsync(200);
        await using var peer = await Peer.StartAsync(context => RedirectOnceAsync(context, 307, $"{other.Address}/there"));

        await _connector.CallAsync(
            $$"""
            "url": "{peer}/here", "method": "POST", "body": {"a": 1}, "followRedirects": "true", "authentication": {{authentication}},
            "headers": {"Cookie": "S3CRET", "X-Own": "S3CRET", "Accept": "application/json"}
            """,
            peer.Address);

        Assert.DoesNotContain("S3CRET", $"{other.Request.Line} {string.Join(' ', other.Request.Headers.Values)}", StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", other.Request.Headers.Keys);
        Assert.Equal("application/json", other.Request.Headers["Accept"]);
        Assert.Equal("""{"a":1}""", other.Request.Body);
    }

    [Fact]
    public async Task An_origin_once_left_is_not_trusted_again()
    {
        await using var peer = await Peer.StartAsync(context => Task.CompletedTask);
        await using var other = await Peer.StartAsync(context => RedirectOnceAsync(context, 302, $"{peer.Address}/back"));
        await using var first = await Peer.StartAsync(context => RedirectOnceAsync(context, 302, $"{other.Address}/here"));

        await _connector.CallAsync(
            """ "url": "{peer}/here", "followRedirects": true, "authentication": {"type": "bearer", "token": "S3CRET"} """,
            first.Address);

        Assert.DoesNotContain("Authorization", peer.Request.Headers.Keys);
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_no_web_address_is_a_result(string location)
    {
        await using var peer = await Peer.StartAsync(context => RedirectOnceAsync(context, 302, location));

        var answer = await _connector.CallAsync(""" "url": "{peer}/here", "followRedirects": true """, peer.Address);

        Assert.Equal((302, location), (answer.Status, answer.Headers["Location"]));
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.Redirect("/again");
            return Task.CompletedTask;
        });

        var failure = await _connector.FailAsync(""" "url": "{peer}/here", "followRedirects": true """, peer.Address);

        Assert.Equal("500", failure.Code);
        Assert.Equal(21, peer.Requests.Count);
    }

    private static Task RedirectOnceAsync(HttpContext context, int status, string location)
    {
        if (context.Request.Path == "/here")
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = location;
        }

        return Task.CompletedTask;
    }
}
