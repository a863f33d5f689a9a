using System.Text;
using Fairlead.Protocol;

namespace Fairlead.Tests;

/// <summary>What a connector runtime may expect of every <see cref="ICluster"/>, wherever it is. Each test brings processes of its own.</summary>
public abstract class ClusterContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _id = $"contract-{Guid.NewGuid():N}";

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<ICluster> ConnectAsync();

    protected abstract Task DeployAsync(string name, ReadOnlyMemory<byte> content);

    [Fact]
    public async Task A_cluster_has_a_name_of_letters_digits_and_hyphens()
    {
        var cluster = await ConnectAsync();
        await cluster.FindDefinitionsAsync(Cancellation);

        Assert.NotEmpty(cluster.Id);
        Assert.All(cluster.Id, character => Assert.True(char.IsAsciiLetterOrDigit(character) || character is '-'));
    }

    [Fact]
    public async Task An_instance_runs_from_its_start_to_the_awaited_result()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Work());
        var running = cluster.CreateInstanceAsync(
            new CreateInstance
            {
                ProcessId = _id,
                Variables = """{"amount": 3, "note": "ten"}"""u8.ToArray(),
                Tags = ["kind:test"],
                AwaitCompletion = true,
                FetchVariables = ["paid"],
                Wait = Patience,
            },
            Cancellation);
        var job = Assert.Single(await PollAsync(cluster, fetch: ["amount"]));
        await cluster.CompleteJobAsync(job.Key, """{"paid": true, "more": 1}"""u8.ToArray(), Cancellation);
        var ended = await running;

        Assert.Equal((_id, _id, 1, "work", 3), (job.Type, job.ProcessId, job.ProcessVersion, job.ElementId, job.RetriesLeft));
        Assert.Equal("test", job.Headers["kind"]);
        Assert.Equal(["kind:test"], job.Tags);
        Assert.Equal(("contract", "<default>", JobKind.BpmnElement), (job.Worker, job.TenantId, job.Kind));
        Assert.Equal("""{"amount":3}""", Flat(job.Variables));
        Assert.Equal((job.ProcessInstanceKey, job.ProcessDefinitionKey), (ended.Key, ended.DefinitionKey));
        Assert.Equal("""{"paid":true}""", Flat(ended.Variables));
        Assert.False(ended.Duplicate);
    }

    [Fact]
    public async Task Without_waiting_for_the_end_the_key_comes_at_once_and_no_variables()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Work());

        var created = await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id }, Cancellation);

        Assert.True(created.Variables.IsEmpty);
        Assert.Equal(created.Key, Assert.Single(await PollAsync(cluster)).ProcessInstanceKey);
    }

    [Fact]
    public async Task Waiting_for_a_result_ends_in_time_and_the_instance_goes_on()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Work());

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = _id, AwaitCompletion = true, Wait = TimeSpan.FromMilliseconds(100) }, Cancellation));

        Assert.Equal(ClusterError.DeadlineExceeded, refusal.Error);
        var job = Assert.Single(await PollAsync(cluster));
        await cluster.CompleteJobAsync(job.Key, default, Cancellation);
    }

    [Fact]
    public async Task Definitions_and_their_files_can_be_had()
    {
        var cluster = await ConnectAsync();
        var file = Work();
        await DeployAsync(file);

        var found = Assert.Single(await FindOwnAsync(cluster));

        Assert.Equal((_id, 1, "<default>", true), (found.ProcessId, found.Version, found.TenantId, found.IsLatest));
        Assert.Equal(file, Encoding.UTF8.GetString((await cluster.GetDefinitionXmlAsync(found.Key, Cancellation)).Span));
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => cluster.GetDefinitionXmlAsync(new(1), Cancellation));
        Assert.Equal(ClusterError.NotFound, refusal.Error);
    }

    [Fact]
    public async Task An_old_version_is_found_for_as_long_as_something_waits_in_it()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Wait());
        await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id, Variables = """{"id": "7"}"""u8.ToArray() }, Cancellation);
        await DeployAsync(Work());

        Assert.Equal([(1, false), (2, true)], (await FindOwnAsync(cluster)).Select(found => (found.Version, found.IsLatest)).Order());
        await cluster.CorrelateMessageAsync(new CorrelateMessage { Name = _id, CorrelationKey = "7" }, Cancellation);

        Assert.Equal([(2, true)], (await FindOwnAsync(cluster)).Select(found => (found.Version, found.IsLatest)));
    }

    [Fact]
    public async Task A_refusal_says_its_kind_and_why()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Work());

        var gone = await Assert.ThrowsAsync<ClusterException>(() => cluster.CompleteJobAsync(new(42), default, Cancellation));
        var noObject = await Assert.ThrowsAsync<ClusterException>(() => cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = _id, Variables = "[1]"u8.ToArray() }, Cancellation));
        var noProcess = await Assert.ThrowsAsync<ClusterException>(
            () => cluster.CreateInstanceAsync(new CreateInstance { ProcessId = "no-such-process" }, Cancellation));
        var noPoll = await Assert.ThrowsAsync<ClusterException>(() => PollAsync(cluster, atMost: 0));

        Assert.Equal(ClusterError.NotFound, gone.Error);
        Assert.StartsWith("Command 'COMPLETE' rejected with code 'NOT_FOUND': ", gone.Message, StringComparison.Ordinal);
        Assert.Equal(ClusterError.InvalidArgument, noObject.Error);
        Assert.Equal(ClusterError.NotFound, noProcess.Error);
        Assert.Equal(ClusterError.InvalidArgument, noPoll.Error);
    }

    [Fact]
    public async Task A_poll_waits_for_the_first_job_or_not_at_all()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Work());

        Assert.Empty(await PollAsync(cluster, wait: TimeSpan.Zero));
        var poll = PollAsync(cluster);
        var created = await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id }, Cancellation);

        Assert.Equal(created.Key, Assert.Single(await poll).ProcessInstanceKey);
    }

    [Fact]
    public async Task A_poll_whose_caller_left_takes_no_job_from_the_next()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Work());
        using var leaving = new CancellationTokenSource();
        var gone = PollAsync(cluster, cancellation: leaving.Token);
        await cluster.FindDefinitionsAsync(Cancellation);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id }, Cancellation);

        Assert.Equal(3, Assert.Single(await PollAsync(cluster)).RetriesLeft);
    }

    [Fact]
    public async Task A_job_comes_again_when_it_failed_or_is_given_back()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Work());
        await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id }, Cancellation);
        var first = Assert.Single(await PollAsync(cluster));
        Assert.InRange(first.Deadline - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90));

        await cluster.FailJobAsync(
            first.Key,
            new JobFailure { RetriesLeft = 2, Message = "no", Variables = """{"why": "no"}"""u8.ToArray() },
            Cancellation);
        var second = Assert.Single(await PollAsync(cluster));
        await cluster.UpdateJobTimeoutAsync(second.Key, TimeSpan.FromMilliseconds(1), Cancellation);
        var third = Assert.Single(await PollAsync(cluster));

        Assert.Equal((first.Key, 2), (second.Key, second.RetriesLeft));
        Assert.Equal("""{"why":"no"}""", Flat(second.Variables));
        Assert.Equal(first.Key, third.Key);
    }

    [Fact]
    public async Task An_error_is_caught_where_the_model_says()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Work());
        await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id }, Cancellation);
        var job = Assert.Single(await PollAsync(cluster));

        await cluster.ThrowErrorAsync(
            job.Key, new BpmnError { Code = "broken", Message = "it is", Variables = """{"part": "lid"}"""u8.ToArray() }, Cancellation);
        var repair = Assert.Single(await PollAsync(cluster, type: $"{_id}-repair"));

        Assert.Equal("repair", repair.ElementId);
        Assert.Equal("""{"part":"lid"}""", Flat(repair.Variables));
    }

    [Fact]
    public async Task A_published_message_waits_for_its_instance_and_its_id_counts_once()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Wait());
        var message = new PublishMessage
        {
            Name = _id,
            CorrelationKey = "7",
            MessageId = "m-1",
            TimeToLive = TimeSpan.FromMinutes(5),
            Variables = """{"paid": 5}"""u8.ToArray(),
        };
        var published = await cluster.PublishMessageAsync(message, Cancellation);
        var again = await Assert.ThrowsAsync<ClusterException>(() => cluster.PublishMessageAsync(message, Cancellation));

        var ended = await cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = _id, Variables = """{"id": "7"}"""u8.ToArray(), AwaitCompletion = true, Wait = Patience }, Cancellation);

        Assert.NotEqual(0, published.Key.Value);
        Assert.Equal(ClusterError.AlreadyExists, again.Error);
        Assert.Contains("\"paid\":5", Flat(ended.Variables), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_outside_event_gets_its_first_answer_and_has_no_effect()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Work());
        var origin = new InboundOrigin { Trigger = new InboundTrigger("io.camunda:webhook:1", _id, "start") };
        var create = new CreateInstance { ProcessId = _id, DeduplicationKey = $"{_id}/create", Origin = origin };
        var publish = new PublishMessage { Name = _id, DeduplicationKey = $"{_id}/publish", Origin = origin };

        var first = await cluster.CreateInstanceAsync(create, Cancellation);
        var second = await cluster.CreateInstanceAsync(create, Cancellation);
        var published = await cluster.PublishMessageAsync(publish, Cancellation);
        var again = await cluster.PublishMessageAsync(publish, Cancellation);

        Assert.Equal((false, true, first.Key), (first.Duplicate, second.Duplicate, second.Key));
        Assert.Equal((false, true, published.Key), (published.Duplicate, again.Duplicate, again.Key));
        Assert.Single(await PollAsync(cluster));
    }

    [Fact]
    public async Task A_correlated_message_reaches_who_waits_now_or_nobody()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(Wait());
        var message = new CorrelateMessage { Name = _id, CorrelationKey = "7" };

        var nobody = await Assert.ThrowsAsync<ClusterException>(() => cluster.CorrelateMessageAsync(message, Cancellation));
        var created = await cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = _id, Variables = """{"id": "7"}"""u8.ToArray() }, Cancellation);
        var correlated = await cluster.CorrelateMessageAsync(message, Cancellation);

        Assert.Equal(ClusterError.NotFound, nobody.Error);
        Assert.Equal(created.Key, correlated.InstanceKey);
    }

    [Fact]
    public async Task The_job_of_an_ad_hoc_sub_process_says_what_begins_and_when_it_is_done()
    {
        var cluster = await ConnectAsync();
        await DeployAsync(AdHoc());
        var running = cluster.CreateInstanceAsync(new CreateInstance { ProcessId = _id, AwaitCompletion = true, Wait = Patience }, Cancellation);
        var first = Assert.Single(await PollAsync(cluster));
        await cluster.CompleteAdHocJobAsync(
            first.Key,
            default,
            new AdHocCompletion { Activate = [new AdHocActivation("search", """{"query": "tea"}"""u8.ToArray())] },
            Cancellation);
        var search = Assert.Single(await PollAsync(cluster, type: $"{_id}-search"));
        await cluster.CompleteJobAsync(search.Key, default, Cancellation);
        var second = Assert.Single(await PollAsync(cluster));
        await cluster.CompleteAdHocJobAsync(
            second.Key, """{"found": true}"""u8.ToArray(), new AdHocCompletion { IsDone = true, CancelsRemaining = true }, Cancellation);
        await running;

        Assert.Equal("search", search.ElementId);
        Assert.Contains("\"query\":\"tea\"", Flat(search.Variables), StringComparison.Ordinal);
    }

    private Task DeployAsync(string diagram) => DeployAsync($"{_id}.bpmn", Encoding.UTF8.GetBytes(diagram));

    private async Task<IReadOnlyList<ProcessDefinition>> FindOwnAsync(ICluster cluster) =>
        [.. (await cluster.FindDefinitionsAsync(Cancellation)).Where(found => found.ProcessId == _id)];

    private Task<IReadOnlyList<ActivatedJob>> PollAsync(
        ICluster cluster,
        string? type = null,
        TimeSpan? wait = null,
        int atMost = 10,
        IReadOnlyList<string>? fetch = null,
        CancellationToken? cancellation = null) => cluster.ActivateJobsAsync(
        new ActivateJobs
        {
            Type = type ?? _id,
            Worker = "contract",
            Timeout = TimeSpan.FromMinutes(1),
            JobsAtMost = atMost,
            Wait = wait ?? Patience,
            FetchVariables = fetch ?? [],
        },
        cancellation ?? Cancellation);

    private static string Flat(ReadOnlyMemory<byte> json) =>
        Encoding.UTF8.GetString(json.Span).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>A service task with a boundary event for the error <c>broken</c>.</summary>
    private string Work() => Process($"""
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="work" />
        <bpmn:serviceTask id="work">
          <bpmn:extensionElements>
            <zeebe:taskDefinition type="{_id}" retries="3" />
            <zeebe:taskHeaders><zeebe:header key="kind" value="test" /></zeebe:taskHeaders>
          </bpmn:extensionElements>
        </bpmn:serviceTask>
        <bpmn:boundaryEvent id="caught" attachedToRef="work">
          <bpmn:extensionElements><zeebe:ioMapping><zeebe:output source="=part" target="part" /></zeebe:ioMapping></bpmn:extensionElements>
          <bpmn:errorEventDefinition errorRef="error" />
        </bpmn:boundaryEvent>
        <bpmn:sequenceFlow id="f1" sourceRef="work" targetRef="end" />
        <bpmn:sequenceFlow id="f2" sourceRef="caught" targetRef="repair" />
        <bpmn:serviceTask id="repair">
          <bpmn:extensionElements><zeebe:taskDefinition type="{_id}-repair" /></bpmn:extensionElements>
        </bpmn:serviceTask>
        <bpmn:endEvent id="end" />
        """, """<bpmn:error id="error" errorCode="broken" />""");

    /// <summary>Waits for a message; the variable <c>id</c> is the correlation key.</summary>
    private string Wait() => Process(
        """
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="wait" />
        <bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="message" /></bpmn:intermediateCatchEvent>
        <bpmn:sequenceFlow id="f1" sourceRef="wait" targetRef="end" />
        <bpmn:endEvent id="end" />
        """,
        $"""
        <bpmn:message id="message" name="{_id}">
          <bpmn:extensionElements><zeebe:subscription correlationKey="=id" /></bpmn:extensionElements>
        </bpmn:message>
        """);

    private string AdHoc() => Process($"""
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="tools" />
        <bpmn:adHocSubProcess id="tools">
          <bpmn:extensionElements><zeebe:taskDefinition type="{_id}" /></bpmn:extensionElements>
          <bpmn:serviceTask id="search">
            <bpmn:extensionElements><zeebe:taskDefinition type="{_id}-search" /></bpmn:extensionElements>
          </bpmn:serviceTask>
        </bpmn:adHocSubProcess>
        <bpmn:sequenceFlow id="f1" sourceRef="tools" targetRef="end" />
        <bpmn:endEvent id="end" />
        """);

    private string Process(string elements, string definitions = "") => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
                          id="definitions" targetNamespace="http://example.com">
          <bpmn:process id="{_id}" isExecutable="true">{elements}</bpmn:process>
          {definitions}
        </bpmn:definitions>
        """;
}
