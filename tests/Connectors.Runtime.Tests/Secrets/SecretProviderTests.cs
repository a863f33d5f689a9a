using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol.Rest;
using CallInput = Fairlead.Connectors.Runtime.Tests.Support.CallInput;

namespace Fairlead.Connectors.Runtime.Tests.Secrets;

/// <summary>Providers one behind the other, as jobs see them.</summary>
public sealed class SecretProviderTests
{
    private const string Both = """{"url":"{{secrets.A}}","authentication":{"token":"{{secrets.B}}"}}""";

    private static readonly (string, string)[] BothInputs = [("{{secrets.A}}", "url"), ("{{secrets.B}}", "authentication.token")];

    [Fact]
    public async Task All_names_of_a_job_are_asked_for_at_once_and_only_those_that_nobody_before_knew()
    {
        var first = new KnownSecrets("first", ("A", "a from the first"));
        var second = new KnownSecrets("second", ("A", "a from the second"), ("B", "b from the second"));
        var third = new KnownSecrets("third");
        CallInput? seen = null;
        await using var host = await StartAsync(input => seen = input, first, second, third);

        await host.DoAsync<RecordingCluster.Completed>(host.Job(Both));

        Assert.Equal(("a from the first", "b from the second"), (seen!.Url, seen.Authentication!.Token.Reveal()));
        Assert.Equal(["A, B for process in <default>"], first.Asked);
        Assert.Equal(["B for process in <default>"], second.Asked);
        Assert.Empty(third.Asked);
    }

    [Fact]
    public async Task A_job_without_secrets_asks_nobody()
    {
        var provider = new KnownSecrets("first");
        await using var host = await StartAsync(_ => { }, provider);

        await host.DoAsync<RecordingCluster.Completed>(host.Job("""{"url":"plain"}"""));

        Assert.Empty(provider.Asked);
    }

    [Fact]
    public async Task A_job_without_secrets_costs_no_memory()
    {
        await using var host = await StartAsync(_ => { });
        var secrets = host.Secrets;
        var job = host.Job("""{"url":"https://example.org/plain","body":{"a":[1,2,3],"note":"nothing secret here"}}""");
        var redactor = new Redactor();
        var cancellation = TestContext.Current.CancellationToken;
        for (var warm = 0; warm < 100; warm++)
            await secrets.FillInAsync(job, redactor, cancellation);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < 1_000; number++)
            await secrets.FillInAsync(job, redactor, cancellation);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>What a failing provider would have said is unknown: neither missing nor the next one's to say.</summary>
    [Fact]
    public async Task A_provider_that_cannot_be_asked_costs_one_attempt_and_nobody_behind_it_answers_instead()
    {
        var silent = new KnownSecrets("silent") { Failure = new SecretProviderException("it is sealed: unseal it.") };
        var behind = new KnownSecrets("behind", ("A", "a"), ("B", "b"));
        await using var host = await StartAsync(_ => { }, silent, behind);

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job(Both, retriesLeft: 3, headers: ("retryBackoff", "PT7S")));

        Assert.Equal((2, TimeSpan.FromSeconds(7)), (failed.RetriesLeft, failed.Backoff));
        Assert.Contains(
            "Element task of process process uses the secret A, B, which could not be fetched from the provider silent: it is sealed: unseal it.",
            failed.Message,
            StringComparison.Ordinal);
        Assert.Contains("SECRETS_UNAVAILABLE", failed.Message, StringComparison.Ordinal);
        Assert.Empty(behind.Asked);

