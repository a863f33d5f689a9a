using System.Text.Json.Nodes;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Soap;
using Fairlead.Connectors.Tests.Http;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.Soap;

/// <summary>Messages to a real SOAP service.</summary>
public sealed class SoapTests(NodePeers peers)
{
    private const string Namespaces = """ "namespaces": {"ord": "http://example.com/orders"} """;
    private const string Json = """ "body": {"type": "json", "json": {"ord:find": {"ord:id": ["7", 8], "ord:note": "a < b & \"c\""}}} """;

    private const string Template = """
        "body": {"type": "template", "template": "<ord:find>\n{{#ids}}<ord:id>{{.}}</ord:id>{{/ids}}\n<ord:note>{{note}}</ord:note></ord:find>",
                 "context": {"ids": ["7", 8], "note": "a < b & \"c\""}}
        """;

    private readonly SoapConnector _connector = new(TimeProvider.System);

    [Theory]
    [InlineData("1.1", "orders", Json)]
    [InlineData("1.2", "orders12", Json)]
    [InlineData("1.1", "orders", Template)]
    [InlineData("1.2", "orders12", Template)]
    public async Task A_service_is_asked_and_its_answer_is_JSON(string version, string path, string body)
    {
        var answer = await CallAsync(path, $$""" "soapVersion": {"version": "{{version}}", "soapAction": "urn:find"}, {{body}}, {{Namespaces}} """);

        Assert.Equal(
            """["7: a < b & \"c\"","8: a < b & \"c\""]""",
            Calls.Json(Within(answer, "Envelope", "Body", "findResponse", "order")));
    }

    [Theory]
    [InlineData("""{"type": "template", "template": "<ord:trace id=\"{{id}}\"/>", "context": {"id": "t-7"}}""")]
    [InlineData("""{"type": "json", "json": {"ord:trace": {"@id": "t-7"}}}""")]
    [InlineData("""{"type": "json", "json": {"ord:trace": "t-7"}}""")]
    public async Task A_header_of_the_tasks_own_arrives(string header)
    {
        var answer = await CallAsync("orders", $$""" "soapVersion": {"version": "1.1"}, "header": {{header}}, {{Json}}, {{Namespaces}} """);

        Assert.Equal("t-7", Within(answer, "Envelope", "Body", "findResponse", "trace")?.ToString());
    }

