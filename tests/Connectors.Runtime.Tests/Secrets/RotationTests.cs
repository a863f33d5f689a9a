using System.Net;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Tests.Secrets;

/// <summary>Secrets of inbound connectors: where they work, and what becomes of a webhook when they change.</summary>
public sealed class RotationTests
{
    private readonly KnownSecrets _secrets = new("known", ("KEY", "old-key"));
    private readonly KeptUses _uses = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_secret_is_used_after_the_next_comparison_and_the_old_one_no_more()
    {
        await using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "old-key"));

        _secrets.Values["KEY"] = "new-key";
        await host.Supervisor.ReconcileAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "new-key"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "old-key"));
    }

    [Fact]
    public async Task A_secret_that_comes_later_opens_the_webhook_and_one_that_goes_closes_it()
    {
        _secrets.Values.Clear();
        await using var host = await StartAsync();
        Assert.Contains("SECRET_MISSING", Assert.Single(host.Snapshot()).Reason, StringComparison.Ordinal);

        _secrets.Values["KEY"] = "late-key";
        await host.Supervisor.ReconcileAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "late-key"));

        _secrets.Values.Clear();
        await host.Supervisor.ReconcileAsync(Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(host, "late-key"));
        Assert.Equal(InboundState.FailedToActivate, Assert.Single(host.Snapshot()).State);
    }

    [Fact]
    public async Task An_outage_of_the_provider_changes_nothing_for_what_runs_and_is_over_when_it_is_over()
    {
        await using var host = await StartAsync();
        _secrets.Failure = new SecretProviderException("it is sealed.");
        await host.Supervisor.ReconcileAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "old-key"));

        await host.DeployAsync("another", Protected("{{secrets.KEY}}", ("inbound.context", "another")));
        var waiting = host.Snapshot().Single(status => status.ProcessId is "another");
        Assert.Contains("could not be fetched from the provider known: it is sealed. [SECRETS_UNAVAILABLE]", waiting.Reason, StringComparison.Ordinal);

        _secrets.Failure = null;
        await host.Supervisor.ReconcileAsync(Cancellation);
        Assert.All(host.Snapshot(), status => Assert.Equal(InboundState.Active, status.State));
    }

    [Fact]
    public async Task A_webhook_is_there_all_the_time_while_its_secret_changes()
    {
        await using var host = await StartAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = Task.Run(
            async () =>
            {
                var seen = new HashSet<HttpStatusCode>();
                while (!over.IsCancellationRequested)
                {
                    seen.Add(await PostAsync(host, "wrong-key"));
                    begun.TrySetResult();
                }

                return seen;
            },
            Cancellation);

        await begun.Task;
        for (var number = 0; number < 50; number++)
        {
            _secrets.Values["KEY"] = $"key-number-{number}";
            await host.Supervisor.ReconcileAsync(Cancellation);
        }

        await over.CancelAsync();
        Assert.Equal([HttpStatusCode.Unauthorized], await asking);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "key-number-49"));
    }

    [Fact]
    public async Task The_activation_condition_and_the_answer_have_secrets_but_not_what_becomes_data()
    {
        _secrets.Values["WORD"] = "say \"friend\"";
        await using var host = await WebhookHost.StartAsync([_secrets], _uses);
        await host.DeployAsync(
            "process",
            ("activationCondition", "=request.body.word = \"{{secrets.WORD}}\""),
            ("inbound.responseExpression", "={body: {token: \"{{secrets.KEY}}\"}}"),
            ("resultExpression", "={kept: \"{{secrets.KEY}}\"}"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.PostAsync("""{"word":"{{secrets.WORD}}"}""")).Status);
        var answer = await host.PostAsync("""{"word":"say \"friend\""}""");

        Assert.Equal((HttpStatusCode.OK, """{"token":"old-key"}"""), (answer.Status, answer.Body));
        Assert.Equal("""{"kept":"{{secrets.KEY}}"}""", Assert.Single(host.Cluster.Log.OfType<Protocol.CreateInstance>()).Variables is { } variables
            ? RecordingCluster.Text(variables)
            : "");
    }

    [Fact]
    public async Task Starting_is_a_use_and_comparing_is_none()
    {
        await using var host = await StartAsync();
        await host.Supervisor.ReconcileAsync(Cancellation);
        await host.Supervisor.ReconcileAsync(Cancellation);
        await host.Audit.FlushAsync(Cancellation);

        var use = Assert.Single(_uses.Written);
        Assert.Equal(("KEY", SecretOutcome.Resolved, "process", "start"), (use.Name, use.Outcome, use.ProcessDefinitionId, use.ElementId));
        Assert.Equal(Assert.Single(host.Snapshot()).ExecutableId, use.ExecutableId);
    }

    /// <summary>Answers, reasons and logs of a webhook whose secret a sender shows back to it.</summary>
    [Fact]
    public async Task No_secret_leaves_a_webhook()
    {
        const string secret = "pa\"ss-word/with+much";
        _secrets.Values["KEY"] = secret;
        await using var host = await WebhookHost.StartAsync([_secrets], _uses);
        await host.DeployAsync("process", Protected("{{secrets.KEY}}", ("inbound.responseExpression", "=assert(request.headers, false)")));
        await host.DeployAsync("broken", Protected("{{secrets.KEY}}", ("inbound.context", "broken"), ("inbound.hmacAlgorithm", "{{secrets.KEY}}"), ("inbound.shouldValidateHmac", "{{secrets.KEY}}")));
        await host.DeployAsync("broken2", Protected("={{secrets.KEY}}", ("inbound.context", "broken2")));

        var answers = new List<string>();
        foreach (var headers in new (string, string)[][] { [("key", secret)], [("key", "no")], [] })
        {
            var answer = await host.PostAsync($$"""{"echo":"{{secret.Replace("\"", "\\\"")}}"}""", headers: headers);
            answers.Add($"{answer.Body} {string.Join(' ', answer.Headers)}");
        }

        var reasons = host.Snapshot().Select(status => status.Reason);
        var all = $"{string.Join('\n', answers)}\n{string.Join('\n', reasons)}\n{host.Log.Text}";
        Assert.Contains(host.Snapshot(), status => status.State is InboundState.FailedToActivate);
        foreach (var part in new[] { "word/with", "ss-word", "with+much" })
            Assert.DoesNotContain(part, all, StringComparison.OrdinalIgnoreCase);
    }

    private static (string, string)[] Protected(string key, params (string, string)[] more) =>
    [
        ("inbound.auth.type", "APIKEY"),
        ("inbound.auth.apiKey", key),
        ("inbound.auth.apiKeyLocator", "=request.headers.key"),
        .. more,
    ];

    private static async Task<HttpStatusCode> PostAsync(WebhookHost host, string key) =>
        (await host.PostAsync("{}", headers: ("key", key))).Status;

    private async Task<WebhookHost> StartAsync()
    {
        var host = await WebhookHost.StartAsync([_secrets], _uses);
        await host.DeployAsync("process", Protected("{{secrets.KEY}}"));
        return host;
    }
}
