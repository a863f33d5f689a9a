using Fairlead.Broker;
using Fairlead.Broker.Running;
using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Testing.Processes;

/// <summary>
/// The broker's own partition on a store in memory, without threads: whoever asks does the work, and has the answer when he gets back.
/// </summary>
internal sealed class MemoryCluster : ICluster
{
    /// <summary>Turns that follow from one command; a process that goes round without waiting never comes to rest.</summary>
    private const int TurnsAtMost = 10_000;

    private static readonly BrokerOptions Options = new()
    {
        // Nothing is ever written out of memory.
        ChangedEntriesAtMost = 10_000_000,
        ChangedEntriesHeld = TimeSpan.FromDays(36_500),
    };

    private readonly ActiveElements _active = new();
    private readonly Tenancy _tenancy = new(isEnabled: true);
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Partition _partition;
    private readonly Action<IReadOnlyList<Event>> _happened;
    private bool _definitionsChanged;
    private int _asked;

    /// <param name="happened">Told of all events, in order.</param>
    public MemoryCluster(TimeProvider time, Action<IReadOnlyList<Event>> happened)
    {
        _time = time;
        _happened = happened;
        var store = new MemoryStore();
        _partition = new Partition(store, Recovery.Run(store), Options, NullLogger.Instance);
        Inbox = new Inbox(pending => Take([pending]), _tenancy);
        Leases = new Leases(pending => Take([pending]), time);
    }

    public string Id => "test";

    public IInbox Inbox { get; }

    public ILeases Leases { get; }