    [Theory]
    [InlineData("Yes", "closed", "1.1")]
    [InlineData("No", "closed", "1.1")]
    [InlineData("Yes", "closed12", "1.2")]
    public async Task A_user_name_token_lets_in(string encoded, string path, string version)
    {
        var inputs = $$""" "soapVersion": {"version": "{{version}}"}, {{Json}}, {{Namespaces}}, "authentication": {"authentication": "usernameToken", "username": "ada", "password": "pass & word", "encoded": "{{encoded}}"} """;

        Assert.Equal("ada", Within(await CallAsync(path, inputs), "Envelope", "Body", "findResponse", "user")?.ToString());
        // A second one has a nonce of its own.
        Assert.Equal("ada", Within(await CallAsync(path, inputs), "Envelope", "Body", "findResponse", "user")?.ToString());
        var refused = await FailAsync(path, inputs.Replace("pass & word", "wr0ng-pass", StringComparison.Ordinal));
        Assert.Equal("SOAP_FAULT_RECEIVED", refused.Code);
        Assert.Contains("Invalid username or password", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng-pass", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_1_1_keeps_all_that_it_says()
    {
        var failure = await FailAsync("orders", $$""" "soapVersion": {"version": "1.1"}, "body": {"type": "json", "json": {"ord:find": {"ord:id": "404"} } }, {{Namespaces}} """);

        Assert.Equal(("SOAP_FAULT_RECEIVED", "SOAP Fault received: there is no order 404 (soap:Client)"), (failure.Code, failure.Message));
        var variables = JsonNode.Parse(Calls.Json(failure.Variables))!;
        Assert.Equal(
            """{"faultcode":"soap:Client","faultstring":"there is no order 404","detail":{"id":"404","retry":"no"}}""",
            Calls.Json(Within(variables, "response", "Envelope", "Body", "Fault")));
        Assert.Equal(Calls.Json(Within(variables, "response", "Envelope", "Body", "Fault")), Calls.Json(variables["fault"]));
        Assert.Equal(
            """["soap:Client","there is no order 404",[],{"id":"404","retry":"no"}]""",
            Calls.Json(new[] { variables["code"], variables["reason"], variables["subcode"], variables["detail"] }));
    }

    [Fact]
    public async Task A_fault_of_1_2_keeps_all_that_it_says()
    {
        var failure = await FailAsync("orders12", $$""" "soapVersion": {"version": "1.2"}, "body": {"type": "json", "json": {"ord:find": {"ord:id": "404"} } }, {{Namespaces}} """);

        Assert.Equal(("SOAP_FAULT_RECEIVED", "SOAP Fault received: there is no order 404 (soap:Sender)"), (failure.Code, failure.Message));
        var variables = JsonNode.Parse(Calls.Json(failure.Variables))!;
        Assert.Equal(
            """["soap:Sender","there is no order 404",["ord:NoOrder","ord:Never"],{"id":"404","retry":"no"}]""",
            Calls.Json(new[] { variables["code"], variables["reason"], variables["subcode"], variables["detail"] }));
        Assert.Equal("soap:Sender", Within(variables, "response", "Envelope", "Body", "Fault", "Code", "Value")?.ToString());
    }

    [Fact]
    public async Task A_message_that_nobody_answers_is_told()
    {
        var answer = await CallAsync("orders", $$""" "soapVersion": {"version": "1.1"}, "body": {"type": "json", "json": {"ord:tell": null} }, {{Namespaces}} """);

        Assert.Equal("{}", Calls.Json(answer));
    }

    [Fact]
    public async Task What_goes_out()
    {
        await using var peer = await Peer.AnsweringAsync(200);
        string[] calls =
        [
            $$""" "body": {"type": "json", "json": {"ord:a": {"@id": 1, "@on": true, "$content": "ü<", "ord:b": [1.50, null, {"@x": "\n"}], "plain": ""} } }, {{Namespaces}} """,
            """ "soapVersion": {"version": "1.1", "soapAction": "urn:a"}, "header": {"type": "none"}, "body": {"type": "template", "template": "<?xml version=\"1.0\"?>\n<a xmlns=\"urn:x\"><!-- c -->{{{raw}}}{{& raw}}</a>", "context": {"raw": "<b/>"}}""",
            """ "soapVersion": {"version": "1.1", "soapAction": "\"quoted\""}, "body": {"type": "json"} """,
            """ "soapVersion": {"version": "1.2", "soapAction": "urn:\"a\""}, "header": {"type": "json", "json": {"t": "x", "u": [1, 2]}}, "body": {"type": "json", "json": {"a": 1, "b": 2}} """,
        ];
        foreach (var call in calls)
            await _connector.CallAsync($$""" "serviceUrl": "{{peer.Address}}/orders", {{call}} """);

        Snapshot.Match(string.Join("\n\n", calls.Zip(peer.Requests, (call, asked) => $"=== {call.Trim()}\n{asked}")));
    }

    [Theory]
    [InlineData("""{"type": "json", "json": {"no:prefix": 1}}""", "body.json: filled in, 'no' is an undeclared prefix")]
    [InlineData("""{"type": "json", "json": {"a b": "S3CRET"}}""", "body.json.a b: that is no name in XML")]
    [InlineData("""{"type": "json", "json": {"a": {"@x": {"y": "S3CRET"}}}}""", "body.json.a.@x: expected text")]
    [InlineData("""{"type": "json", "json": {"a": [["S3CRET"]]}}""", "body.json.a: a list in a list")]
    [InlineData("""{"type": "json", "json": {"a": "S3CRET\u0001"}}""", "body.json.a: it has a character")]
    [InlineData("""{"type": "json", "json": "S3CRET"}""", "body(json).json")]
    [InlineData("""{"type": "template", "template": "<a>S3CRET"}""", "body.template: filled in, it is not well-formed at line 1, position 10")]
    [InlineData("""{"type": "template", "template": "<!DOCTYPE a [<!ENTITY b \"S3CRET\">]><a>&b;</a>"}""", "body.template: filled in, it is not well-formed")]
    [InlineData("""{"type": "template", "template": "S3CRET"}""", "body.template: there is text outside of any element")]
    [InlineData("""{"type": "template", "template": "<a>{{b}}</a>", "context": {"S3CRET": 1}}""", "body.context: the template names b")]
    [InlineData("""{"type": "template", "template": "<a>{{b}}</a>", "context": {"b": "S3CRET\u0001"}}""", "body.context.b: it has a character")]
    [InlineData("""{"type": "template", "template": "<a>\n{{#b}}</a>"}""", "body.template, line 2: the section b does not end")]
    [InlineData("""{"type": "template", "template": "<a>{{/b}}</a>"}""", "body.template, line 1: the section b ends")]
    [InlineData("""{"type": "template", "template": "<a>{{b</a>"}""", "body.template, line 1: a tag begins")]
    [InlineData("""{"type": "template", "template": "<a>{{>b}}</a>"}""", "body.template, line 1: there is a tag of a kind")]
    public async Task What_is_no_message_is_an_input_problem_that_shows_nothing_of_it(string body, string says)
    {
        var failure = await _connector.FailAsync($$""" "serviceUrl": "http://127.0.0.1:1/", "body": {{body}} """);

        Assert.IsType<ConnectorInputException>(failure);
        Assert.Contains(says.Replace("body(json)", "body", StringComparison.Ordinal), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"soap": "urn:x"}""", "namespaces")]
    [InlineData("""{"a b": "urn:x"}""", "namespaces")]
    [InlineData("""{"a": ""}""", "namespaces.a")]
    public async Task Namespaces_that_cannot_be_declared_are_an_input_problem(string namespaces, string says) => Assert.Contains(
        says, (await _connector.FailAsync($$""" "serviceUrl": "http://127.0.0.1:1/", "namespaces": {{namespaces}} """)).Message, StringComparison.Ordinal);

    private static JsonNode? Within(JsonNode? node, params string[] names) => names.Aggregate(node, (inner, name) => inner?[name]);

    private async Task<JsonObject> CallAsync(string path, string inputs) => await _connector.CallAsync(await AtAsync(path, inputs));

    private async Task<ConnectorException> FailAsync(string path, string inputs) => await _connector.FailAsync(await AtAsync(path, inputs));

    private async Task<string> AtAsync(string path, string inputs) => $$""" "serviceUrl": "{{await peers.AddressOfAsync("soap.mjs")}}/{{path}}", {{inputs}} """;
}
