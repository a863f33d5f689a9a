using System.Text;
using System.Text.Json;

using Fairlead.Broker.Running;
using Fairlead.Engine;
using Fairlead.Tests;

namespace Fairlead.Simulation;

/// <summary>What callers and workers ask for, at random, and what they believe after each answer.</summary>
internal sealed class Traffic(Random random, Witness witness)
{
    private static readonly TimeSpan JobTimeout = TimeSpan.FromSeconds(10);

    private readonly Repairs _repairs = new(random);
    private readonly Readers _readers = new(random);
    private readonly InboundTraffic _inbound = new(random, witness);
    private readonly List<JobKey> _held = [];

    /// <summary>What jobs of ad-hoc sub-processes choose from.</summary>
    private readonly Dictionary<JobKey, (ElementKey AdHoc, string[] Tools)> _choices = [];

    private readonly HashSet<JobKey> _listeners = [];
    private readonly HashSet<JobKey> _completed = [];
    private readonly Dictionary<string, InstanceKey> _answers = [];
    private readonly HashSet<string> _firsts = [];
    private readonly Dictionary<IPending, Command> _asked = [];

    /// <summary>The process that every world has: its message starts it under a lock, and it waits for so many conditions that some are put off.</summary>
    private const string StartedByMessage = """
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
          <bpmn:process id="started" isExecutable="true">
            <bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent>
            <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="task" />
            <bpmn:serviceTask id="task"><bpmn:extensionElements><zeebe:taskDefinition type="work" /></bpmn:extensionElements></bpmn:serviceTask>
            <bpmn:sequenceFlow id="f2" sourceRef="task" targetRef="end" />
            <bpmn:endEvent id="end" />
            <bpmn:boundaryEvent id="b0" attachedToRef="task" cancelActivity="false">
              <bpmn:conditionalEventDefinition><bpmn:condition>=choice != null and choice &gt; 0</bpmn:condition></bpmn:conditionalEventDefinition>
            </bpmn:boundaryEvent>
            <bpmn:sequenceFlow id="c0" sourceRef="b0" targetRef="e0" />
            <bpmn:endEvent id="e0" />
            <bpmn:boundaryEvent id="b1" attachedToRef="task" cancelActivity="false">
              <bpmn:conditionalEventDefinition><bpmn:condition>=choice != null and choice &gt; 1</bpmn:condition></bpmn:conditionalEventDefinition>
            </bpmn:boundaryEvent>
            <bpmn:sequenceFlow id="c1" sourceRef="b1" targetRef="e1" />
            <bpmn:endEvent id="e1" />
            <bpmn:boundaryEvent id="b2" attachedToRef="task" cancelActivity="false">
              <bpmn:conditionalEventDefinition><bpmn:condition>=choice != null and choice &gt; 2</bpmn:condition></bpmn:conditionalEventDefinition>
            </bpmn:boundaryEvent>
            <bpmn:sequenceFlow id="c2" sourceRef="b2" targetRef="e2" />
            <bpmn:endEvent id="e2" />
            <bpmn:boundaryEvent id="b3" attachedToRef="task" cancelActivity="false">
              <bpmn:conditionalEventDefinition><bpmn:condition>=choice != null and choice &gt; 3</bpmn:condition></bpmn:conditionalEventDefinition>
            </bpmn:boundaryEvent>
            <bpmn:sequenceFlow id="c3" sourceRef="b3" targetRef="e3" />
            <bpmn:endEvent id="e3" />
            <bpmn:boundaryEvent id="b4" attachedToRef="task" cancelActivity="false">
              <bpmn:conditionalEventDefinition><bpmn:condition>=choice != null and choice &gt; 4</bpmn:condition></bpmn:conditionalEventDefinition>
            </bpmn:boundaryEvent>
            <bpmn:sequenceFlow id="c4" sourceRef="b4" targetRef="e4" />
            <bpmn:endEvent id="e4" />
          </bpmn:process>
          <bpmn:message id="m" name="begin" />
        </bpmn:definitions>
        """;

