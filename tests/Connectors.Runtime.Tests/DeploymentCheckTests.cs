using System.ComponentModel.DataAnnotations;
using System.Security;
using System.Text;
using System.Text.Json.Serialization;

using Fairlead.Connectors.Runtime.Checking;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>What a model's author is told before it runs, and what is let pass because it may well be meant.</summary>
public sealed class DeploymentCheckTests
{
    private const string Url = """<zeebe:input source="https://x.example" target="url" />""";

    [Theory]
    [InlineData("resultExpression", "={id: body.id}")]
    [InlineData("resultExpression", "={id: response.body.anything.at.all, s: status, r: response}")]
    [InlineData("resultExpression", "=response.body")]
    [InlineData("resultExpression", "=if status = 200 then {a: 1} else null")]
    [InlineData("errorExpression", "=if error.code = \"404\" and job.retries > 1 then bpmnError(\"NONE\", error.message, error.variables) else null")]
    [InlineData("errorExpression", "={errorType: \"ignoreError\"}")]
    [InlineData("retryBackoff", "PT30S")]
    [InlineData("jobTimeout", " ")]
    [InlineData("resultVariable", "answer")]
    [InlineData("myOwn", "={")]
    public async Task What_is_right_is_not_complained_about(string header, string value) => Assert.Empty(await CheckAsync(Url, (header, value)));

    [Theory]
    [InlineData("resultExpression", "={id: body.", "FEEL_SYNTAX", "header resultExpression")]
    [InlineData("errorExpression", "=if then", "FEEL_SYNTAX", "header errorExpression")]
    [InlineData("retryBackoff", "", "RETRY_BACKOFF_INVALID", "\"\"")]
    [InlineData("retryBackoff", "30s", "RETRY_BACKOFF_INVALID", "30s")]
    [InlineData("jobTimeout", "PT0S", "JOB_TIMEOUT_INVALID", "PT0S")]
    public async Task What_cannot_run_is_an_error(string header, string value, string code, string part)
    {
        var finding = (await CheckAsync(Url, (header, value)))[0];
        Assert.Equal((true, code, "work"), (finding.IsError, finding.Code, finding.ElementId));
        Assert.Contains(part, finding.Message, StringComparison.Ordinal);
        // A worker elsewhere may mean something else by the same header.
        Assert.All(await CheckAsync(Url, [(header, value)], jobType: "other"), other => Assert.False(other.IsError));
    }

    [Theory]
    [InlineData("resultExpression", "={id: order.id}", "NO_VARIABLE_FOUND", "There is no variable 'order' (at 'order', character 6). It sees the response only: status, body, response. It is null.")]
    [InlineData("resultExpression", "={id: response.stats}", "NO_CONTEXT_ENTRY_FOUND", "'response' has no entry 'stats', only status, body: it is null. (at")]
    [InlineData("resultExpression", "=[body.id]", "RESULT_NOT_AN_OBJECT", "gives a List")]
    [InlineData("resultExpression", "=\"x\"", "RESULT_NOT_AN_OBJECT", "gives a String")]
    [InlineData("resultExpression", "={a: frobnicate(body)}", "NO_FUNCTION_FOUND", "There is no function 'frobnicate'")]
    [InlineData("errorExpression", "=if error.code = \"404\" then \"NONE\" else null", "ERROR_EXPRESSION_NEVER", "never gives an error")]
    [InlineData("errorExpression", "=if error.cod = \"404\" then bpmnError(\"A\") else null", "NO_CONTEXT_ENTRY_FOUND", "'error' has no entry 'cod'")]
    [InlineData("errorExpression", "=if order.late then bpmnError(\"A\") else null", "NO_VARIABLE_FOUND", "It sees error after a failure, what was mapped after a success, response and job: status, body, error, response, job.")]
    public async Task What_was_probably_not_meant_is_a_warning(string header, string value, string code, string part)
    {
        var finding = Assert.Single(await CheckAsync(Url, (header, value)));
        Assert.Equal((false, code), (finding.IsError, finding.Code));
        Assert.Contains(part.TrimEnd('(', 'a', 't', ' '), finding.Message, StringComparison.Ordinal);
    }

    /// <summary>Trap 1: once anything is mapped, the error expression sees that and not the response.</summary>
    [Fact]
    public async Task An_error_expression_sees_what_was_mapped()
    {
        var found = Assert.Single(await CheckAsync(
            Url, ("resultExpression", "={id: body.id}"), ("errorExpression", "=if body.late or id = null then bpmnError(\"A\") else null")));
        Assert.Contains("There is no variable 'body'", found.Message, StringComparison.Ordinal);
        Assert.Contains("id, error, response, job", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<zeebe:input source="=x" target="body" />""", "The connector needs the input url, but no mapping gives it")]
    [InlineData("""<zeebe:input source=" " target="url" />""", "The connector needs the input url, but its mapping is empty")]
    [InlineData("""<zeebe:input source="u" target="url" /><zeebe:input source="bearer" target="authentication.type" />""", "needs the input authentication.token, but no mapping")]
    [InlineData("""<zeebe:input source="u" target="url" /><zeebe:input source="x" target="inner.other" />""", "needs the input inner.needed, but no mapping")]
    public async Task An_input_that_is_needed_and_empty_is_told(string inputs, string message)
    {
        var finding = Assert.Single(await CheckAsync(inputs));
        Assert.Equal((false, "INPUT_EMPTY"), (finding.IsError, finding.Code));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""<zeebe:input source="=a" target="URL" />""")]
    [InlineData("""<zeebe:input source="u" target="url" /><zeebe:input source="=all" target="authentication" />""")]
    [InlineData("""<zeebe:input source="u" target="url" /><zeebe:input source="noAuth" target="authentication.type" />""")]
    [InlineData("""<zeebe:input source="u" target="url" /><zeebe:input source="=kind" target="authentication.type" />""")]
    public async Task Inputs_that_may_be_given_are_not(string inputs) => Assert.Empty(await CheckAsync(inputs));

