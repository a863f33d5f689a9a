using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Testing;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>The rows of the contract's tables: which elements are fed, how they are grouped, and what becomes of a group.</summary>
public sealed class InboundGroupTests : IAsyncDisposable
{
    private readonly RecordingCluster _cluster = new();
    private readonly InboundHost _host;

    public InboundGroupTests() => _host = new InboundHost(_cluster, new VirtualTime(), [typeof(ManualConnector)]);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_element_that_may_have_a_connector_has_one_also_within_sub_processes()
    {
        await DeployAsync("process", $"""
            <startEvent id="plain">{Properties()}</startEvent>
            <startEvent id="message">{Properties()}<messageEventDefinition id="m1" messageRef="message" /></startEvent>
            <intermediateCatchEvent id="catch">{Properties()}<messageEventDefinition id="m2" messageRef="message" /></intermediateCatchEvent>
            <receiveTask id="receive" messageRef="message">{Properties()}</receiveTask>
            <task id="host" />
            <boundaryEvent id="boundary" attachedToRef="host">{Properties()}<messageEventDefinition id="m3" messageRef="message" /></boundaryEvent>
            <subProcess id="inner">
              <startEvent id="innerStart" />
              <receiveTask id="nested" messageRef="message">{Properties()}</receiveTask>
            </subProcess>
            <subProcess id="beside" triggeredByEvent="true">
              <startEvent id="event">{Properties()}<messageEventDefinition id="m4" messageRef="message" /></startEvent>
            </subProcess>
            <intermediateCatchEvent id="without"><messageEventDefinition id="m5" messageRef="message" /></intermediateCatchEvent>
            """);

        Assert.Equal(
            ["boundary", "catch", "event", "message", "nested", "plain", "receive"],
            _host.Snapshot().Select(status => status.Elements.Single().ElementId));
        await Wait.UntilAsync(() => _host.Snapshot().All(status => status.State is InboundState.Active));
    }