    public Command Deploy() => new Command.Deploy(
    [
        new Resource("started.bpmn", Encoding.UTF8.GetBytes(StartedByMessage)),
        _repairs.Deploy("a", RandomProcess.Generate(random, "a", calls: "b")),
        new Resource("order.form", Encoding.UTF8.GetBytes("""{"id": "order", "type": "default", "components": []}""")),
        new Resource("choices.dmn", Encoding.UTF8.GetBytes(RandomProcess.Decisions)),
        _repairs.Deploy("b", RandomProcess.Generate(random, "b", nodesAtMost: 5)),
    ]);

    public IPending Ask()
    {
        if (random.Next(3) == 0 && _readers.Ask() is { } read) return read;
        var command = Any();
        return Remember(command, command switch
        {
            Command.ActivateJobs poll => new PendingPoll(poll, TimeSpan.FromSeconds(random.Next(3) * 5)),
            Command.CompleteUserTask or Command.AssignUserTask => new PendingChange(command, sizeBytes: 0, TimeSpan.FromSeconds(random.Next(20))),
            Command.CreateInstance { AwaitResult: true } create => new PendingResult(create, TimeSpan.FromSeconds(20)),
            _ => new PendingCommand(command, sizeBytes: 0),
        });
    }

    public IPending Remember(Command command, IPending pending)
    {
        _asked[pending] = command;
        return pending;
    }

    /// <summary>Everything that brings the world to rest: all jobs done, all messages sent, all incidents resolved.</summary>
    public IEnumerable<Command> Finish()
    {
        foreach (var (name, key) in witness.Subscriptions.Values.Where(waiting => waiting.Name != "nudge"))
            yield return new Command.PublishMessage(name, key, TimeSpan.Zero, "", Json("{}"), null);
        foreach (var incident in witness.Incidents.Values.ToList())
        {
            if (incident is { ErrorType: "JOB_NO_RETRIES" or "EXECUTION_LISTENER_NO_RETRIES" or "AD_HOC_SUB_PROCESS_NO_RETRIES" or "TASK_LISTENER_NO_RETRIES", Job: { } job })
            {
                yield return new Command.UpdateJob(job, RetriesLeft: 1, Timeout: null);
                yield return new Command.ResolveIncident(incident.Key);
            }
            else
            {
                yield return new Command.CancelInstance(witness.Top(incident.Instance));
            }
        }

        // What waits for a condition that is not true.
        foreach (var element in witness.Conditions.Values.Distinct()) yield return new Command.SetVariables(element, Json("""{"choice":1}"""), Local: true);

        // Only when there is no job left: an event sub-process that each signal begins again, beside what it did not interrupt, is a chain
        // of jobs, one a round (its task, the listeners of its elements). Were the signal faster than the chain, its scope would never be done.
        if (_held.Count == 0 && witness.Signals.Count > 0) yield return new Command.BroadcastSignal("shout", Json("{}"));
        foreach (var command in _inbound.Finish()) yield return command;
        foreach (var task in witness.UserTasks) yield return new Command.CompleteUserTask(task, Json("""{"done":2}"""), "finish");
        foreach (var job in _held.ToList()) yield return Complete(job, """{"done":1}""", isAtRest: true);
        yield return Poll(jobsAtMost: 50);
    }

