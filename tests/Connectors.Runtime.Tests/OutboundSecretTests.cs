using System.Text;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Secrets of jobs: traps 12 and 13 of the contract, and what leaves.</summary>
public sealed class OutboundSecretTests
{
    private const string Token = "s3cr\"et\nvalue";

    private static readonly (string, string)[] Values =
        [("Secrets:Values:TOKEN", Token), ("Secrets:Values:HOST", "example.org"), ("Secrets:Values:NESTED", "<{{secrets.HOST}}>")];

    [Fact]
    public async Task A_placeholder_that_the_model_writes_is_filled_in_whatever_characters_the_secret_has()
    {
        var input = await InputAsync(
            """{"url":"https://{{ secrets.HOST }}/a","authentication":{"token":"{{secrets.TOKEN}}"}}""",
            ("https://{{ secrets.HOST }}/a", "url"),
            ("{{secrets.TOKEN}}", "authentication.token"));

        Assert.Equal("https://example.org/a", input.Url);
        Assert.Equal(Token, input.Authentication!.Token.Reveal());
    }

    [Fact]
    public async Task A_placeholder_in_a_literal_of_an_expression_is_filled_in_below_its_place()
    {
        var input = await InputAsync(
            """{"body":{"header":{"auth":"Bearer {{secrets.HOST}}"},"note":"Bearer {{secrets.HOST}}"}}""",
            ("={header: {auth: \"Bearer {{secrets.HOST}}\"}, note: text}", "body"));

        Assert.Equal("""{"header":{"auth":"Bearer example.org"},"note":"Bearer {{secrets.HOST}}"}""", input.Body!.Value.GetRawText());
    }

    [Fact]
    public async Task A_placeholder_that_arrives_in_process_data_stays_text()
    {
        var input = await InputAsync(
            """{"url":"{{secrets.HOST}}","body":{"x":"{{secrets.TOKEN}}"},"authentication":{"token":"{{secrets.TOKEN}}"}}""",
            ("=urlFromOutside", "url"),
            ("=everything", "body"),
            ("{{secrets.TOKEN}}", "authentication.token"));

        Assert.Equal("{{secrets.HOST}}", input.Url);
        Assert.Equal("""{"x":"{{secrets.TOKEN}}"}""", input.Body!.Value.GetRawText());
        Assert.Equal(Token, input.Authentication!.Token.Reveal());
    }

    [Fact]
    public async Task What_the_cluster_says_about_a_result_that_it_refuses_is_cleaned()
    {
        await using var host = await OutboundHost.StartAsync((input, _) => Task.FromResult<object?>(input.Url));
        host.Cluster.Before = command =>
        {
            if (command is RecordingCluster.Completed)
                throw new ClusterException(ClusterError.InvalidArgument, "Expected other variables, but there was 'a-secret-token'.");
        };

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job("""{"authentication":{"token":"a-secret-token"}}"""));

