using System.Text;
using System.Text.Json;
using Fairlead.Connectors.GraphQl;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Tests.Http;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.GraphQl;

/// <summary>Operations against a real GraphQL server.</summary>
public sealed class GraphQlTests(NodePeers peers)
{
    private readonly GraphQlConnector _connector = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("get", """{"id": "7"}""")]
    [InlineData("post", """{"id": "7"}""")]
    [InlineData("post", "\"{\\\"id\\\": 7}\"")]
    [InlineData("GET", "\"{\\\"id\\\": 7}\"")]
    public async Task A_query_with_variables_gives_its_data(string method, string variables)
    {
        var answer = await CallAsync(
            $$"""{"method": "{{method}}", "url": "{peer}/graphql", "query": "query($id: ID!) { order(id: $id) { id total note } }", "variables": {{variables}}}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"data":{"order":{"id":"7","total":12.5,"note":"grüße"}}}""", Calls.Json(answer.Body));
    }

    [Fact]
    public async Task A_mutation_goes_out_with_every_kind_of_value()
    {
        var answer = await CallAsync(
            """
            {"method": "post", "url": "{peer}/graphql", "query": "mutation($order: OrderInput!) { place(order: $order) { total note } }",
             "variables": {"order": {"total": 10.50, "note": null}}, "connectionTimeoutInSeconds": "20", "readTimeoutInSeconds": "20", "headers": ""}
            """);

        Assert.Equal("""{"data":{"place":{"total":10.5,"note":null}}}""", Calls.Json(answer.Body));
    }

    [Fact]
    public async Task What_goes_out()
    {
        await using var peer = await Peer.AnsweringAsync(200, "{}");
        const string Operation = "\"query\": \"query($id: ID!) {\\n  order(id: $id) { a&b }\\n}\", \"variables\": {\"id\": \"ü 7\", \"more\": [1.50, null]}";
        await CallAsync($$"""{"method": "get", "url": "{{peer.Address}}/graphql?shop=1", "headers": {"X-Shop": 7}, {{Operation}}}""");
        await CallAsync($$"""{"method": "post", "url": "{{peer.Address}}/graphql", "headers": {"accept": "application/graphql-response+json"}, {{Operation}}}""");
        await CallAsync($$"""{"method": "post", "url": "{{peer.Address}}/graphql", "query": "{ a }", "variables": {} }""");

        Snapshot.Match(string.Join("\n\n", peer.Requests.Select(request => request.ToString())));
    }

    [Theory]
    [InlineData("get")]
    [InlineData("post")]
    public async Task An_answer_with_errors_is_a_failure_that_keeps_what_came_with_them(string method)
    {
        var failure = await FailAsync(
            $$"""{"method": "{{method}}", "url": "{peer}/graphql", "query": "{ orders(ids: [\"7\", \"8\"]) { id secretNote } }"}""");

        Assert.Equal("GRAPHQL_ERROR", failure.Code);
        Assert.Same(RetryAdvice.AsModelled, failure.Retry);
        Assert.Equal("The GraphQL API answered with an error: not for you. [GRAPHQL_ERROR]", failure.Message);
        var variables = JsonElement.Parse(Calls.Json(failure.Variables));
        Assert.Equal("""{"orders":[{"id":"7","secretNote":null},null]}""", variables.GetProperty("data").GetRawText());
        Assert.Equal("not for you", variables.GetProperty("errors")[0].GetProperty("message").GetString());
        Assert.Equal("""["orders",0,"secretNote"]""", variables.GetProperty("errors")[0].GetProperty("path").GetRawText());
        Assert.Equal(JsonValueKind.Object, variables.GetProperty("response").GetProperty("body").ValueKind);
    }

    [Fact]
    public async Task An_operation_that_does_not_fit_the_schema_lists_all_that_is_wrong()
    {
        var failure = await FailAsync("""{"method": "post", "url": "{peer}/graphql", "query": "{ order(id: 7) { nothing } or }"}""");

        Assert.Equal("GRAPHQL_ERROR", failure.Code);
        Assert.StartsWith("The GraphQL API answered with 2 errors, the first: Cannot query field", failure.Message, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, JsonElement.Parse(Calls.Json(failure.Variables)).GetProperty("data").ValueKind);
    }

    [Theory]
    [InlineData("""{"choice": "TEXT"}""")]
    [InlineData("""{"choice": "JSON", "encoding": "UTF-8"}""")]
    public async Task Errors_are_found_whatever_the_answer_is_wanted_as(string format)
    {
        var failure = await FailAsync($$"""{"url": "{peer}/graphql", "query": "{ nothing }"}, "documentReturnFormat": {{format}}""");

        Assert.Equal("GRAPHQL_ERROR", failure.Code);
    }

    [Fact]
    public async Task An_answer_can_be_kept_as_text_or_as_a_document()
    {
        var kept = new KeptDocuments();
        var text = await CallAsync("""{"url": "{peer}/graphql", "query": "{ echo(text: \"7\") }"}, "documentReturnFormat": {"choice": "TEXT"}""");
        var document = await CallAsync("""{"url": "{peer}/graphql", "query": "{ echo(text: \"7\") }"}, "documentReturnFormat": {"choice": "DOCUMENT"}""", kept);

        Assert.Equal("""{"data":{"echo":"7"}}""", text.Body);
        Assert.Null(document.Body);
        Assert.NotNull(document.Document);
    }

    [Theory]
    [InlineData("""{"errors": []}""")]
    [InlineData("""{"errors": null}""")]
    [InlineData("""{"errors": "none"}""")]
    [InlineData("[]")]
    [InlineData("not { json")]
    public async Task What_only_looks_like_errors_is_an_answer(string body)
    {
        await using var peer = await Peer.AnsweringAsync(200, body);

        Assert.Equal(200, (await CallAsync($$"""{"url": "{{peer.Address}}", "query": "{ a }"}""")).Status);
    }

    [Theory]
    [InlineData("""{"errors": [7]}""", "an error without a message")]
    [InlineData("""{"errors": [{"message": "a\nb."}]}""", "an error: a b. [")]
    public async Task Odd_errors_are_errors(string body, string says)
    {
        await using var peer = await Peer.AnsweringAsync(200, body);

        Assert.Contains(says, (await FailAsync($$"""{"url": "{{peer.Address}}", "query": "{ a }"}""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_of_400_and_above_is_its_own_code()
    {
        var closed = await FailAsync("""{"url": "{peer}/closed", "query": "{ a }"}""");
        var strict = await FailAsync("""{"url": "{peer}/graphql", "headers": {"Accept": "application/graphql-response+json"}, "query": "{ nothing }"}""");
        var mutation = await FailAsync("""{"method": "get", "url": "{peer}/graphql", "query": "mutation { place(order: {total: 1}) { id } }"}""");

        Assert.Equal(("401", "400", "405"), (closed.Code, strict.Code, mutation.Code));
    }

    [Theory]
    [InlineData("""{"method": "post", "query": "{ a }"}""", "url")]
    [InlineData("""{"method": "post", "url": "{peer}/"}""", "query")]
    [InlineData("""{"method": "put", "url": "{peer}/", "query": "{ a }"}""", "graphql.method")]
    [InlineData("""{"url": "ftp://x", "query": "{ a }"}""", "url")]
    [InlineData("""{"url": "{peer}/", "query": "{ a }", "variables": "S3CRET"}""", "graphql.variables")]
    public async Task What_cannot_be_sent_is_an_input_problem(string graphql, string named)
    {
        var failure = await FailAsync(graphql);

        Assert.IsType<ConnectorInputException>(failure);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
    }

    private async Task<RestAnswer> CallAsync(string graphql, KeptDocuments? documents = null)
    {
        var peer = graphql.Contains("{peer}", StringComparison.Ordinal) ? await peers.AddressOfAsync("graphql.mjs") : "";
        var inputs = $$"""{"graphql": {{graphql.Replace("{peer}", peer, StringComparison.Ordinal)}}}""";
        return await _connector.ExecuteAsync(
            ConnectorJson.Bind<GraphQlCall>(Encoding.UTF8.GetBytes(inputs)), Calls.ForJob(documents?.Service()), Cancellation);
    }

    private async Task<ConnectorException> FailAsync(string graphql) =>
        await Assert.ThrowsAnyAsync<ConnectorException>(() => CallAsync(graphql));
}