    /// <summary>An answer arrived.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Hear(IPending pending)
    {
        _readers.Hear(pending);
        if (!_asked.Remove(pending, out var command)) return null;
        object? answer = pending switch
        {
            PendingCommand { Task.IsCompletedSuccessfully: true } p => p.Task.Result,
            PendingPoll { Task.IsCompletedSuccessfully: true } p => p.Task.Result,
            PendingChange { Task.IsCompletedSuccessfully: true } p => p.Task.Result,
            PendingResult { Task.IsCompletedSuccessfully: true } p => p.Task.Result.Reply,
            _ => null,
        };
        switch (command, answer)
        {
            case (Command.ActivateJobs, Reply.Jobs jobs):
                foreach (var job in jobs.Activated)
                {
                    if (_completed.Contains(job.Key)) return $"job {job.Key.Value} was completed and is handed out again";
                    _held.Add(job.Key);
                    if (job.Kind is JobKind.TaskListener) _listeners.Add(job.Key);
                    if (job.Kind is JobKind.AdHocSubProcess) _choices[job.Key] = (job.Element, ReadTools(job.Variables));
                }

                return null;
            case (Command.CompleteJob c, Reply.Done):
                _held.RemoveAll(key => key == c.Key);
                return _completed.Add(c.Key) ? null : $"job {c.Key.Value} was completed twice";
            case (Command.CompleteJob c, _):
                _held.RemoveAll(key => key == c.Key);
                return null;
            case (Command.CompleteUserTask c, Reply.Done):
                return witness.UserTasks.Contains(c.Key) ? $"user task {c.Key.Value} was acknowledged as completed and is still there" : null;
            case (Command.CreateInstance c, Reply.Created created): return HearOf(c, created);
            case (Command.Deploy, Reply.Rejected rejected): return $"the process of this seed was refused: {rejected.Reason}";
            default: return null;
        }
    }

    private string? HearOf(Command.CreateInstance command, Reply.Created created)
    {
        if (_inbound.Hear(command, created) is { } wrong) return wrong;
        // Somebody discarded the event.
        if (created.Key == default) return command.DeduplicationKey is { } name && _answers.TryGetValue(name, out var before) ? $"{name} started {before.Value} and was discarded" : null;
        if (!witness.Created.Contains(created.Key)) return $"instance {created.Key.Value} was acknowledged but was never created";
        if (command.DeduplicationKey is not { } key) return null;
        // The first caller may await the end and so hear later than a repetition does, but only one is told that it was first.
        if (!created.Duplicate && !_firsts.Add(key)) return $"{key} was answered as if it were new";
        if (_answers.TryAdd(key, created.Key)) return null;
        if (_answers[key] != created.Key) return $"{key} started {_answers[key].Value} and again {created.Key.Value}";
        return null;
    }

    private Command Any() => random.Next(29) switch
    {
        22 or 23 when witness.UserTasks.Count > 0 => random.Next(3) == 0
            ? new Command.AssignUserTask(witness.UserTasks.First(), $"p{random.Next(3)}", random.Next(2) == 0, "simulated")
            : new Command.CompleteUserTask(witness.UserTasks.First(), Json($$"""{"done":{{random.Next(9)}}}"""), "simulated"),
        25 when random.Next(4) == 0 && _repairs.Redeploy() is { } again => again,
        24 or 25 when witness.Running.Count > 0 && witness.VersionOf(witness.Running.ElementAt(random.Next(witness.Running.Count))) is var (instance, own, latest) =>
            _repairs.Repair(instance, own, latest),
        21 when _choices.Count > 0 => Begin(),
        20 when random.Next(2) == 0 => ClusterVariable(),
        20 => new Command.BroadcastSignal("shout", Json("""{"shouted":true}""")),
        26 or 27 or 28 => _inbound.Any(Create),
        0 or 1 or 2 => Create(),
        3 or 4 or 5 or 6 => Poll(random.Next(1, 5)),
        7 or 8 or 9 when _held.Count > 0 => Complete(Held(), $$"""{"done":{{random.Next(9)}},"choice":{{random.Next(6)}}}""", isAtRest: false),
        10 when _held.Count > 0 => new Command.FailJob(
            Held(), random.Next(2), TimeSpan.FromSeconds(random.Next(2) * 7), "simulated", Json("""{"why":"chance"}""")),
        11 when _held.Count > 0 => new Command.ThrowError(Held(), "OOPS", "simulated", Json("""{"oops":true}""")),
        12 or 13 or 14 => new Command.PublishMessage(
            random.Next(4) == 0 ? "nudge" : "go", Key(), TimeSpan.FromSeconds(random.Next(3) * 15), random.Next(3) == 0 ? $"id{random.Next(5)}" : "",
            Json("""{"sent":true}"""), random.Next(4) == 0 ? $"publish-{random.Next(8)}" : null),
        15 => new Command.PublishMessage("begin", random.Next(4) == 0 ? "" : Key(), TimeSpan.FromSeconds(30), "", Json("{}"), null),
        16 => new Command.CorrelateMessage("go", Key(), Json("""{"sent":1}"""), null),
        17 when witness.Incidents.Count > 0 => new Command.ResolveIncident(witness.Incidents.Keys.First()),
        18 when witness.Running.Count > 0 => random.Next(3) == 0
            ? new Command.CancelInstance(witness.Top(witness.Running.First()))
            : new Command.SetVariables(witness.Running.First().Root, Json($$"""{"choice":{{random.Next(6)}}}"""), random.Next(2) == 0),
        19 when random.Next(6) == 0 => Deploy(),
        19 when witness.Files.Count > 0 && random.Next(8) == 0 => new Command.DeleteResource(
            witness.Files[random.Next(witness.Files.Count)], DeletesHistory: false),
        // Seldom the latest one, or most callers would be refused.
        19 when witness.Definitions.Count > 3 || random.Next(20) == 0 => new Command.DeleteResource(
            witness.Definitions.Count == 0 ? 1 : witness.Definitions[random.Next(Math.Min(3, witness.Definitions.Count))].Value,
            DeletesHistory: random.Next(2) == 0),
        _ => Create(),
    };

