using System.Text;
using Fairlead.Protocol;

namespace Fairlead.Tests;

/// <summary>What a connector runtime may expect of the inbox and the leases of a cluster of ours, wherever it is.</summary>
public abstract class InboundContract
{
    private readonly string _id = $"inbound-{Guid.NewGuid():N}";

    private InboundTrigger Trigger => new("io.camunda:webhook:1", _id, "start");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<ICluster> ConnectAsync();

    protected abstract Task DeployAsync(string name, ReadOnlyMemory<byte> content);

    [Fact]
    public async Task What_is_kept_is_found_changed_and_done_with()
    {
        var (cluster, inbox) = await OpenAsync();
        await DeployAsync(Work());
        var kept = await inbox.KeepAsync(Keep("1") with { MessageId = "m", Cursor = new(_id, "7"), KeepFor = TimeSpan.FromHours(1) }, Cancellation);
        var again = await inbox.KeepAsync(Keep("1"), Cancellation);
        await inbox.EditAsync(kept.Key, """{"a":2.50}"""u8.ToArray(), Cancellation);
        await inbox.NoteFailureAsync(kept.Key, "BROKEN", "it is broken", Cancellation);

        var entry = (await inbox.FindAsync(kept.Key, Cancellation))!;
        var listed = Assert.Single(await inbox.FindKeptAsync(new() { ProcessId = _id, State = InboxState.Quarantined }, Cancellation));

        Assert.Equal((false, null, new KeptEvent(kept.Key, true, null)), (kept.Duplicate, kept.Known, again));
        Assert.Equal(
            (Trigger, InboxState.Quarantined, "BROKEN", "it is broken", """{"a":2.50}""", 10, Name("1"), "m", 3, "<default>", TimeSpan.FromHours(1)),
            (entry.Trigger, entry.State, entry.Code, entry.Reason, Encoding.UTF8.GetString(entry.Payload.Span), entry.PayloadBytes, entry.DeduplicationKey, entry.MessageId, entry.Attempts, entry.TenantId, entry.KeptUntil - entry.ReceivedAt));
        Assert.Equal(entry with { Payload = default }, listed with { Payload = default });
        Assert.True(listed.Payload.IsEmpty);
        Assert.Equal(new KnownEvent(kept.Key, 0, null) { State = InboxState.Quarantined }, await inbox.FindKnownAsync(Name("1"), Cancellation));

        var created = await cluster.CreateInstanceAsync(
            new CreateInstance
            {
                ProcessId = _id,
                DeduplicationKey = Name("1"),
                Origin = new() { Trigger = Trigger, Entry = kept.Key, Cursor = new(_id, "8"), RememberFor = TimeSpan.FromHours(1) },
            },
            Cancellation);

        Assert.Null(await inbox.FindAsync(kept.Key, Cancellation));
        Assert.Empty(await inbox.FindKeptAsync(new() { ProcessId = _id }, Cancellation));
        Assert.Equal("8", await inbox.ReadCursorAsync(null, _id, Cancellation));
        var known = new KnownEvent(kept.Key, created.Key.Value, created.Key) { State = InboxState.Applied };
        Assert.Equal(known, await inbox.FindKnownAsync(Name("1"), Cancellation));
        Assert.Equal(new KeptEvent(kept.Key, true, known), await inbox.KeepAsync(Keep("1"), Cancellation));
        Assert.Null(await inbox.FindKnownAsync(Name("2"), Cancellation));
    }

