using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Outside events, leases and places of sources, through the REST API and its client.</summary>
public sealed class OutsideEventTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outside_events_are_kept_found_changed_and_done_with()
    {
        await shared.DeployAsync("kept.bpmn", Diagrams.Work("kept", "kept-job"), Cancellation);
        var transcript = new Transcript(shared.Http);
        const string Keep = """{"trigger":{"connectorType":"hook","processDefinitionId":"kept","elementId":"start"},"state":"QUARANTINED","errorCode":"NO_MATCH","errorMessage":"nothing waits","payload":{"a": 1.50},"deduplicationKey":"kept/1","messageId":"1","cursor":{"name":"kept/a","value":"7"}}""";
        var kept = await AskAsync("POST", "/inbox", Keep);
        var key = kept.GetProperty("inboxKey").GetString();
        await AskAsync("POST", "/inbox", Keep);
        await AskAsync("GET", "/inbox?processDefinitionId=kept&state=QUARANTINED&limit=5");
        await AskAsync("PUT", $"/inbox/{key}/payload", """{"payload":{"a": 2}}""");
        await AskAsync("POST", $"/inbox/{key}/failure", """{"errorCode":"BROKEN","errorMessage":"it is broken"}""");
        await AskAsync("GET", $"/inbox/{key}");
        await AskAsync("GET", "/inbox/known?deduplicationKey=kept/1");
        var created = await transcript.AskAsync(
            "POST",
            "/v2/process-instances",
            $$$"""{"processDefinitionId":"kept","deduplicationKey":"kept/1","origin":{"trigger":{"connectorType":"hook","processDefinitionId":"kept","elementId":"start"},"inboxKey":"{{{key}}}","cursor":{"name":"kept/a","value":"8"},"rememberFor":60000}}""",
            Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/process-instances", """{"processDefinitionId":"kept","deduplicationKey":"kept/1"}""", Cancellation);
        await AskAsync("GET", $"/inbox/{key}");
        await AskAsync("GET", "/inbox/known?deduplicationKey=kept/1");
        await AskAsync("GET", "/cursors?name=kept/a");
        await AskAsync("POST", "/inbox/search", """{"filter":{"state":"APPLIED","errorMessage":{"$like":"*broken*"},"processDefinitionId":"kept"}}""");
        var instance = created.GetProperty("processInstanceKey").GetString();
        await AskAsync("GET", $"/process-instances/{instance}/history?limit=100");

        Snapshot.Match(transcript.ToString());

        Task<System.Text.Json.JsonElement> AskAsync(string method, string path, string? body = null) =>
            transcript.AskAsync(method, "/fairlead/v1" + path, body, Cancellation);
    }

    [Fact]
    public async Task Requests_about_outside_events_that_make_no_sense_are_explained()
    {
        var transcript = new Transcript(shared.Http);
        foreach (var (method, path, body) in ((string, string, string?)[])
        [
            ("GET", "/inbox/1", null),
            ("DELETE", "/inbox/1", null),
            ("PUT", "/inbox/1/payload", """{"payload":{}}"""),
            ("PUT", "/inbox/1/payload", """{"payload":7}"""),
            ("POST", "/inbox/1/failure", """{"errorCode":"A","errorMessage":"b"}"""),
            ("GET", "/inbox?state=APPLIED", null),
            ("GET", "/inbox?state=GONE", null),
            ("GET", "/inbox?limit=0", null),
            ("GET", "/inbox?limit=many", null),
            ("GET", "/inbox?elementId=start", null),
            ("GET", "/inbox?tenantId=other", null),
            ("POST", "/inbox", """{"trigger":{"connectorType":"hook","processDefinitionId":"","elementId":"start"},"state":"HELD","payload":{}}"""),
            ("POST", "/inbox", """{"trigger":{"connectorType":"hook","processDefinitionId":"p","elementId":"start"},"state":"EXPIRED","payload":{}}"""),
            ("POST", "/inbox", """{"trigger":{"connectorType":"hook","processDefinitionId":"p","elementId":"start"},"state":"HELD","payload":{},"keepFor":-1}"""),
            ("POST", "/inbox/discard", """{"limit":0}"""),
            ("POST", "/inbox/search", """{"sort":[{"field":"age"}]}"""),
            ("GET", "/inbox/known", null),
            ("DELETE", "/inbox/suspensions", null),
            ("PUT", "/inbox/suspensions", """{"processDefinitionId":" "}"""),
            ("POST", "/leases", """{"name":"l","owner":"","duration":1000}"""),
            ("POST", "/leases", """{"name":"l","owner":"o","duration":0}"""),
            ("DELETE", "/leases?name=l", null),
            ("GET", "/cursors", null),
            ("PUT", "/cursors?name=outside-none", """{"value":"1","lease":{"name":"outside-none","token":"7"}}"""),
        ])
        {
            await transcript.AskAsync(method, "/fairlead/v1" + path, body, Cancellation);
        }

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task A_client_keeps_discards_and_suspends()
    {
        var inbox = shared.Cluster.Inbox;
        for (var i = 0; i < 3; i++)
            await inbox.KeepAsync(Keep("discarded", $"discarded {i}"), Cancellation);
        await inbox.SuspendAsync(new() { ProcessDefinitionId = "discarded", ElementId = "start" }, Cancellation);

        var first = await inbox.DiscardManyAsync(new() { ProcessDefinitionId = "discarded", Limit = 2 }, Cancellation);
        var left = Assert.Single((await inbox.FindKeptAsync(new() { ProcessId = "discarded" }, Cancellation)).Items);
        await inbox.DiscardAsync(left.InboxKey, Cancellation);

        Assert.Equal((2, true), (first.Discarded, first.HasMore));
        var done = await inbox.SearchAsync(
            new() { Filter = new() { ProcessDefinitionId = "discarded", State = InboxState.Discarded }, Page = new() { Limit = 2 } }, Cancellation);
        Assert.Equal((2, 3), (done.Items.Count, done.Page.TotalItems));
        Assert.Equal(InboxState.Discarded, (await inbox.FindKnownAsync("discarded 0", Cancellation)).Known!.State);
        Assert.Contains(
            (await inbox.FindSuspensionsAsync(Cancellation)).Items,
            suspended => suspended is { ProcessDefinitionId: "discarded", ElementId: "start" });
        await inbox.ResumeAsync(new() { ProcessDefinitionId = "discarded", ElementId = "start" }, Cancellation);
        Assert.DoesNotContain(
            (await inbox.FindSuspensionsAsync(Cancellation)).Items, suspended => suspended.ProcessDefinitionId == "discarded");
    }

    [Fact]
    public async Task A_lease_fences_what_is_published_and_correlated()
    {
        var inbox = shared.Cluster.Inbox;
        var request = new AcquireLeaseRequest { Name = "rest/../lease ?", Owner = "a", Duration = 60_000 };
        var lease = await inbox.AcquireLeaseAsync(request, Cancellation);
        var other = await inbox.AcquireLeaseAsync(request with { Owner = "b" }, Cancellation);
        Assert.Equal(("a", lease.Token), (other.Owner, other.Token));
        Assert.Contains((await inbox.FindLeasesAsync(Cancellation)).Items, held => held.Name == request.Name);
        var origin = new InboundOriginBody
        {
            Trigger = Keep("fenced", null).Trigger,
            Cursor = new() { Name = "rest/../cursor ?", Value = "1" },
            Lease = new() { Name = lease.Name, Token = lease.Token },
        };
        var message = new MessagePublicationRequest { Name = "fenced", DeduplicationKey = "fenced 1", Origin = origin };

        var published = await shared.Cluster.PublishAsync(message, Cancellation);
        var again = await shared.Cluster.PublishAsync(message, Cancellation);
        await inbox.ReleaseLeaseAsync(origin.Lease, Cancellation);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => shared.Cluster.PublishAsync(message, Cancellation));
        var correlated = await Assert.ThrowsAsync<ClusterException>(() => shared.Cluster.CorrelateAsync(
            new() { Name = "fenced", Origin = origin }, Cancellation));

        Assert.Equal((published.MessageKey, false, true), (again.MessageKey, published.Duplicate, again.Duplicate));
        Assert.Equal((ClusterError.InvalidState, ClusterError.InvalidState), (refusal.Error, correlated.Error));
        Assert.Equal("1", (await inbox.ReadCursorAsync(null, "rest/../cursor ?", Cancellation)).Value);
        await inbox.MoveCursorAsync("rest/../cursor ?", new() { Value = "" }, Cancellation);
        Assert.Null((await inbox.ReadCursorAsync(null, "rest/../cursor ?", Cancellation)).Value);
    }

    [Fact]
    public async Task Waiting_elements_are_told_with_what_they_see()
    {
        await shared.DeployAsync("waits.bpmn", Diagrams.Work("waits", "waits-job"), Cancellation);
        var created = await shared.Cluster.CreateInstanceAsync(
            new() { ProcessDefinitionId = "waits", Variables = new(Encoding.UTF8.GetBytes("""{"a":1.50}""")) }, Cancellation);
        var visit = Assert.Single((await shared.Cluster.SearchAsync(
            new SearchQuery<ElementInstanceFilter> { Filter = new() { ProcessInstanceKey = created.ProcessInstanceKey, Type = ElementInstanceType.ServiceTask } }, Cancellation)).Items);

        var found = await shared.Cluster.Inbox.FindWaitingAsync(
            new() { ProcessDefinitionKey = created.ProcessDefinitionKey, ElementIds = [visit.ElementId] }, Cancellation);

        var waiting = Assert.Single(found.Items);
        Assert.Equal((visit.ElementInstanceKey, created.ProcessInstanceKey), (waiting.ElementInstanceKey, waiting.ProcessInstanceKey));
        Assert.Equal("""{"a":1.50}""", Encoding.UTF8.GetString(waiting.Variables.Utf8.Span));
    }

    private static KeepEventRequest Keep(string processId, string? key) => new()
    {
        Trigger = new() { ConnectorType = "hook", ProcessDefinitionId = processId, ElementId = "start" },
        State = InboxState.Held,
        Payload = new("{}"u8.ToArray()),
        DeduplicationKey = key,
    };
}