    /// <summary>When something is due by itself; null when never.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate)
                return _partition.NextWake(Now) is { } due ? TimeSpan.FromMilliseconds(Math.Max(0, due.UnixMilliseconds - Now.UnixMilliseconds)) : null;
        }
    }

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool IsAsked => Volatile.Read(ref _asked) > 0;

    private Timestamp Now => new(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Whether something was deployed or deleted since it was asked last.</summary>
    public bool TakeDefinitionsChanged()
    {
        lock (_gate)
            return Interlocked.Exchange(ref _definitionsChanged, false);
    }

    /// <summary>Does what is due now.</summary>
    public void DoDue() => Take([]);

    public async Task<IReadOnlyList<Protocol.ActivatedJob>> ActivateJobsAsync(ActivateJobs request, CancellationToken cancellation) =>
        Answers.ToJobs(await AskAsync<Reply.Jobs>(new PendingPoll(Requests.ToCommand(request, _tenancy), request.Wait), "ACTIVATE", cancellation));

    public Task CompleteJobAsync(Protocol.JobKey job, ReadOnlyMemory<byte> variables, CancellationToken cancellation) =>
        DoAsync<Reply.Done>(new Command.CompleteJob(new(job.Value), Variables.Check(variables), null), "COMPLETE", cancellation);

    public Task CompleteAdHocJobAsync(
        Protocol.JobKey job, ReadOnlyMemory<byte> variables, AdHocCompletion result, CancellationToken cancellation) =>
        DoAsync<Reply.Done>(
            new Command.CompleteJob(new(job.Value), Variables.Check(variables), Requests.ToResult(result)), "COMPLETE", cancellation);

    public Task FailJobAsync(Protocol.JobKey job, JobFailure failure, CancellationToken cancellation) =>
        DoAsync<Reply.Done>(Requests.ToCommand(job, failure), "FAIL", cancellation);

    public Task ThrowErrorAsync(Protocol.JobKey job, BpmnError error, CancellationToken cancellation) =>
        DoAsync<Reply.Done>(Requests.ToCommand(job, error), "THROW_ERROR", cancellation);

    public Task UpdateJobTimeoutAsync(Protocol.JobKey job, TimeSpan timeout, CancellationToken cancellation) =>
        DoAsync<Reply.Done>(new Command.UpdateJob(new(job.Value), null, timeout), "UPDATE", cancellation);

    public async Task<CreatedInstance> CreateInstanceAsync(CreateInstance request, CancellationToken cancellation)
    {
        var command = Requests.ToCommand(request, _tenancy);
        if (!request.AwaitCompletion)
            return Answers.ToInstance(await DoAsync<Reply.Created>(command, "CREATE", cancellation), default);

        var pending = new PendingResult(command, request.Wait);
        Take([pending]);
        var result = await pending.WaitAsync(cancellation);
        return Answers.ToInstance(Answers.Expect<Reply.Created>(result.Reply, "CREATE"), result.Variables);
    }

    public async Task<PublishedMessage> PublishMessageAsync(PublishMessage request, CancellationToken cancellation)
    {
        var published = await DoAsync<Reply.Published>(Requests.ToCommand(request, _tenancy), "PUBLISH", cancellation);
        return new PublishedMessage(new(published.Key.Value), published.Duplicate);
    }

    public async Task<CorrelatedMessage> CorrelateMessageAsync(CorrelateMessage request, CancellationToken cancellation)
    {
        var correlated = await DoAsync<Reply.Correlated>(Requests.ToCommand(request, _tenancy), "CORRELATE", cancellation);
        return new CorrelatedMessage(new(correlated.Key.Value), new(correlated.Instance.Value), correlated.Duplicate);
    }

    public async Task<IReadOnlyList<ProcessDefinition>> FindDefinitionsAsync(CancellationToken cancellation)
    {
        var found = (IReadOnlyList<DefinitionSummary>)await ReadAsync(new DefinitionsRead(), cancellation);
        return
        [
            .. found.Select(definition => new ProcessDefinition(
                new(definition.Key.Value), definition.ProcessId, definition.Version, Tenancy.ToCaller(definition.Tenant), definition.IsLatest)),
        ];
    }

    public async Task<ReadOnlyMemory<byte>> GetDefinitionXmlAsync(ProcessDefinitionKey key, CancellationToken cancellation) =>
        (ReadOnlyMemory<byte>)await ReadAsync(new ResourceRead(new(key.Value)), cancellation);

    public async Task<IReadOnlyList<WaitingElement>> FindWaitingAsync(
        ProcessDefinitionKey definition, IReadOnlyList<string> elementIds, CancellationToken cancellation)
    {
        var read = new InboundRead<IReadOnlyList<SeenElement>>(
            inbound => inbound.FindWaiting(new(definition.Value), elementIds, _active.Keys));
        var found = (InboundRead<IReadOnlyList<SeenElement>>.Found)await ReadAsync(read, cancellation);
        return [.. found.Value.Select(InboundAnswers.ToWaiting)];
    }

    public async Task<Deployment> DeployAsync(IReadOnlyList<DeploymentFile> files, CancellationToken cancellation) =>
        Answers.ToDeployment(
            await DoAsync<Reply.Deployed>(Requests.ToCommand(files, tenant: null), "CREATE", cancellation), Tenancy.ToCaller(null));

    /// <exception cref="ClusterException">The engine refused.</exception>
    public Task<T> DoAsync<T>(Command command, string intent, CancellationToken cancellation)
        where T : Reply => AskAsync<T>(new PendingCommand(command, sizeBytes: 0), intent, cancellation);

    /// <summary>A change of a user task: its listeners may have to agree first.</summary>
    public async Task ChangeAsync(Command command, CancellationToken cancellation) =>
        await AskAsync<Reply.Done>(new PendingChange(command, sizeBytes: 0, TimeSpan.FromDays(36_500)), "COMPLETE", cancellation);

    private async Task<T> AskAsync<T>(Pending<Reply> pending, string intent, CancellationToken cancellation)
        where T : Reply
    {
        Take([pending]);
        return Answers.Expect<T>(await pending.WaitAsync(cancellation), intent);
    }

    private Task<object> ReadAsync(PendingRead read, CancellationToken cancellation)
    {
        Take([read]);
        return read.WaitAsync(cancellation);
    }

    private void Take(IReadOnlyList<IPending> arrivals)
    {
        lock (_gate)
        {
            var next = 0;
            _asked += arrivals.Count;
            for (var turns = 0; next < arrivals.Count || _partition.NextWake(Now) <= Now; turns++)
            {
                if (turns > TurnsAtMost)
                    throw new TestFailedException("The process does not come to rest: it goes round without waiting for anything.");
                var turn = _partition.Take(arrivals, ref next, Now);
                _definitionsChanged |= turn.DefinitionsChanged;
                _active.Note(turn.Events);
                _happened(turn.Events);
                _asked -= turn.Answers.Count;
                foreach (var answer in turn.Answers)
                    answer.Send();
            }
        }
    }
}
