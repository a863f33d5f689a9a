using System.Diagnostics;
using System.Security;
using System.Text;

using Fairlead.Broker;
using Fairlead.Connectors.Polling;
using Fairlead.Connectors.Runtime.Polling;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Schedule;
using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Testing;
using Fairlead.Testing.Processes;

namespace Fairlead.Connectors.Runtime.Tests.Polling;

/// <summary>Any number of runtimes on one engine in memory, by one clock that stands still until it is moved.</summary>
internal sealed class PollHost : IAsyncDisposable
{
    private const int StepsAtMost = 3_000;
    private static readonly TimeSpan BusyAtMost = TimeSpan.FromSeconds(30);

    private readonly Witness _witness = new();
    private readonly MemoryCluster _engine;
    private readonly List<InboundHost> _runtimes = [];

    public PollHost()
    {
        _engine = new MemoryCluster(Time, _witness.See);
        Cluster = new FaultyCluster(_engine);
    }

    public VirtualTime Time { get; } = new();

    /// <summary>As runtimes see it.</summary>
    public FaultyCluster Cluster { get; }

    public InboundHost Runtime => _runtimes[0];

    public IReadOnlyList<TestInstance> Instances => _witness.Instances;

    public async Task<InboundHost> StartRuntimeAsync(params (string Key, string Value)[] configuration)
    {
        var runtime = new InboundHost(Cluster, Time, [typeof(HttpPollingConnector), typeof(RowsConnector), typeof(ScheduleConnector)], configuration);
        _runtimes.Add(runtime);
        await runtime.ReconcileAsync();
        return runtime;
    }

    public async Task StopRuntimeAsync(InboundHost runtime)
    {
        _runtimes.Remove(runtime);
        await runtime.DisposeAsync();
    }

    public async Task DeployAsync(string xml)
    {
        await _engine.DeployAsync([new DeploymentFile("process.bpmn", Encoding.UTF8.GetBytes(xml))], TestContext.Current.CancellationToken);
        foreach (var runtime in _runtimes)
            await runtime.ReconcileAsync();
    }

    public async Task<TestInstance> CreateAsync(string variables, string process = "process")
    {
        var created = await _engine.CreateInstanceAsync(
            new CreateInstance { ProcessId = process, Variables = Encoding.UTF8.GetBytes(variables) }, TestContext.Current.CancellationToken);
        return Instances.Single(instance => instance.Key == created.Key);
    }

    public Task CancelAsync(TestInstance instance) => _engine.DoAsync<Reply.Done>(
        new Command.CancelInstance(new(instance.Key.Value)), "CANCEL", TestContext.Current.CancellationToken);