    [Theory]
    [InlineData("<task id=\"wrong\">{0}</task>")]
    [InlineData("<intermediateThrowEvent id=\"wrong\">{0}</intermediateThrowEvent>")]
    public async Task An_element_that_cannot_have_a_connector_is_listed_with_a_reason(string element)
    {
        await DeployAsync("process", element.Replace("{0}", Properties(), StringComparison.Ordinal));

        Assert.Equal(InboundState.InvalidDefinition, _host.Status.State);
        Assert.Contains("cannot be here", _host.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_of_two_properties_of_one_name_counts()
    {
        await DeployAsync("process", $"<startEvent id=\"start\">{Properties(("place", "first"), ("place", "second"))}</startEvent>");

        await _host.UntilAsync(InboundState.Active);
        Assert.Equal("first", Assert.Single(_host.Sources.Settings).Value.Place);
    }

    [Theory]
    [InlineData("", "", "", "", 2)] // As old diagrams are: each element for itself.
    [InlineData("AUTO", "", "AUTO", "", 1)]
    [InlineData("AUTO", "", "", "", 2)]
    [InlineData("MANUAL", "same", "MANUAL", "same", 1)]
    [InlineData("MANUAL", "one", "MANUAL", "other", 2)]
    public async Task Elements_share_a_connector_where_the_model_says_so(
        string firstMode, string firstId, string secondMode, string secondId, int connectors)
    {
        await DeployAsync("process", Two(Grouping(firstMode, firstId, ("place", "a")), Grouping(secondMode, secondId, ("place", "a"))));

        Assert.Equal(connectors, _host.Snapshot().Count);
        await Wait.UntilAsync(() => _host.Snapshot().All(status => status.State is InboundState.Active));
    }

    [Fact]
    public async Task Automatic_groups_are_told_apart_by_every_property_and_its_name()
    {
        // The same text and the same values in another layout.
        await DeployAsync("process", Two(
            Grouping("AUTO", "", ("place", "a"), ("other", "b")), Grouping("AUTO", "", ("place", "b"), ("other", "a"))));

        Assert.Equal(2, _host.Snapshot().Count);
    }

    [Theory]
    [InlineData("auto", "", "expected AUTO or MANUAL")]
    [InlineData("OTHER", "", "expected AUTO or MANUAL")]
    [InlineData("MANUAL", "", "deduplicationId is missing")]
    [InlineData("AUTO", "", "there is no property to tell connectors apart by")]
    public async Task A_mode_that_is_none_is_refused(string mode, string id, string problem)
    {
        await DeployAsync("process", $"<startEvent id=\"start\">{Properties(Grouping(mode, id))}</startEvent>");

        Assert.Equal(InboundState.InvalidDefinition, _host.Status.State);
        Assert.Contains(problem, _host.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_never_share_a_connector()
    {
        await DeployAsync("first", $"<startEvent id=\"start\">{Properties(Grouping("MANUAL", "same"))}</startEvent>", key: 1);
        await DeployAsync("second", $"<startEvent id=\"start\">{Properties(Grouping("MANUAL", "same"))}</startEvent>", key: 2);

        Assert.Equal(["first", "second"], _host.Snapshot().Select(status => status.ProcessId));
    }

    [Fact]
    public async Task Versions_that_differ_under_one_id_are_down_together_until_a_version_fits()
    {
        string Waiting(string place) => $"""
            <receiveTask id="receive" messageRef="message">{Properties(Grouping("MANUAL", "same", ("place", place)))}</receiveTask>
            """;
        await DeployAsync("process", Waiting("a"), key: 1, isLatest: false);
        await DeployAsync("process", Waiting("b"), key: 2, version: 2);
        Assert.Equal(InboundState.InvalidDefinition, _host.Status.State);
        Assert.Contains("they differ in place", _host.Status.Reason, StringComparison.Ordinal);
        Assert.Empty(_host.Sources.Running);

        _cluster.Remove(2);
        await DeployAsync("process", Waiting("a"), key: 3, version: 3);
        await _host.UntilAsync(InboundState.Active);
        Assert.Equal([3, 1], _host.Status.Elements.Select(element => element.Version));
    }

    [Fact]
    public async Task Another_setting_starts_the_connector_anew()
    {
        await DeployAsync("process", $"<startEvent id=\"start\">{Properties(Grouping("MANUAL", "same", ("place", "a")))}</startEvent>", key: 1);
        await _host.UntilAsync(InboundState.Active);
        _cluster.Remove(1);
        await DeployAsync("process", $"<startEvent id=\"start\">{Properties(Grouping("MANUAL", "same", ("place", "b")))}</startEvent>", key: 2);

        await _host.UntilAsync(InboundState.Active);
        Assert.Equal("b", _host.Sources.Settings[_host.Status.ExecutableId].Place);
    }

    private static string Two((string, string)[] first, (string, string)[] second) => $"""
        <receiveTask id="one" messageRef="message">{Properties(first)}</receiveTask>
        <receiveTask id="two" messageRef="message">{Properties(second)}</receiveTask>
        """;

    private static (string, string)[] Grouping(string mode, string id, params (string, string)[] more) =>
        [.. new[] { ("deduplicationMode", mode), ("deduplicationId", id) }.Where(pair => pair.Item2.Length > 0), .. more];

    private static string Properties(params (string Name, string Value)[] properties) =>
        $"<extensionElements>{Diagrams.Properties([("inbound.type", "test:manual:1"), ("correlationKeyExpression", "=id"), .. properties])}</extensionElements>";

    private async Task DeployAsync(string process, string content, long key = 1, int version = 1, bool isLatest = true)
    {
        _cluster.Deploy(Diagrams.Definition(key, process, version, isLatest), Diagrams.Process(process, content, Diagrams.Message("paid")));
        await _host.ReconcileAsync();
    }
}