    [Fact]
    public async Task A_discarded_keystays_without_effect()
    {
        var (cluster, inbox) = await OpenAsync();
        await DeployAsync(Work());
        var kept = await inbox.KeepAsync(Keep("1") with { State = InboxState.Held }, Cancellation);
        await inbox.DiscardAsync(kept.Key, Cancellation);

        var created = await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id, DeduplicationKey = Name("1") }, Cancellation);
        var published = await cluster.PublishMessageAsync(new PublishMessage { Name = "m", DeduplicationKey = Name("1") }, Cancellation);
        var twice = await Assert.ThrowsAsync<ClusterException>(() => inbox.DiscardAsync(kept.Key, Cancellation));

        Assert.Equal((0, true, 0, true), (created.Key.Value, created.Duplicate, published.Key.Value, published.Duplicate));
        Assert.Equal(ClusterError.NotFound, twice.Error);
        Assert.Equal(InboxState.Discarded, (await inbox.FindKnownAsync(Name("1"), Cancellation))!.State);
    }

    [Fact]
    public async Task Suspending_is_seen_until_it_is_resumed()
    {
        var (_, inbox) = await OpenAsync();
        await inbox.SuspendAsync(null, _id, "start", Cancellation);
        await inbox.SuspendAsync(null, _id, null, Cancellation);

        Assert.Equal([null, "start"], (await SuspendedAsync()).Select(suspended => suspended.ElementId));
        await inbox.ResumeAsync(null, _id, null, Cancellation);
        Assert.Equal(["start"], (await SuspendedAsync()).Select(suspended => suspended.ElementId));
        await inbox.ResumeAsync(null, _id, "start", Cancellation);
        Assert.Empty(await SuspendedAsync());

        async Task<IEnumerable<Suspension>> SuspendedAsync() =>
            (await inbox.FindSuspensionsAsync(Cancellation)).Where(suspended => suspended.ProcessId == _id);
    }

    [Fact]
    public async Task Who_lost_the_lease_changes_nothing()
    {
        var (cluster, inbox) = await OpenAsync();
        var leases = cluster.Leases!;
        await DeployAsync(Work());
        var first = await leases.AcquireAsync(new(_id, "a", TimeSpan.FromMinutes(1)), Cancellation);
        var told = await leases.AcquireAsync(new(_id, "b", TimeSpan.FromMinutes(1)), Cancellation);
        await leases.ReleaseAsync(first.Hold, Cancellation);
        var second = await leases.AcquireAsync(new(_id, "b", TimeSpan.FromMinutes(1)), Cancellation);
        var request = new CreateInstance
        {
            ProcessId = _id,
            DeduplicationKey = Name("1"),
            Origin = new() { Trigger = Trigger, Cursor = new(_id, "1"), Lease = first.Hold },
        };

        Assert.Equal((first.Owner, first.Token), (told.Owner, told.Token));
        Assert.True(second.Token > first.Token && second.Remaining > TimeSpan.FromSeconds(30));
        Assert.Equal("b", (await leases.FindLeasesAsync(Cancellation)).Single(lease => lease.Name == _id).Owner);
        foreach (var lost in new Func<Task>[]
        {
            () => cluster.CreateInstanceAsync(request, Cancellation),
            () => cluster.PublishMessageAsync(new PublishMessage { Name = "m", Origin = request.Origin }, Cancellation),
            () => cluster.CorrelateMessageAsync(new CorrelateMessage { Name = "m", Origin = request.Origin }, Cancellation),
            () => inbox.KeepAsync(Keep("1") with { Lease = first.Hold, Cursor = request.Origin.Cursor }, Cancellation),
            () => inbox.MoveCursorAsync(null, new(_id, "1"), first.Hold, Cancellation),
        })
        {
            Assert.Equal(ClusterError.InvalidState, (await Assert.ThrowsAsync<ClusterException>(lost)).Error);
        }

        Assert.Null(await inbox.ReadCursorAsync(null, _id, Cancellation));
        Assert.Null(await inbox.FindKnownAsync(Name("1"), Cancellation));
        await cluster.CreateInstanceAsync(request with { Origin = request.Origin with { Lease = second.Hold } }, Cancellation);
        Assert.Equal("1", await inbox.ReadCursorAsync(null, _id, Cancellation));
    }

    [Fact]
    public async Task What_says_behind_which_place_it_belongs_is_written_there_and_nowhere_else()
    {
        var (cluster, inbox) = await OpenAsync();
        await DeployAsync(Work());
        InboundOrigin Behind(string after, string value) => new() { Trigger = Trigger, Cursor = new(_id, value) { After = after } };
        var early = Behind("1", "2");
        foreach (var refused in new Func<Task>[]
        {
            () => cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id, DeduplicationKey = Name("2"), Origin = early }, Cancellation),
            () => cluster.PublishMessageAsync(new PublishMessage { Name = "m", Origin = early }, Cancellation),
            () => cluster.CorrelateMessageAsync(new CorrelateMessage { Name = "m", Origin = early }, Cancellation),
            () => inbox.KeepAsync(Keep("2") with { Cursor = early.Cursor }, Cancellation),
            () => inbox.MoveCursorAsync(null, early.Cursor!, null, Cancellation),
        })
        {
            Assert.Equal(ClusterError.InvalidState, (await Assert.ThrowsAsync<ClusterException>(refused)).Error);
        }

        Assert.Null(await inbox.ReadCursorAsync(null, _id, Cancellation));
        Assert.Null(await inbox.FindKnownAsync(Name("2"), Cancellation));
        await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id, DeduplicationKey = Name("1"), Origin = Behind("", "1") }, Cancellation);
        await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id, DeduplicationKey = Name("2"), Origin = early }, Cancellation);
        await cluster.PublishMessageAsync(new PublishMessage { Name = "m", Origin = Behind("2", "3") }, Cancellation);
        await inbox.KeepAsync(Keep("4") with { Cursor = new(_id, "4") { After = "3" } }, Cancellation);
        await inbox.MoveCursorAsync(null, new(_id, "5") { After = "4" }, null, Cancellation);
        Assert.Equal("5", await inbox.ReadCursorAsync(null, _id, Cancellation));
    }

    [Fact]
    public async Task Waiting_elements_are_told_oldest_first_with_what_they_see()
    {
        var (cluster, _) = await OpenAsync();
        await DeployAsync(Work());
        var first = await CreateAsync("""{"a":1}""");
        var second = await CreateAsync("""{"a":2.50}""");

        var found = await cluster.FindWaitingAsync(first.DefinitionKey, ["elsewhere", "work"], Cancellation);

        Assert.Equal(
            [(first.Key, "work", """{"a":1}"""), (second.Key, "work", """{"a":2.50}""")],
            found.Select(visit => (visit.ProcessInstanceKey, visit.ElementId, Encoding.UTF8.GetString(visit.Variables.Span))));
        Assert.Empty(await cluster.FindWaitingAsync(first.DefinitionKey, ["start"], Cancellation));

        Task<CreatedInstance> CreateAsync(string variables) => cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = _id, Variables = Encoding.UTF8.GetBytes(variables) }, Cancellation);
    }

    private string Name(string key) => $"{_id}/{key} ?&";

    private KeepEvent Keep(string key) => new()
    {
        Trigger = Trigger,
        State = InboxState.Quarantined,
        Code = "NO_MATCH",
        Reason = "nothing waits for it",
        Payload = """{"a":1}"""u8.ToArray(),
        DeduplicationKey = Name(key),
    };

    private async Task<(ICluster Cluster, IInbox Inbox)> OpenAsync()
    {
        var cluster = await ConnectAsync();
        // What a cluster elsewhere can do is known after the first call.
        await cluster.FindDefinitionsAsync(Cancellation);
        return (cluster, cluster.Inbox!);
    }

    private Task DeployAsync(string diagram) => DeployAsync($"{_id}.bpmn", Encoding.UTF8.GetBytes(diagram));

    private string Work() => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
          <bpmn:process id="{_id}" isExecutable="true">
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="work" />
            <bpmn:serviceTask id="work"><bpmn:extensionElements><zeebe:taskDefinition type="{_id}" /></bpmn:extensionElements></bpmn:serviceTask>
            <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end" />
            <bpmn:endEvent id="end" />
          </bpmn:process>
        </bpmn:definitions>
        """;
}