    /// <summary>Moves the clock in steps until it is so. Between two steps others run until nobody asks any more: their sockets are real.</summary>
    /// <param name="whileBusy">Asked in between as well; ends it.</param>
    public async Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition, Func<bool>? whileBusy = null)
    {
        for (var steps = 0; !condition(); steps++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Assert.True(steps < StepsAtMost, $"It did not come so within {step * StepsAtMost}.");
            Time.Advance(step);
            _engine.DoDue();
            await SettleAsync(whileBusy);
            if (whileBusy?.Invoke() is true)
                return;
        }
    }

    /// <summary>Lets so much time pass, and everything happen in it.</summary>
    public async Task AdvanceAsync(TimeSpan by, TimeSpan step)
    {
        var end = Time.GetUtcNow() + by;
        await AdvanceUntilAsync(step, () => Time.GetUtcNow() >= end);
    }

    private async Task SettleAsync(Func<bool>? whileBusy)
    {
        var watch = Stopwatch.StartNew();
        for (var quiet = 0; quiet < 50 && whileBusy?.Invoke() is not true; quiet++)
        {
            Assert.True(watch.Elapsed < BusyAtMost, $"It was busy for {BusyAtMost} without the clock.");
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            if (_runtimes.Any(runtime => runtime.Get<Pollers>() is { Questions.IsBusy: true } or { Looks.IsBusy: true }))
                quiet = 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runtime in _runtimes)
            await runtime.DisposeAsync();
    }

    public static string Start(params (string Name, string Value)[] properties) => Process($"""
        <startEvent id="start">{Extensions(properties)}<outgoing>f1</outgoing></startEvent>
        <endEvent id="end"><incoming>f1</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="end" />
        """);

    public static string MessageStart(params (string Name, string Value)[] properties) => Process($"""
        <startEvent id="start">{Extensions(properties)}<outgoing>f1</outgoing><messageEventDefinition id="med" messageRef="message" /></startEvent>
        <endEvent id="end"><incoming>f1</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="end" />
        """);

    public static string Catch(params (string Name, string Value)[] properties) => Process($"""
        <startEvent id="start"><outgoing>f1</outgoing></startEvent>
        <intermediateCatchEvent id="catch">
          {Extensions(properties)}
          <incoming>f1</incoming><outgoing>f2</outgoing>
          <messageEventDefinition id="med" messageRef="message" />
        </intermediateCatchEvent>
        <endEvent id="end"><incoming>f2</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="catch" />
        <sequenceFlow id="f2" sourceRef="catch" targetRef="end" />
        """);

    public static string Receive(params (string Name, string Value)[] properties) => Process($"""
        <startEvent id="start"><outgoing>f1</outgoing></startEvent>
        <receiveTask id="catch" messageRef="message">{Extensions(properties)}<incoming>f1</incoming><outgoing>f2</outgoing></receiveTask>
        <endEvent id="end"><incoming>f2</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="catch" />
        <sequenceFlow id="f2" sourceRef="catch" targetRef="end" />
        """);

    public static string Boundary(bool interrupts, params (string Name, string Value)[] properties) => Process($"""
        <startEvent id="start"><outgoing>f1</outgoing></startEvent>
        <serviceTask id="task">
          <extensionElements><zeebe:taskDefinition type="nobody" /></extensionElements>
          <incoming>f1</incoming><outgoing>f2</outgoing>
        </serviceTask>
        <boundaryEvent id="boundary" attachedToRef="task" cancelActivity="{(interrupts ? "true" : "false")}">
          {Extensions(properties)}
          <outgoing>f3</outgoing>
          <messageEventDefinition id="med" messageRef="message" />
        </boundaryEvent>
        <endEvent id="end"><incoming>f2</incoming></endEvent>
        <endEvent id="polled"><incoming>f3</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="task" />
        <sequenceFlow id="f2" sourceRef="task" targetRef="end" />
        <sequenceFlow id="f3" sourceRef="boundary" targetRef="polled" />
        """);

    public static string Beside(params (string Name, string Value)[] properties) => Process($"""
        <startEvent id="begin"><outgoing>f0</outgoing></startEvent>
        <subProcess id="around">
          <incoming>f0</incoming>
          <startEvent id="start"><outgoing>f1</outgoing></startEvent>
          <serviceTask id="task">
            <extensionElements><zeebe:taskDefinition type="nobody" /></extensionElements>
            <incoming>f1</incoming><outgoing>f2</outgoing>
          </serviceTask>
          <endEvent id="end"><incoming>f2</incoming></endEvent>
          <sequenceFlow id="f1" sourceRef="start" targetRef="task" />
          <sequenceFlow id="f2" sourceRef="task" targetRef="end" />
          {EventSubProcess(properties)}
        </subProcess>
        <sequenceFlow id="f0" sourceRef="begin" targetRef="around" />
        """);

    /// <summary>An event sub-process of the process itself.</summary>
    public static string BesideAll(params (string Name, string Value)[] properties) => Process($"""
        <startEvent id="start"><outgoing>f1</outgoing></startEvent>
        <endEvent id="end"><incoming>f1</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="end" />
        {EventSubProcess(properties)}
        """);

    private static string EventSubProcess((string Name, string Value)[] properties) => $"""
        <subProcess id="beside" triggeredByEvent="true">
          <startEvent id="event" isInterrupting="false">
            {Extensions(properties)}
            <outgoing>f4</outgoing>
            <messageEventDefinition id="med" messageRef="message" />
          </startEvent>
          <endEvent id="polled"><incoming>f4</incoming></endEvent>
          <sequenceFlow id="f4" sourceRef="event" targetRef="polled" />
        </subProcess>
        """;

    private static string Extensions((string Name, string Value)[] properties) =>
        $"<extensionElements><zeebe:properties>{string.Concat(properties.Prepend(("inbound.type", "io.camunda:http-polling:1")).Reverse().DistinctBy(property => property.Item1).Select(property =>
            $"<zeebe:property name=\"{SecurityElement.Escape(property.Item1)}\" value=\"{SecurityElement.Escape(property.Item2)}\" />"))}</zeebe:properties></extensionElements>";

    private static string Process(string content) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
                     id="definitions" targetNamespace="http://example.org">
          <message id="message" name="polled">
            <extensionElements><zeebe:subscription correlationKey="=orderId" /></extensionElements>
          </message>
          <process id="process" isExecutable="true">{content}</process>
        </definitions>
        """;
}
