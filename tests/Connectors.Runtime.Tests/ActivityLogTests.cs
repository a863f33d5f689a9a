using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>What an inbound connector did lately.</summary>
public sealed class ActivityLogTests
{
    [Fact]
    public async Task The_log_of_a_webhook_says_what_became_of_each_event_and_not_what_it_carried()
    {
        await using var host = await WebhookHost.StartingAsync(("activationCondition", "=request.body.wanted"));

        await host.PostAsync("""{"wanted": true, "data": "payload-3"}""");
        await host.PostAsync("""{"wanted": false, "data": "payload-3"}""");
        await host.PostAsync("""{"wanted": "payload-3" > 1}""");
        host.Cluster.Before = _ => throw new Protocol.ClusterException(Protocol.ClusterError.Unavailable, "payload-3");
        await host.PostAsync("""{"wanted": true}""");

        var entries = Assert.Single(host.Snapshot()).Activities.Entries;
        Assert.Equal(
            [
                (ActivitySeverity.Info, "The connector runs."),
                (ActivitySeverity.Info, "A POST request arrived; headers: host, content-type, content-length."),
                (ActivitySeverity.Info, "start started process instance 1001."),
                (ActivitySeverity.Info, "A POST request arrived; headers: host, content-type, content-length."),
                (ActivitySeverity.Warning, "The activation condition of this webhook is not met by the request."),
                (ActivitySeverity.Info, "A POST request arrived; headers: host, content-type, content-length."),
                (ActivitySeverity.Warning, "The body is not valid JSON: line 1, byte 24."),
                (ActivitySeverity.Info, "A POST request arrived; headers: host, content-type, content-length."),
                (ActivitySeverity.Warning, "The cluster cannot be reached: send the event again."),
            ],
            entries.Select(entry => (entry.Severity, entry.Message)));
    }

    [Fact]
    public async Task An_expression_that_fails_is_in_the_log_and_what_it_failed_on_is_not()
    {
        await using var host = await WebhookHost.StartAsync(("Logging:LogLevel:Default", "Debug"));
        await host.DeployAsync(
            "process", ("activationCondition", "=assert(request.body.number, request.body.number > 5, request.body.text)"));

        var answer = await host.PostAsync("""{"number": 3, "text": "payload-4"}""");

        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("`assert(request.body.number", host.Log.Text, StringComparison.Ordinal);
        Assert.Contains("FEEL_ASSERT at position", host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("payload-4", $"{host.Log.Text}{answer.Body}", StringComparison.Ordinal);
    }

    [Fact]
    public void The_oldest_entries_are_forgotten()
    {
        var log = new ActivityLog(atMost: 3, new ManualTime());
        foreach (var number in Enumerable.Range(1, 5))
            log.Add(ActivitySeverity.Debug, ActivityTag.Message, $"{number}");

        Assert.Equal(["3", "4", "5"], log.Entries.Select(entry => entry.Message));
        Assert.Null(log.LastHealthChange);
    }

    [Fact]
    public void What_made_it_up_or_down_is_kept_although_its_entry_is_forgotten()
    {
        var log = new ActivityLog(atMost: 1, new ManualTime());
        log.Failed("No secret.");
        log.Add(ActivitySeverity.Debug, ActivityTag.Message, "later");

        Assert.Equal(("No secret.", false), (log.LastHealthChange!.Message, log.LastHealthChange.IsUp));
        Assert.Equal("later", Assert.Single(log.Entries).Message);
    }
}