        silent.Failure = null;
        await host.DoAsync<RecordingCluster.Completed>(host.Job(Both));
    }

    [Fact]
    public async Task What_a_provider_did_not_expect_is_not_repeated()
    {
        var broken = new KnownSecrets("broken") { Failure = new InvalidOperationException("the password is hunter2") };
        await using var host = await StartAsync(_ => { }, broken);

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job(Both));

        Assert.Contains("it failed with InvalidOperationException", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", $"{failed}{host.Log.Text}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_that_name_secrets_are_fetched_level_by_level()
    {
        var provider = new KnownSecrets("known", ("A", "<{{secrets.C}}>"), ("B", "b"), ("C", "{{secrets.D}}"), ("D", "deep"));
        CallInput? seen = null;
        await using var host = await StartAsync(input => seen = input, provider);

        await host.DoAsync<RecordingCluster.Completed>(host.Job(Both));

        Assert.Equal("<deep>", seen!.Url);
        Assert.Equal(["A, B", "C", "D"], provider.Asked.Select(asked => asked.Split(" for ")[0]));
    }

    [Fact]
    public async Task Secrets_that_name_each_other_without_end_are_refused()
    {
        var provider = new KnownSecrets("known", ("A", "{{secrets.B}}"), ("B", "{{secrets.A}}{{secrets.A}}"));
        await using var host = await StartAsync(_ => { }, provider);

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job(Both));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("SECRET_ENDLESS", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_value_is_used_by_the_next_job()
    {
        var provider = new KnownSecrets("known", ("A", "old"), ("B", "b"));
        CallInput? seen = null;
        await using var host = await StartAsync(input => seen = input, provider);
        await host.DoAsync<RecordingCluster.Completed>(host.Job(Both));
        Assert.Equal("old", seen!.Url);

        provider.Values["A"] = "new";
        await host.DoAsync<RecordingCluster.Completed>(host.Job(Both));

        Assert.Equal("new", seen.Url);
    }

    /// <summary>The short form means a secret only where it is all there is, whatever an expression puts around it.</summary>
    [Fact]
    public async Task The_short_form_in_a_list_leaves_its_neighbours_alone()
    {
        CallInput? seen = null;
        await using var host = await OutboundHost.StartAsync(
            (input, _) =>
            {
                seen = input;
                return Task.FromResult<object?>(1);
            },
            ("Secrets:Values:A", "value"));
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(("=[\"secrets.A\", note, [\"x {{secrets.A}}\" + y]]", "body")));

        await host.DoAsync<RecordingCluster.Completed>(host.Job("""{"body":["secrets.A","see secrets.A",["x {{secrets.A}} {{secrets.A}}"]]}"""));

        Assert.Equal("""["value","see secrets.A",["x value {{secrets.A}}"]]""", seen!.Body!.Value.GetRawText());
    }

    [Fact]
    public async Task Headers_have_no_secrets()
    {
        await using var host = await OutboundHost.StartAsync((_, _) => Task.FromResult<object?>(1), ("Secrets:Values:A", "value"));
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(BothInputs));

        var done = await host.DoAsync<RecordingCluster.Completed>(
            host.Job("{}", headers: ("resultExpression", "={note: \"{{secrets.A}}\"}")));

        Assert.Equal("""{"note":"{{secrets.A}}"}""", done.Variables);
    }

    [Theory]
    [InlineData("false", "false", "FAIRLEADTEST_AWARE")]
    [InlineData("true", "false", "FAIRLEADTEST_<default>_AWARE")]
    [InlineData("false", "true", "FAIRLEADTEST_process_AWARE")]
    [InlineData("true", "true", "FAIRLEADTEST_<default>_process_AWARE")]
    public async Task The_environment_is_separated_by_tenant_and_process_where_that_is_wanted(string tenants, string processes, string variable)
    {
        CallInput? seen = null;
        await using var host = await OutboundHost.StartAsync(
            (input, _) =>
            {
                seen = input;
                return Task.FromResult<object?>(1);
            },
            ("Secrets:Prefix", "FAIRLEADTEST_"),
            ("Secrets:TenantAware", tenants),
            ("Secrets:ProcessAware", processes));
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(("{{secrets.AWARE}}", "url")));
        var job = """{"url":"{{secrets.AWARE}}"}""";
        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job(job));
        Assert.Contains($"environment variable {variable} ", failed.Message, StringComparison.Ordinal);

        Environment.SetEnvironmentVariable(variable, "found");
        try
        {
            await host.DoAsync<RecordingCluster.Completed>(host.Job(job));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        Assert.Equal("found", seen!.Url);
    }

    [Fact]
    public async Task Each_use_is_written_down_with_what_came_of_it()
    {
        var uses = new KeptUses();
        var silent = new KnownSecrets("silent");
        var known = new KnownSecrets("known", ("A", "value"));
        await using var host = await OutboundHost.StartAsync((_, _) => Task.FromResult<object?>(1), [silent, known], uses);
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(BothInputs));

        await host.DoAsync<RecordingCluster.Failed>(host.Job(Both));
        silent.Failure = new SecretProviderException("it is sealed.");
        await host.DoAsync<RecordingCluster.Failed>(host.Job("""{"url":"{{secrets.A}}"}"""));
        await host.DoAsync<RecordingCluster.Completed>(host.Job("""{"url":"{{secrets.A}} in data"}"""));
        await host.Audit.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            ["A RESOLVED known 1 task process", "B MISSING  1 task process", "A PROVIDER_FAILED silent 2 task process"],
            uses.Written.Select(use =>
                $"{use.Name} {RestWord.Of(use.Outcome)} {use.Provider} {use.JobKey!.Value.Value} {use.ElementId} {use.ProcessDefinitionId}"));
    }

    [Fact]
    public async Task Uses_that_cannot_be_kept_are_counted_and_stop_nothing()
    {
        var uses = new KeptUses { Failure = new IOException("the disk is full") };
        await using var host = await OutboundHost.StartAsync(
            (_, _) => Task.FromResult<object?>(1), [new KnownSecrets("known", ("A", "value"), ("B", "b"))], uses);
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(BothInputs));

        await host.DoAsync<RecordingCluster.Completed>(host.Job(Both));
        await host.Audit.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Contains("2 notes of who used which secret are lost", host.Log.Text, StringComparison.Ordinal);
    }

    private static async Task<OutboundHost> StartAsync(Action<CallInput> see, params ISecretProvider[] providers)
    {
        var host = await OutboundHost.StartAsync(
            (input, _) =>
            {
                see(input);
                return Task.FromResult<object?>(1);
            },
            providers,
            uses: null);
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(BothInputs));
        return host;
    }
}
