using System.Net;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Which inbound connectors run: traps 20, 21 and 26 of the contract, grouping and recovery.</summary>
public sealed class InboundTests
{
    private static readonly (string, string)[] Catch = WebhookHost.Settings(("correlationKeyExpression", "=request.body.id"));

    [Fact]
    public async Task A_start_event_of_an_older_version_is_dropped_and_its_catch_event_stays()
    {
        await using var host = await WebhookHost.StartAsync();
        host.Cluster.Deploy(Diagrams.Definition(1, version: 1, isLatest: false), Diagrams.WebhookStart("process", WebhookHost.Settings(("inbound.context", "old"))));
        host.Cluster.Deploy(Diagrams.Definition(2, "waiting", 1, isLatest: false), Diagrams.WebhookCatch("waiting", "paid", Catch));
        await host.DeployAsync(Diagrams.Definition(3, version: 2), Diagrams.WebhookStart("process", WebhookHost.Settings(("inbound.context", "new"))));

        Assert.Equal(["new", "order"], host.Snapshot().Select(status => status.Path));
        Assert.All(host.Snapshot(), status => Assert.Equal(InboundState.Active, status.State));
    }

    [Fact]
    public async Task A_connector_that_cannot_be_activated_takes_no_neighbour_down_and_comes_back_by_itself()
    {
        await using var host = await WebhookHost.StartAsync(("Inbound:RetryAfter", "00:00:00.100"), ("Inbound:Interval", "00:00:00.100"));
        Environment.SetEnvironmentVariable("SECRET_APPEARS_LATER", null);
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.TwoStarts(
            "process",
            WebhookHost.Settings(("inbound.context", "broken"), ("inbound.auth.type", "APIKEY"), ("inbound.auth.apiKey", "{{secrets.APPEARS_LATER}}")),
            "started",
            WebhookHost.Settings()));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("{}")).Status);
        var broken = host.Snapshot().Single(status => status.State is InboundState.FailedToActivate);
        Assert.Contains("SECRET_APPEARS_LATER", broken.Reason, StringComparison.Ordinal);
        Assert.NotNull(broken.RetryAt);

        Environment.SetEnvironmentVariable("SECRET_APPEARS_LATER", "value");
        await Wait.UntilAsync(async () =>
        {
            await host.SendAsync(HttpMethod.Get, "/inbound/nothing");
            return host.Snapshot().All(status => status.State is InboundState.Active);
        });
    }

    [Fact]
    public async Task An_outage_of_the_cluster_stops_nothing_and_is_over_when_it_is_over()
    {
        await using var host = await WebhookHost.StartAsync(("Inbound:Interval", "00:00:00.100"));
        await host.DeployAsync("first", ("inbound.context", "order"));
        var asked = new SemaphoreSlim(0);
        host.Cluster.Before = command =>
        {
            if (command is not "find")
                return;
            asked.Release();
            throw new ClusterException(ClusterError.Unavailable, "down");
        };

        host.Supervisor.Wake();
        await asked.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("{}")).Status);

        host.Cluster.Deploy(Diagrams.Definition(9, "second"), Diagrams.WebhookStart("second", WebhookHost.Settings(("inbound.context", "second"))));
        host.Cluster.Before = _ => { };
        await Wait.UntilAsync(async () =>
        {
            host.Supervisor.Wake();
            return (await host.SendAsync(HttpMethod.Get, "/inbound/second")).Status is not HttpStatusCode.NotFound;
        });
        Assert.Contains("Warning 3103", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_type_and_an_invalid_element_are_reported_with_a_reason()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync("unknown", ("inbound.type", "nobody:knows:1"));
        await host.DeployAsync("invalid", ("activationCondition", "=1 +"), ("messageTtl", "soon"));
        await host.DeployAsync(Diagrams.Definition(8, "keyless"), Diagrams.WebhookCatch("keyless", "paid", WebhookHost.Settings()));

        var statuses = host.Snapshot().ToDictionary(status => status.ProcessId);

        Assert.Equal(InboundState.ConnectorNotRegistered, statuses["unknown"].State);
        Assert.Contains("nobody:knows:1", statuses["unknown"].Reason, StringComparison.Ordinal);
        Assert.Equal(InboundState.InvalidDefinition, statuses["invalid"].State);
        Assert.Contains("activationCondition", statuses["invalid"].Reason, StringComparison.Ordinal);
        Assert.Contains("messageTtl", statuses["invalid"].Reason, StringComparison.Ordinal);
        Assert.Contains("correlationKeyExpression is missing", statuses["keyless"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_belongs_to_the_process_that_came_first_and_goes_to_the_next_in_line()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync("first", ("inbound.responseExpression", "={body: \"first\"}"));
        await host.DeployAsync("second", ("inbound.responseExpression", "={body: \"second\"}"));

        var queued = host.Snapshot().Single(status => status.ProcessId == "second");
        Assert.Equal(InboundState.Queued, queued.State);
        Assert.Contains("first (start)", queued.Reason, StringComparison.Ordinal);
        Assert.Equal("first", (await host.PostAsync("{}")).Body);

        host.Cluster.Remove(1);
        await host.Supervisor.ReconcileAsync(TestContext.Current.CancellationToken);
        Assert.Equal("second", (await host.PostAsync("{}")).Body);
        Assert.Equal(InboundState.Active, Assert.Single(host.Snapshot()).State);
    }

    [Fact]
    public async Task The_catch_event_of_two_versions_shares_one_address_and_one_event_is_one_message()
    {
        await using var host = await WebhookHost.StartAsync();
        host.Cluster.Deploy(Diagrams.Definition(1, version: 1, isLatest: false), Diagrams.WebhookCatch("process", "paid", Catch));
        await host.DeployAsync(Diagrams.Definition(2, version: 2), Diagrams.WebhookCatch("process", "paid", Catch));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("""{"id":"7"}""")).Status);
        Assert.Equal("7", Assert.Single(host.Cluster.Log.OfType<PublishMessage>()).CorrelationKey);
    }

    /// <summary>It waits in instances, as a catch event does: also in those of an older version, and never starts one.</summary>
    [Fact]
    public async Task The_start_event_of_an_event_sub_process_is_a_message_for_a_waiting_instance()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1, version: 1, isLatest: false), Diagrams.WebhookBeside("process", "paid", Catch));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("""{"id":"7"}""")).Status);
        Assert.Equal("7", Assert.Single(host.Cluster.Log.OfType<PublishMessage>()).CorrelationKey);
    }

    [Fact]
    public async Task Two_elements_that_take_the_same_event_are_refused_until_their_conditions_exclude_each_other()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.TwoStarts("process", WebhookHost.Settings(), "started", WebhookHost.Settings()));
        var both = await host.PostAsync("{}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, both.Status);
        Assert.Contains("INBOUND_SEVERAL_MATCH", both.Body, StringComparison.Ordinal);
        Assert.Empty(host.Cluster.Log);

        await host.DeployAsync(Diagrams.Definition(1, version: 2), Diagrams.TwoStarts("process", WebhookHost.Settings(), "started", WebhookHost.Settings()));
        host.Cluster.Remove(1);
        await host.DeployAsync(Diagrams.Definition(2, version: 3), Diagrams.TwoStarts(
            "process",
            WebhookHost.Settings(("activationCondition", "=request.body.kind = \"a\"")),
            "started",
            WebhookHost.Settings(("activationCondition", "=request.body.kind = \"b\""))));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("""{"kind":"b"}""")).Status);
        Assert.Equal(("started", ""), host.Cluster.Log.OfType<PublishMessage>().Single() is var message ? (message.Name, message.CorrelationKey) : default);
    }

    [Theory]
    [InlineData("AUTO", null)]
    [InlineData("MANUAL", "mine")]
    public async Task Equal_versions_share_one_connector_that_keeps_running(string mode, string? id)
    {
        (string, string)[] deduplication = id is null ? [("deduplicationMode", mode)] : [("deduplicationMode", mode), ("deduplicationId", id)];
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1, version: 1, isLatest: false), Diagrams.WebhookCatch("process", "paid", [.. Catch, .. deduplication]));
        var before = Assert.Single(host.Snapshot()).ExecutableId;
        await host.DeployAsync(Diagrams.Definition(2, version: 2), Diagrams.WebhookCatch("process", "paid", [.. Catch, .. deduplication]));

        var after = Assert.Single(host.Snapshot());
        Assert.Equal(before, after.ExecutableId);
        Assert.Equal([2, 1], after.Elements.Select(element => element.Version));
    }

    [Fact]
    public async Task One_deduplication_id_with_different_properties_is_invalid_and_names_them()
    {
        (string, string)[] manual = [("deduplicationMode", "MANUAL"), ("deduplicationId", "mine")];
        await using var host = await WebhookHost.StartAsync();
        host.Cluster.Deploy(Diagrams.Definition(1, version: 1, isLatest: false), Diagrams.WebhookCatch("process", "paid", [.. Catch, .. manual]));
        await host.DeployAsync(Diagrams.Definition(2, version: 2), Diagrams.WebhookCatch("process", "paid", [.. Catch, .. manual, ("inbound.method", "post")]));

        var status = Assert.Single(host.Snapshot());
        Assert.Equal(InboundState.InvalidDefinition, status.State);
        Assert.Contains("differ in inbound.method", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Properties_that_only_touch_the_event_restart_nothing()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.WebhookStart("process", WebhookHost.Settings(("deduplicationMode", "AUTO"))));
        var before = Assert.Single(host.Snapshot()).ExecutableId;
        host.Cluster.Remove(1);
        await host.DeployAsync(Diagrams.Definition(2, version: 2), Diagrams.WebhookStart("process", WebhookHost.Settings(
            ("deduplicationMode", "AUTO"), ("inbound.responseExpression", "={body: \"new\"}"), ("resultVariable", "other"))));

        Assert.Equal(before, Assert.Single(host.Snapshot()).ExecutableId);
        Assert.Equal("new", (await host.PostAsync("{}")).Body);
        Assert.Equal(2, Assert.Single(host.Cluster.Log.OfType<CreateInstance>()).DefinitionKey!.Value.Value);
    }

    [Fact]
    public async Task A_model_that_cannot_be_read_now_keeps_no_other_waiting()
    {
        await using var host = await WebhookHost.StartAsync();
        host.Cluster.Deploy(Diagrams.Definition(1, "unreadable"), Diagrams.WebhookStart("unreadable", WebhookHost.Settings(("inbound.context", "unreadable"))));
        host.Cluster.Before = command =>
        {
            if (command is ProcessDefinitionKey { Value: 1 })
                throw new ClusterException(ClusterError.Internal, "broken");
        };

        await host.DeployAsync(Diagrams.Definition(2, "readable"), Diagrams.WebhookStart("readable", WebhookHost.Settings()));
        Assert.Equal("readable", Assert.Single(host.Snapshot()).ProcessId);

        host.Cluster.Before = _ => { };
        await host.Supervisor.ReconcileAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, host.Snapshot().Count);
    }

    /// <summary>Those that a newcomer runs first; the others need settings, and are run as their pages say elsewhere.</summary>
    [Fact]
    public async Task Every_webhook_of_the_usual_examples_runs()
    {
        await using var host = await WebhookHost.StartAsync();
        var key = 0L;
        foreach (var name in (string[])["order", "payment", "shipping"])
        {
            var xml = await File.ReadAllTextAsync(
                Path.Combine(Here(), "..", "..", "examples", name, $"{name}.bpmn"), TestContext.Current.CancellationToken);
            var id = XDocument.Parse(xml).Descendants().First(element => element.Name.LocalName == "process").Attribute("id")!.Value;
            await host.DeployAsync(Diagrams.Definition(++key, id), xml);
        }

        Assert.True(host.Snapshot().Count > 1);
        Assert.All(host.Snapshot(), status => Assert.True(status.State is InboundState.Active, status.Reason));
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
