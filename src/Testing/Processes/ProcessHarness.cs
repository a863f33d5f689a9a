using System.Text;

using Fairlead.Broker;
using Fairlead.Broker.Translating;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Testing.Http;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Testing.Processes;

/// <summary>
/// Runs whole processes in memory: the engine, the connectors with scripted HTTP, webhooks, and a clock that the test moves. What a call of
/// it sets off has happened when it returns; only what waits for the time, for a message or for a worker is left.
/// </summary>
public sealed class ProcessHarness : IAsyncDisposable
{
    /// <summary>Turns of the thread pool that work gets which is neither done nor waiting for the clock.</summary>
    private const int TurnsOfOthers = 50;

    private readonly Witness _witness = new();
    private readonly MemoryCluster _cluster;
    private readonly ServiceProvider _services;
    private readonly HttpTransport _transport;
    private readonly JobRound _round;
    private readonly InboundSupervisor _inbound;
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<Task> _running = [];

    /// <param name="connectors">Classes with <see cref="Connectors.Sdk.ConnectorAttribute"/>; jobs of other types are left to the test.</param>
    public ProcessHarness(params IReadOnlyList<Type> connectors)
    {
        _cluster = new MemoryCluster(Time, _witness.See);
        _transport = new HttpTransport(Http.Handler(Time));
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<ICluster>(_cluster)
            .AddConnectorRuntime(connectors)
            .AddSingleton(_transport)
            .AddSingleton<JobRound>()
            .BuildServiceProvider();
        _round = _services.GetRequiredService<JobRound>();
        _inbound = _services.GetRequiredService<InboundSupervisor>();
    }

    /// <summary>The other side of HTTP.</summary>
    public HttpScript Http { get; } = new();

    /// <summary>The clock of everything. Move it with <see cref="AdvanceAsync"/>.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>Values of <c>{{secrets.NAME}}</c>.</summary>
    public IDictionary<string, string> Secrets => _services.GetRequiredService<IOptions<SecretsOptions>>().Value.Values;

    /// <summary>All instances, called ones included, in the order in which they began.</summary>
    public IReadOnlyList<TestInstance> Instances => _witness.Instances;

    /// <summary>Jobs that nobody has done yet, as <c>type at element</c>.</summary>
    public IReadOnlyList<string> Jobs => _witness.Jobs;

    /// <summary>Inbound connectors that cannot be started as the deployed diagrams have them, each with the reason.</summary>
    public IReadOnlyList<string> InboundProblems =>
    [
        .. _services.GetRequiredService<InboundRegistry>().Snapshot()
            .Where(inbound => inbound.State is InboundState.ConnectorNotRegistered or InboundState.FailedToActivate or InboundState.InvalidDefinition)
            .Select(inbound => $"{inbound.Type} at {string.Join(", ", inbound.Elements.Select(element => element.ElementId))}: {inbound.Reason}"),
    ];

    /// <summary>Deploys a diagram.</summary>
    /// <param name="bpmn">BPMN 2.0 XML.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ClusterException">The cluster refuses it; the message says why.</exception>
    public Task DeployAsync(string bpmn, CancellationToken cancellation = default) =>
        DeployAsync("process.bpmn", Encoding.UTF8.GetBytes(bpmn), cancellation);