    [Fact]
    public async Task Secrets_without_a_value_are_told_by_name()
    {
        var found = await CheckAsync(Url + """
            <zeebe:input source="{{secrets.KNOWN}}" target="body" />
            <zeebe:input source="=&quot;Bearer {{secrets.LOST}}&quot;" target="inner.needed" />
            """);
        Assert.Equal("SECRET_UNKNOWN", Assert.Single(found).Code);
        Assert.Contains("The secret LOST has no value here", found[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-known-value", string.Concat(found), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_type_that_nobody_asks_for_is_told()
    {
        var finding = Assert.Single(await CheckAsync("", [], jobType: "my-worker"));
        Assert.Equal((false, "JOB_TYPE_UNSERVED"), (finding.IsError, finding.Code));
        Assert.Empty(await CheckAsync("", [], jobType: "my-worker", isAskedFor: type => type == "my-worker"));
        Assert.Empty(await CheckAsync("", [], jobType: "=kind"));
    }

    [Theory]
    [InlineData("customer", "custmer", true)]
    [InlineData("customer", "cutsomer", true)]
    [InlineData("customerName", "customername", true)]
    [InlineData("customer_id", "customerId", true)]
    [InlineData("orders", "order", false)]
    [InlineData("item1", "item2", false)]
    [InlineData("order2Total", "order1Total", false)]
    [InlineData("userA", "userB", false)]
    [InlineData("rate", "date", false)]
    [InlineData("invoiced", "invoice", false)]
    [InlineData("customer", "supplier", false)]
    public async Task A_variable_is_told_only_when_it_is_a_slip_of_one_that_is_set(string set, string read, bool isTold)
    {
        var found = await CheckAsync($"""{Url}<zeebe:input source="={read}.id" target="body" /><zeebe:output source="=1" target="{set}" />""");
        Assert.Equal(isTold ? ["VARIABLE_UNKNOWN"] : [], found.Select(finding => finding.Code));
        if (isTold)
            Assert.Contains($"'{read}', but something sets '{set}'", found[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_will_go_wrong_in_any_expression_is_told_with_its_line()
    {
        var finding = Assert.Single(await CheckAsync(Url + "\n" + """<zeebe:output source="=uppercase(x)" target="y" />"""));
        Assert.Equal(("NO_FUNCTION_FOUND", 7), (finding.Code, finding.Line));
        Assert.StartsWith("The output mapping to y: There is no function 'uppercase'. Did you mean 'upper case'?", finding.Message, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<ModelFinding>> CheckAsync(string mappings, params (string Key, string Value)[] headers) =>
        CheckAsync(mappings, headers, "test:check:1");

    private static async Task<IReadOnlyList<ModelFinding>> CheckAsync(
        string mappings, (string Key, string Value)[] headers, string jobType, Func<string, bool>? isAskedFor = null)
    {
        var lines = string.Concat(headers.Select(header => $"""<zeebe:header key="{header.Key}" value="{SecurityElement.Escape(header.Value)}" />"""));
        var xml = $"""
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">
              <process id="p" isExecutable="true"><startEvent id="s" />
                <serviceTask id="work"><extensionElements>
                  <zeebe:taskDefinition type="{jobType}" /><zeebe:taskHeaders>{lines}</zeebe:taskHeaders>
                  <zeebe:ioMapping>
            {mappings}
                  </zeebe:ioMapping>
                </extensionElements></serviceTask><endEvent id="e" />
                <sequenceFlow id="f1" sourceRef="s" targetRef="work" /><sequenceFlow id="f2" sourceRef="work" targetRef="e" />
              </process>
            </definitions>
            """;
        using var services = new ServiceCollection().BuildServiceProvider();
        using var catalog = new ConnectorCatalog([typeof(CheckedConnector)], new ConnectorsOptions(), services);
        var secrets = new SecretStore(Options.Create(new SecretsOptions { Values = { ["KNOWN"] = "a-known-value" } }), []);
        return await new DeploymentCheck(catalog, secrets, new Expressions(), Options.Create(new WebhooksOptions())).CheckAsync(
            [("p.bpmn", Encoding.UTF8.GetBytes(xml))], isAskedFor ?? (type => type == "other"), TestContext.Current.CancellationToken);
    }

    [Connector("test:check:1", Name = "Checked", Description = "For tests.")]
    private sealed class CheckedConnector : IOutboundConnector<CheckedInput, CheckedOutput>
    {
        public Task<CheckedOutput> ExecuteAsync(CheckedInput input, OutboundCall call, CancellationToken cancellation) =>
            Task.FromResult(new CheckedOutput(200, null));
    }

    private sealed record CheckedInput
    {
        [Required]
        public required string Url { get; init; }

        public string? Body { get; init; }

        public CheckedInner? Inner { get; init; }

        public CheckedAuthentication? Authentication { get; init; }
    }

    private sealed record CheckedInner
    {
        public required string Needed { get; init; }

        public string? Other { get; init; }
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(NoAuth), "noAuth")]
    [JsonDerivedType(typeof(Bearer), "bearer")]
    private abstract record CheckedAuthentication
    {
        public sealed record NoAuth : CheckedAuthentication;

        public sealed record Bearer : CheckedAuthentication
        {
            public required Secret Token { get; init; }
        }
    }

    private sealed record CheckedOutput(int Status, object? Body);
}
