using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.Http;

public sealed class RestRequestTests
{
    private readonly RestConnector _connector = new(TimeProvider.System);

    [Fact]
    public async Task A_call_as_the_template_writes_it()
    {
        await using var peer = await Peer.AnsweringAsync(200, "{}");

        await _connector.CallAsync(
            """
            "authentication": {"type": "noAuth"}, "method": "POST", "url": "{peer}/orders", "headers": {"X-Trace": "t-1", "X-Count": 7},
            "queryParameters": {"q": "a b&c", "n": 1}, "skipEncoding": "", "followRedirects": "false",
            "connectionTimeoutInSeconds": "20", "readTimeoutInSeconds": "20", "ignoreNullValues": "false",
            "documentReturnFormat": {"choice": "JSON", "encoding": "UTF-8"}, "body": {"id": 1.50, "note": null}
            """,
            peer.Address);

        Snapshot.Match(peer.Request.ToString());
    }

    [Fact]
    public async Task Every_kind_of_body()
    {
        await using var peer = await Peer.AnsweringAsync(200);
        string[] calls =
        [
            """ "method": "POST", "body": "plain {text}" """,
            """ "method": "POST", "body": "<a/>", "headers": {"content-type": "text/xml; charset=iso-8859-1"} """,
            """ "method": "POST", "body": [1, {"a": null}] """,
            """ "method": "POST", "body": 12.50 """,
            """ "method": "POST", "body": {"a": {"b": null}, "c": [null, {"d": null, "e": 1}]}, "ignoreNullValues": true """,
            """ "method": "PUT", "body": {"a": "ü &=", "b": 1, "c": null, "d": [1, 2]}, "headers": {"Content-Type": "application/x-www-form-urlencoded"} """,
            """ "method": "PATCH", "body": {"a\"b": "x", "c": null, "d": {"e": 1}, "ü": "ö"}, "headers": {"Content-Type": "multipart/form-data"} """,
            """ "method": "POST", "body": {"a": "x"}, "headers": {"Content-Type": "multipart/form-data; boundary=own"} """,
            """ "method": "POST" """,
            """ "method": "POST", "body": "" """,
            """ "method": "POST", "body": "x", "headers": {"Content-Type": null} """,
        ];

        foreach (var call in calls)
            await _connector.CallAsync($""" "url": "{peer.Address}/", {call}""");

        var transcripts = calls.Zip(peer.Requests, (call, asked) => $"=== {call.Trim()}\n{asked}");
        Snapshot.Match(string.Join("\n\n", transcripts).Replace("\r", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Trap_28_GET_and_DELETE_never_send_a_body(string method)
    {
        await using var peer = await Peer.AnsweringAsync(200);

        await _connector.CallAsync($$""" "url": "{peer}/", "method": "{{method}}", "body": {"a": 1} """, peer.Address);

        Assert.Equal("", peer.Request.Body);
        Assert.DoesNotContain("Content-Type", peer.Request.Headers.Keys);
        Assert.DoesNotContain("Content-Length", peer.Request.Headers.Keys);
    }

    [Fact]
    public async Task A_content_type_asked_for_goes_out_without_a_body_too()
    {
        await using var peer = await Peer.AnsweringAsync(200);

        await _connector.CallAsync(""" "url": "{peer}/", "headers": {"Content-Type": "application/vnd.x"} """, peer.Address);

        Assert.Equal("application/vnd.x", peer.Request.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("noAuth", """ "type": "noAuth" """, null)]
    [InlineData("basic", """ "type": "basic", "username": "ü", "password": "S3CRET" """, "Basic w7w6UzNDUkVU")]
    [InlineData("basic without password", """ "type": "basic", "username": "key", "password": "" """, "Basic a2V5Og==")]
    [InlineData("bearer", """ "token": "S3CRET\n", "type": "bearer" """, "Bearer S3CRET")]
    [InlineData("apiKey", """ "type": "apiKey", "apiKeyLocation": "headers", "name": "Authorization", "value": "S3CRET" """, "S3CRET")]
    public async Task Authentication_in_a_header(string kind, string authentication, string? expected)
    {
        await using var peer = await Peer.AnsweringAsync(200);

        await _connector.CallAsync($$""" "url": "{peer}/", "authentication": { {{authentication}} } """, peer.Address);

        Assert.Equal((kind, expected), (kind, peer.Request.Headers.GetValueOrDefault("Authorization")));
    }

    [Theory]
    [InlineData(""" {"type": "bearer", "token": "S3CRET"} """, "Bearer S3CRET")]
    [InlineData(""" {"authentication": {"token": "S3CRET", "type": "bearer"}} """, "Bearer S3CRET")]
    [InlineData("null", "Bearer own")]
    [InlineData("\" \"", "Bearer own")]
    public async Task A_stored_credential_wins_over_the_authentication_of_the_task(string stored, string expected)
    {
        await using var peer = await Peer.AnsweringAsync(200);

        await _connector.CallAsync(
            $$""" "url": "{peer}/", "authenticationConfiguration": {{stored}}, "authentication": {"type": "bearer", "token": "own"} """,
            peer.Address);

        Assert.Equal(expected, peer.Request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData(""" {"x": "S3CRET"} """, "type")]
    [InlineData(""" {"type": "bearer"} """, "token")]
    [InlineData(""" ["S3CRET"] """, "stored credential")]
    public async Task A_stored_credential_that_is_none_is_an_input_error(string stored, string named)
    {
        var failure = await _connector.FailAsync($$""" "url": "http://127.0.0.1:1/", "authenticationConfiguration": {{stored}} """);

        Assert.IsType<ConnectorInputException>(failure);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_idempotency_key_goes_out_with_what_changes_something_unless_the_model_has_its_own_or_wants_none()
    {
        await using var peer = await Peer.AnsweringAsync(200);

        await _connector.CallAsync(""" "url": "{peer}/", "method": "GET" """, peer.Address);
        await _connector.CallAsync(""" "url": "{peer}/", "method": "DELETE" """, peer.Address);
        await _connector.CallAsync(""" "url": "{peer}/", "method": "POST", "headers": {"idempotency-key": "mine"} """, peer.Address);
        await _connector.ExecuteAsync(
            Calls.Bind(""" "url": "{peer}/", "method": "POST" """, peer.Address),
            Calls.ForJob(sendsKey: false),
            TestContext.Current.CancellationToken);

        Assert.Equal([null, "test-7", "mine", null], peer.Requests.Select(request => request.Headers.GetValueOrDefault("Idempotency-Key")));
    }

    [Fact]
    public async Task An_API_key_in_the_query()
    {
        await using var peer = await Peer.AnsweringAsync(200);

        await _connector.CallAsync(
            """ "url": "{peer}/a?x=1", "authentication": {"type": "apiKey", "apiKeyLocation": "query", "name": "key", "value": "S3 CRET"} """,
            peer.Address);

        Assert.Equal("GET /a?x=1&key=S3%20CRET", peer.Request.Line);
    }

    [Fact]
    public async Task Headers_that_are_null_are_left_out_and_lists_are_sent_as_several()
    {
        await using var peer = await Peer.AnsweringAsync(200);

        await _connector.CallAsync(""" "url": "{peer}/", "headers": {"X-None": null, "X-Two": ["a", 2], "User-Agent": "mine", "X-Ü": null} """, peer.Address);

        Assert.DoesNotContain("X-None", peer.Request.Headers.Keys);
        Assert.Equal("a, 2", peer.Request.Headers["X-Two"].Replace(" | ", ", ", StringComparison.Ordinal));
        Assert.Equal("mine", peer.Request.Headers["User-Agent"]);
    }

    [Theory]
    [InlineData("/a b/ü?q=x y&z={1}", false, "/a%20b/%C3%BC?q=x%20y&z=%7B1%7D")]
    [InlineData("/a%20b?q=100%", false, "/a%20b?q=100%25")]
    [InlineData("/a%2Fb?q=%41%2B+", false, "/a%2Fb?q=A%2B+")]
    [InlineData("/a%2Fb/../c?q=%41{x}#part", true, "/a%2Fb/../c?q=%41{x}")]
    [InlineData("/a?", false, "/a?")]
    [InlineData("#part", false, "/")]
    public async Task URLs_are_encoded_once_unless_asked_not_to(string url, bool skip, string expected)
    {
        await using var peer = await Peer.AnsweringAsync(200);

        await _connector.CallAsync($$""" "url": "{peer}{{url}}", "skipEncoding": "{{skip}}" """, peer.Address);

        Assert.Equal($"GET {expected}", peer.Request.Line);
    }

    [Theory]
    [InlineData("example.com/S3CRET", false)]
    [InlineData("http://", false)]
    [InlineData("http:///S3CRET", false)]
    [InlineData("/S3CRET", false)]
    [InlineData("ftp://example.com/S3CRET", false)]
    [InlineData("file:///etc/S3CRET", false)]
    [InlineData("http://user:S3CRET@example.com/", false)]
    [InlineData("http://exa mple.com/S3CRET", false)]
    [InlineData("http://example.com/S3CRET HTTP/1.1\\r\\nX-Injected: 1", true)]
    [InlineData("http://example.com/S3CRET/ü", true)]
    [InlineData(" ", false)]
    public async Task An_address_that_cannot_be_called_is_an_input_problem(string url, bool skip)
    {
        var failure = await _connector.FailAsync($""" "url": "{url}", "skipEncoding": {(skip ? "true" : "false")} """);

        Assert.IsType<ConnectorInputException>(failure);
        Assert.Same(RetryAdvice.Never, failure.Retry);
        Assert.Contains("url: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "headers": {"X-A": "S3CRET\r\nX-Injected: 1"} """, "headers.X-A")]
    [InlineData(""" "headers": {"X A": "S3CRET"} """, "headers:")]
    [InlineData(""" "headers": {"X-A": {"S3CRET": 1}} """, "headers.X-A")]
    [InlineData(""" "queryParameters": {"q": {"S3CRET": 1}} """, "queryParameters.q")]
    [InlineData(""" "authentication": {"type": "bearer", "token": "S3CRET\nX-Injected: 1"} """, "authentication:")]
    [InlineData(""" "authentication": {"type": "apiKey", "name": "a b", "value": "S3CRET"} """, "authentication.name")]
    [InlineData(""" "authentication": {"type": "apiKey", "name": "Content-Type", "value": "S3CRET"} """, "authentication.name")]
    [InlineData(""" "method": "POST", "body": "x", "headers": {"Content-Type": "text/plain; charset=S3CRET"} """, "headers.Content-Type")]
    public async Task What_cannot_be_sent_is_an_input_problem(string inputs, string named)
    {
        var failure = await _connector.FailAsync($$""" "url": "http://127.0.0.1:1/", {{inputs}} """);

        Assert.IsType<ConnectorInputException>(failure);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_fields_of_features_to_come_are_no_problem()
    {
        await using var peer = await Peer.AnsweringAsync(200);

        await _connector.CallAsync(
            """ "url": "{peer}/", "clientTls": {"clientCertificate": "", "clientPrivateKey": null}, "authenticationConfiguration": null, "storeResponse": "false" """,
            peer.Address);

        Assert.Equal("GET /", peer.Request.Line);
    }

    [Fact]
    public void Printing_a_call_shows_no_secret()
    {
        var call = Calls.Bind(
            """ "url": "http://S3CRET/", "method": "post", "headers": {"a": "S3CRET"}, "body": "S3CRET", "authentication": {"type": "bearer", "token": "S3CRET"} """);

        Assert.DoesNotContain("S3CRET", $"{call} {call.Authentication}", StringComparison.Ordinal);
    }
}