    /// <summary>Deploys a file: BPMN, DMN or a form, by the ending of its name.</summary>
    /// <inheritdoc cref="DeployAsync(string, CancellationToken)"/>
    public async Task DeployAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        await _cluster.DeployAsync([new DeploymentFile(name, content)], cancellation);
        await SettleAsync(cancellation);
    }

    /// <summary>Deploys a file from disk.</summary>
    /// <inheritdoc cref="DeployAsync(string, CancellationToken)"/>
    public async Task DeployFileAsync(string path, CancellationToken cancellation = default) =>
        await DeployAsync(Path.GetFileName(path), await File.ReadAllBytesAsync(path, cancellation), cancellation);

    /// <summary>Starts an instance of the latest version of a process.</summary>
    /// <param name="processId">BPMN id.</param>
    /// <param name="variables">A JSON object.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ClusterException">The cluster refuses it; the message says why.</exception>
    public async Task<TestInstance> StartAsync(string processId, string variables = "{}", CancellationToken cancellation = default)
    {
        var created = await _cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = processId, Variables = Encoding.UTF8.GetBytes(variables) }, cancellation);
        await SettleAsync(cancellation);
        return Instances.Single(instance => instance.Key == created.Key);
    }

    /// <summary>Publishes a message.</summary>
    /// <param name="name">Message name.</param>
    /// <param name="correlationKey">Empty for message start events.</param>
    /// <param name="variables">A JSON object.</param>
    /// <param name="timeToLive">How long it waits for a receiver; null for not at all.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task PublishAsync(
        string name, string correlationKey, string variables = "{}", TimeSpan? timeToLive = null, CancellationToken cancellation = default)
    {
        await _cluster.PublishMessageAsync(
            new PublishMessage
            {
                Name = name,
                CorrelationKey = correlationKey,
                Variables = Encoding.UTF8.GetBytes(variables),
                TimeToLive = timeToLive ?? TimeSpan.Zero,
            },
            cancellation);
        await SettleAsync(cancellation);
    }

    /// <summary>Broadcasts a signal.</summary>
    /// <param name="name">Signal name.</param>
    /// <param name="variables">A JSON object.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task BroadcastAsync(string name, string variables = "{}", CancellationToken cancellation = default)
    {
        await _cluster.DoAsync<Reply.Broadcasted>(new Command.BroadcastSignal(name, Json(variables)), "BROADCAST", cancellation);
        await SettleAsync(cancellation);
    }

    /// <summary>Completes the oldest job of a type, as its worker would.</summary>
    /// <param name="type">Job type.</param>
    /// <param name="variables">A JSON object.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TestFailedException">There is no such job.</exception>
    public Task CompleteJobAsync(string type, string variables = "{}", CancellationToken cancellation = default) =>
        WorkAsync(type, job => _cluster.CompleteJobAsync(job.Key, Encoding.UTF8.GetBytes(variables), cancellation), cancellation);

    /// <summary>Fails the oldest job of a type.</summary>
    /// <param name="type">Job type.</param>
    /// <param name="message">For the operator.</param>
    /// <param name="retriesLeft">Zero makes an incident.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TestFailedException">There is no such job.</exception>
    public Task FailJobAsync(string type, string message, int retriesLeft = 0, CancellationToken cancellation = default) => WorkAsync(
        type,
        job => _cluster.FailJobAsync(job.Key, new JobFailure { RetriesLeft = retriesLeft, Message = message }, cancellation),
        cancellation);

    /// <summary>Throws a BPMN error at the element of the oldest job of a type.</summary>
    /// <param name="type">Job type.</param>
    /// <param name="code">Of the error.</param>
    /// <param name="variables">A JSON object.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TestFailedException">There is no such job.</exception>
    public Task ThrowErrorAsync(string type, string code, string variables = "{}", CancellationToken cancellation = default) => WorkAsync(
        type,
        job => _cluster.ThrowErrorAsync(job.Key, new BpmnError { Code = code, Variables = Encoding.UTF8.GetBytes(variables) }, cancellation),
        cancellation);

    /// <summary>Completes the oldest user task of an element.</summary>
    /// <param name="elementId">BPMN id.</param>
    /// <param name="variables">A JSON object.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TestFailedException">There is no such user task.</exception>
    public async Task CompleteUserTaskAsync(string elementId, string variables = "{}", CancellationToken cancellation = default)
    {
        var waiting = _witness.UserTasks;
        var (key, found) = waiting.FirstOrDefault(task => task.ElementId == elementId);
        if (found is null)
            throw new TestFailedException($"Expected a user task at {elementId}, but there are: {List(waiting.Select(task => task.ElementId))}.");
        await SettleAsync(_cluster.ChangeAsync(new Command.CompleteUserTask(key, Json(variables), "complete"), cancellation), cancellation);
    }

    /// <summary>Resolves an incident, as an operator does: a job that has none left gets one more attempt.</summary>
    public async Task ResolveAsync(TestIncident incident, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(incident);
        if (incident.Job is { } job)
            await _cluster.DoAsync<Reply.Done>(new Command.UpdateJob(job, 1, null), "UPDATE", cancellation);
        await _cluster.DoAsync<Reply.Done>(new Command.ResolveIncident(new(incident.Key.Value)), "RESOLVE", cancellation);
        await SettleAsync(cancellation);
    }

    /// <summary>Sends a request to a webhook of a deployed process.</summary>
    /// <param name="method">For example <c>POST</c>.</param>
    /// <param name="path">As the model names it, without <c>/inbound/</c>; a query may follow.</param>
    /// <param name="json">The body; null for none.</param>
    /// <param name="headers">Null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What the sender gets.</returns>
    public async Task<HttpReply> SendWebhookAsync(
        string method, string path, string? json = null, IReadOnlyDictionary<string, string>? headers = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var http = WebhookRequest.Of(method, path, json, headers);
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        await SettleAsync(_services.GetRequiredService<WebhookGateway>().HandleAsync(http), cancellation);
        return new HttpReply
        {
            Status = http.Response.StatusCode,
            Headers = http.Response.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            Body = answer.ToArray(),
        };
    }

    /// <summary>Lets time go by. Everything that falls due on the way happens at its own moment; thirty days take no longer than a second.</summary>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellation = default)
    {
        var end = Time.GetUtcNow() + by;
        while (true)
        {
            await SettleAsync(cancellation);
            var left = end - Time.GetUtcNow();
            var step = Earlier(Time.NextDue, _cluster.NextDue) is { } due && due < left ? due : left;
            Time.Advance(step);
            if (step == left)
                break;
        }

        await SettleAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _abandon.CancelAsync();
        await Task.WhenAll(_running);
        await _services.DisposeAsync();
        _transport.Dispose();
        _abandon.Dispose();
    }

    private async Task WorkAsync(string type, Func<Protocol.ActivatedJob, Task> work, CancellationToken cancellation)
    {
        var jobs = await _cluster.ActivateJobsAsync(
            new ActivateJobs { Type = type, Worker = "test", Timeout = TimeSpan.FromHours(1), JobsAtMost = 1, Wait = TimeSpan.Zero }, cancellation);
        if (jobs.Count is 0)
            throw new TestFailedException($"Expected a job of type {type}, but there are: {List(Jobs)}.");
        await work(jobs[0]);
        await SettleAsync(cancellation);
    }

    private Task SettleAsync(CancellationToken cancellation) => SettleAsync(Task.CompletedTask, cancellation);

    /// <param name="own">What the test waits for, and what may need connectors to come to its end.</param>
    private async Task SettleAsync(Task own, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.Zero);
            _cluster.DoDue();
            if (_cluster.TakeDefinitionsChanged())
                await _inbound.ReconcileAsync(cancellation);
            var begun = await _round.BeginAsync(_abandon.Token);
            _running.AddRange(begun);
            _running.RemoveAll(task => task.IsCompleted);
            if (begun.Count > 0)
                continue;
            if (_running.Count is 0 && own.IsCompleted)
                break;
            if (await AllWaitForTimeAsync(own, cancellation))
                break;
        }

        if (own.IsCompleted)
            await own;
        else
            throw new TestFailedException("Expected an answer now, but the process waits for something. " + string.Join('\n', Instances));
    }

    /// <returns>False as soon as something went on.</returns>
    private async Task<bool> AllWaitForTimeAsync(Task own, CancellationToken cancellation)
    {
        if (!own.IsCompleted && !_cluster.IsAsked)
        {
            // It has what it asked for, and is about to end.
            await Task.WhenAny(own).WaitAsync(cancellation);
            return false;
        }

        Task[] open = [.. _running, .. own.IsCompleted ? (Task[])[] : [own]];
        if (_running.Count > 0)
            await Task.WhenAny([.. open, Time.UntilAwaited()]).WaitAsync(cancellation);
        for (var turn = 0; turn < TurnsOfOthers; turn++)
        {
            if (open.Any(task => task.IsCompleted))
                return false;
            await Task.Yield();
        }

        return true;
    }

    private static ReadOnlyMemory<byte> Json(string variables) => Variables.Check(Encoding.UTF8.GetBytes(variables));

    private static TimeSpan? Earlier(TimeSpan? left, TimeSpan? right) => left is null || right < left ? right ?? left : left;

    private static string List(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));
}
