using System.Net;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>How an event finds its element: what the contract says in the order in which it says it, traps 16 to 19 and 32.</summary>
public sealed class InboundContractTests
{
    [Fact]
    public async Task The_condition_of_every_element_is_asked_even_when_an_earlier_one_is_met()
    {
        await using var host = await TwoStartsAsync("=true", "=assert(request.body.nothing, false, \"never\")");

        var answer = await host.PostAsync("{}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("INBOUND_EXPRESSION_FAILED", answer.Body, StringComparison.Ordinal);
        Assert.Empty(host.Cluster.Log);
    }

    [Theory]
    [InlineData("=true", true)]
    [InlineData("true", true)]
    [InlineData(" ", true)]
    [InlineData("=null", false)]
    [InlineData("=1", false)]
    [InlineData("=\"true\"", false)]
    [InlineData("=[true]", false)]
    [InlineData("=request.body.go", true)]
    [InlineData("=response.request.body.go", false)]
    public async Task Only_true_activates_and_conditions_see_the_event_without_a_response_around_it(string condition, bool activates)
    {
        await using var host = await WebhookHost.StartingAsync(("activationCondition", condition));

        var answer = await host.PostAsync("""{"go":true}""");

        Assert.Equal(activates ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(activates, host.Cluster.Log.Count is 1);
    }

    [Fact]
    public async Task The_older_name_of_the_condition_counts_and_the_newer_one_wins()
    {
        await using var older = await WebhookHost.StartingAsync(("inbound.activationCondition", "=false"));
        await using var both = await WebhookHost.StartingAsync(("inbound.activationCondition", "=false"), ("activationCondition", "=true"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await older.PostAsync("{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await both.PostAsync("{}")).Status);
    }

    [Theory]
    [InlineData(null, null, 422)]
    [InlineData("false", null, 422)]
    [InlineData("true", null, 200)]
    [InlineData(null, "true", 200)]
    public async Task What_matches_nothing_is_dropped_only_where_an_element_wants_it(string? first, string? second, int status)
    {
        await using var host = await TwoStartsAsync("=false", "=false", first, second);

        Assert.Equal(status, (int)(await host.PostAsync("{}")).Status);
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task Several_that_match_are_refused_unless_they_are_one_waiting_element_in_several_versions()
    {
        await using var host = await TwoStartsAsync("=true", "=true");

        var answer = await host.PostAsync("{}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("INBOUND_SEVERAL_MATCH", answer.Body, StringComparison.Ordinal);

        await using var versions = await WebhookHost.StartAsync();
        await DeployCatchAsync(versions, version: 1, isLatest: false, ("correlationKeyExpression", "=request.body.id"));
        await DeployCatchAsync(versions, version: 2, isLatest: true, ("correlationKeyExpression", "=request.body.id"));
        Assert.Equal(HttpStatusCode.OK, (await versions.PostAsync("""{"id":"1"}""")).Status);
        Assert.Single(versions.Cluster.Log);
    }

    [Theory]
    [InlineData("correlationKeyExpression", "=request.body.other", "2")]
    [InlineData("messageIdExpression", "=request.body.id", "1")]
    [InlineData("messageTtl", "PT2M", "1")]
    [InlineData("resultExpression", "={a: 1}", "1")]
    [InlineData("resultVariable", "all", "1")]
    public async Task Of_versions_that_would_do_different_things_with_an_event_the_newest_counts_when_nobody_waits(string name, string value, string key)
    {
        await using var host = await WebhookHost.StartAsync();
        await DeployCatchAsync(host, version: 1, isLatest: false, ("correlationKeyExpression", "=request.body.id"));
        await DeployCatchAsync(
            host, version: 2, isLatest: true, [.. new[] { ("correlationKeyExpression", "=request.body.id") }.Where(known => known.Item1 != name), (name, value)]);

        host.Cluster.Before = command =>
        {
            if (command is CorrelateMessage)
                throw new ClusterException(ClusterError.NotFound, "Nobody waits.");
        };

        var answer = await host.PostAsync("""{"id":"1","other":"2"}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(key, Assert.IsType<PublishMessage>(Assert.Single(host.Cluster.Log)).CorrelationKey);
    }

    [Theory]
    [InlineData("=request.body.id", "17")]
    [InlineData("=request.body.missing", "")]
    [InlineData("=assert(request.body.missing, false, \"fails\")", "")]
    public async Task A_message_start_takes_an_empty_key_when_its_expression_gives_none(string expression, string key)
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.TwoStarts(
            "process",
            WebhookHost.Settings(("activationCondition", "=false")),
            "ordered",
            WebhookHost.Settings(("correlationKeyExpression", expression))));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("""{"id":17}""")).Status);
        Assert.Equal(key, (await host.Cluster.NextAsync<PublishMessage>()).CorrelationKey);
    }

    [Theory]
    [InlineData("=request.body.missing")]
    [InlineData("=\"\"")]
    [InlineData("=assert(request.body.missing, false, \"fails\")")]
    public async Task Who_waits_needs_a_key(string expression)
    {
        await using var host = await WebhookHost.StartAsync();
        await DeployCatchAsync(host, version: 1, isLatest: true, ("correlationKeyExpression", expression));

        var answer = await host.PostAsync("""{"id":17}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("INBOUND_NO_CORRELATION_KEY", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("assert", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_id_that_fails_is_the_events_fault()
    {
        await using var host = await WebhookHost.StartingAsync(("messageIdExpression", "=assert(request.body.id, false, \"x\")"));

        Assert.Contains("INBOUND_EXPRESSION_FAILED", (await host.PostAsync("{}")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData("PT5M", 5)]
    [InlineData("PT0S", 0)]
    public async Task A_message_waits_as_long_as_the_model_says(string? ttl, int minutes)
    {
        await using var host = await WebhookHost.StartAsync();
        await DeployCatchAsync(
            host, version: 1, isLatest: true,
            [("correlationKeyExpression", "=\"k\""), .. ttl is null ? [] : new[] { ("messageTtl", ttl) }]);

        await host.PostAsync("{}");

        Assert.Equal(TimeSpan.FromMinutes(minutes), (await host.Cluster.NextAsync<PublishMessage>()).TimeToLive);
    }

    [Fact]
    public async Task Every_effect_says_which_element_took_the_event_and_how_long_it_is_remembered()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("messageIdExpression", "=request.body.id"), ("deduplicationRetention", "P90D"));

        await host.PostAsync("""{"id":"1"}""");
        var origin = (await host.Cluster.NextAsync<CreateInstance>()).Origin!;

        Assert.Equal(new InboundTrigger("io.camunda:webhook:1", "process", "start"), origin.Trigger);
        Assert.Equal((TimeSpan.FromDays(90), null, null, null), (origin.RememberFor!.Value, origin.Entry, origin.Cursor, origin.Lease));
    }

    [Fact]
    public async Task A_retention_that_is_no_duration_is_told_to_the_author()
    {
        await using var host = await WebhookHost.StartingAsync(("deduplicationRetention", "90 days"));

        var status = Assert.Single(host.Snapshot());
        Assert.Equal(InboundState.InvalidDefinition, status.State);
        Assert.Contains("deduplicationRetention is \"90 days\"", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_keeps_nothing_gives_the_same_answers()
    {
        await using var host = await WebhookHost.StartingAsync(("activationCondition", "=false"));

        var answer = await host.PostAsync("{}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.DoesNotContain("Fairlead-Inbox-Key", answer.Headers.Keys);
    }

    private static async Task<WebhookHost> TwoStartsAsync(
        string firstCondition, string secondCondition, string? firstConsumes = null, string? secondConsumes = null)
    {
        var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.TwoStarts(
            "process", Properties(firstCondition, firstConsumes), "ordered", Properties(secondCondition, secondConsumes)));
        return host;

        static (string, string)[] Properties(string condition, string? consumes) => WebhookHost.Settings(
            [("activationCondition", condition), .. consumes is null ? [] : new[] { ("consumeUnmatchedEvents", consumes) }]);
    }

    private static Task DeployCatchAsync(WebhookHost host, int version, bool isLatest, params (string, string)[] properties) => host.DeployAsync(
        Diagrams.Definition(version, version: version, isLatest: isLatest),
        Diagrams.WebhookCatch("process", "paid", WebhookHost.Settings(properties)));
}