    private Command ClusterVariable()
    {
        var (name, value) = ($"v{random.Next(3)}", Json($"{random.Next(9)}"));
        return random.Next(4) switch
        {
            0 => new Command.DeleteClusterVariable(ClusterScope.Global, name),
            1 => new Command.UpdateClusterVariable(ClusterScope.Global, name, value),
            _ => new Command.CreateClusterVariable(ClusterScope.Global, name, value),
        };
    }

    private Command.CreateInstance Create() => new(
        Definition: null,
        random.Next(2) == 0 ? "a" : "b",
        Version: null,
        Json($$"""{"choice":{{random.Next(6)}},"key":"{{Key()}}"}"""),
        AwaitResult: random.Next(5) == 0,
        FetchVariables: [],
        random.Next(2) == 0 ? $"create-{random.Next(20)}" : null)
    {
        Tags = random.Next(3) == 0 ? [$"t{random.Next(3)}", "all"] : [],
        BusinessId = random.Next(3) == 0 ? $"case-{random.Next(5)}" : null,
    };

    private static Command.ActivateJobs Poll(int jobsAtMost) => new("work", "w", JobTimeout, jobsAtMost, [], 1 << 20);

    private Command.CompleteJob Complete(JobKey job, string variables, bool isAtRest)
    {
        if (_listeners.Contains(job)) return new(job, default, isAtRest ? null : new JobResult.UserTask(random.Next(4) == 0, "simulated", null));
        if (!_choices.TryGetValue(job, out var choice)) return new(job, Json(variables));
        var isDone = isAtRest || random.Next(3) == 0;
        return new(job, Json(variables), new JobResult.AdHocSubProcess(isDone ? [] : Choose(choice.Tools), isDone, isAtRest || random.Next(3) == 0));
    }

    /// <summary>Of a job that may be gone by now.</summary>
    private Command.ActivateAdHocElements Begin()
    {
        var (adHoc, tools) = _choices.Values.ElementAt(random.Next(_choices.Count));
        return new(adHoc, Choose(tools).DistinctBy(element => element.ElementId).ToList(), random.Next(3) == 0);
    }

    private List<JobResult.ActivatedElement> Choose(string[] tools) =>
        [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => new JobResult.ActivatedElement(tools[random.Next(tools.Length)], Json("{}")))];

    private static string[] ReadTools(ReadOnlyMemory<byte> variables)
    {
        using var document = JsonDocument.Parse(variables);
        return [.. document.RootElement.GetProperty("adHocSubProcessElements").EnumerateArray().Select(tool => tool.GetProperty("elementId").GetString()!)];
    }

    private JobKey Held() => _held[random.Next(_held.Count)];

    private string Key() => $"k{random.Next(4)}";

    private static ReadOnlyMemory<byte> Json(string json) => Encoding.UTF8.GetBytes(json);
}