        Assert.Contains("but there was '***'. [RESULT_REFUSED]", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_placeholder_in_a_cluster_variable_that_the_model_takes_whole_is_filled_in()
    {
        var input = await InputAsync(
            """{"authentication":{"token":"{{secrets.TOKEN}}"},"body":["{{secrets.HOST}}"]}""",
            ("=camunda.vars.env.crm", "authentication"),
            ("= camunda.vars.tenant.hosts.all ", "body"));

        Assert.Equal(Token, input.Authentication!.Token.Reveal());
        Assert.Equal("""["example.org"]""", input.Body!.Value.GetRawText());
    }

    [Theory]
    [InlineData("=camunda.vars.env.crm", "authentication.token")]
    [InlineData("=camunda.vars.env.crm", "authentication")]
    public async Task Not_so_where_another_input_writes_into_it_which_may_come_from_outside(string stored, string other)
    {
        var input = await InputAsync(
            """{"authentication":{"token":"{{secrets.TOKEN}}"}}""", (stored, "authentication"), ("=tokenFromOutside", other));

        Assert.Equal("{{secrets.TOKEN}}", input.Authentication!.Token.Reveal());
    }

    [Theory]
    [InlineData("=camunda.other.env.crm")]
    [InlineData("=vars.env.crm")]
    [InlineData("=camunda.vars.env.crm + textFromOutside")]
    [InlineData("=[camunda.vars.env.crm, fromOutside][2]")]
    public async Task Nor_where_an_expression_is_anything_but_the_name_of_a_cluster_variable(string source)
    {
        var input = await InputAsync("""{"url":"{{secrets.TOKEN}}"}""", (source, "url"));

        Assert.Equal("{{secrets.TOKEN}}", input.Url);
    }

    [Fact]
    public async Task A_secret_may_name_another_and_the_short_form_works_only_alone()
    {
        var input = await InputAsync(
            """{"url":"secrets.NESTED","body":"see secrets.HOST"}""", ("secrets.NESTED", "url"), ("see secrets.HOST", "body"));

        Assert.Equal("<example.org>", input.Url);
        Assert.Equal("\"see secrets.HOST\"", input.Body!.Value.GetRawText());
    }

    [Fact]
    public async Task A_secret_without_value_raises_an_incident_that_says_how_to_define_it()
    {
        await using var host = await OutboundHost.AnsweringAsync("1");
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(("{{secrets.NOT_DEFINED}}", "url")));

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job("""{"url":"{{secrets.NOT_DEFINED}}"}"""));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("Element task of process process uses the secret NOT_DEFINED", failed.Message, StringComparison.Ordinal);
        Assert.Contains("SECRET_NOT_DEFINED", failed.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectorInputException", failed.Variables, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_leaves_neither_in_messages_nor_in_variables_nor_in_logs_in_any_spelling()
    {
        await using var host = await OutboundHost.StartAsync(
            (input, _) =>
            {
                var token = input.Authentication!.Token.Reveal();
                throw new ConnectorException("X", $"refused {token} {Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{token}"))}")
                {
                    Variables = new { echoed = $"a {token} b", escaped = Uri.EscapeDataString(token) },
                };
            },
            Values);
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(("{{secrets.TOKEN}}", "authentication.token")));
        var job = """{"authentication":{"token":"{{secrets.TOKEN}}"}}""";

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job(job));
        var thrown = await host.DoAsync<RecordingCluster.Thrown>(
            host.Job(job, headers: ("errorExpression", "=bpmnError(\"X\", error.message, {v: error.variables})")));

        var all = $"{failed}{thrown}{host.Log.Text}";
        Assert.Contains("a *** b", failed.Variables, StringComparison.Ordinal);
        Assert.DoesNotContain("cr\"et", all, StringComparison.Ordinal);
        Assert.DoesNotContain("cr\\\"et", all, StringComparison.Ordinal);
        Assert.DoesNotContain("cr%22et", all, StringComparison.Ordinal);
        Assert.DoesNotContain("M2NyImV0", all, StringComparison.Ordinal);
        Assert.DoesNotContain("zY3IiZXQKdmFsdW", all, StringComparison.Ordinal);
    }

    /// <summary>A message that is cut first keeps the beginning of a secret that lies across the cut.</summary>
    [Fact]
    public async Task A_secret_at_the_end_of_a_long_message_leaves_nothing_of_itself()
    {
        await using var host = await OutboundHost.StartAsync((_, _) => Task.FromResult<object?>(new { body = Token }), Values);
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(("{{secrets.TOKEN}}", "authentication.token")));
        var begin = new string('m', 5_997);

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job(
            """{"authentication":{"token":"{{secrets.TOKEN}}"}}""",
            headers: ("errorExpression", $"=jobError(\"{begin}\" + body)")));

        Assert.StartsWith(begin, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3c", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_read_once_and_only_when_a_job_mentions_a_secret()
    {
        await using var host = await OutboundHost.AnsweringAsync("1");

        // There is no model to read: a look would fail the job.
        await host.DoAsync<RecordingCluster.Completed>(host.Job("""{"url":"plain"}"""));
    }

    private static async Task<CallInput> InputAsync(string variables, params (string, string)[] inputs)
    {
        CallInput? seen = null;
        await using var host = await OutboundHost.StartAsync(
            (input, _) =>
            {
                seen = input;
                return Task.FromResult<object?>(1);
            },
            Values);
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(inputs));
        await host.DoAsync<RecordingCluster.Completed>(host.Job(variables));
        return seen!;
    }
}
