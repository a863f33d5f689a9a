using Fairlead.Broker.Documents;
using Fairlead.Broker.Journaling;
using Fairlead.Broker.Running;
using Fairlead.Broker.Search;
using Fairlead.Broker.Search.Querying;
using Fairlead.Broker.Storage;
using Fairlead.Broker.Translating;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Extensions.Logging;

namespace Fairlead.Broker;

/// <summary>
/// The cluster inside this process: engine, store and search. Everything that returns is durable; refusals are
/// <see cref="ClusterException"/>.
/// </summary>
public sealed class EmbeddedCluster : ICluster, IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly ReopenableStore _store;
    private readonly Projection _projection;
    private readonly SearchReader _reader;
    private readonly DocumentStore _documents;
    private readonly PartitionLoop _loop;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Tenancy _tenancy;
    private readonly Lazy<Task> _closing;
    private readonly BrokerMetrics _metrics = new();
    private readonly AskedTypes _asked;
    private readonly WaitingElements _waiting;

    private EmbeddedCluster(
        DataFolder folder, ReopenableStore stores, IStore store, Recovered recovered, BrokerOptions options, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _store = stores;
        _options = options;
        _time = time;
        _log = log;
        _tenancy = new Tenancy(options.MultiTenancy);
        _projection = new Projection(folder.SearchFile, stores, recovered.Position, options, time, log);
        _loop = new PartitionLoop(ToPartition(store, recovered), Reopen, options, time, log, Committed, TellDefinitionsChanged);
        _reader = new SearchReader(_projection.File, _projection.CatchUpAsync);
        _metrics.Observe(() => _loop.CommandsWaiting, () => _projection.Behind, new OpenCounts(_reader, time));
        Search = new SearchStore(_reader);
        UserTasks = new UserTasks(_loop);
        ClusterVariables = new ClusterVariables(_loop, _tenancy);
        Inbox = new Inbox(_loop.Submit, _tenancy);
        Leases = new Leases(_loop.Submit, time);
        _waiting = new WaitingElements(_loop, _reader);
        _documents = new DocumentStore(folder.Documents, options.DocumentBytesAtMost, time, log);
        Explanations = new Explanations(_loop, time);
        _asked = new AskedTypes(time);
        _closing = new Lazy<Task>(CloseAsync);
    }

    /// <summary>Hint for whoever keeps a view of the definitions; it may come late and more than once.</summary>
    public event Action? DefinitionsChanged;

    public string Id => _folder.ClusterId;

    /// <summary>Where calls of connectors are kept, see <see cref="Calls.CallStore"/>.</summary>
    internal string CallsFile => _folder.CallsFile;

    public SearchStore Search { get; }

    /// <summary>What people do with user tasks.</summary>
    public UserTasks UserTasks { get; }

    /// <summary>What expressions see as <c>camunda.vars</c>.</summary>
    public ClusterVariables ClusterVariables { get; }

    public IInbox Inbox { get; }

    public ILeases Leases { get; }

    public IDocumentStore Documents => _documents;

    /// <summary>Why things are as they are.</summary>
    public Explanations Explanations { get; }

    /// <summary>Whether a worker has asked for jobs of this type in the last hour.</summary>
    public bool WasAskedFor(string jobType) => _asked.Has(jobType);

    /// <summary>Whether requests may name the tenant.</summary>
    /// <exception cref="ClusterException">They may not, with the reason.</exception>
    public void CheckTenant(string? tenantId) => _tenancy.ToEngine(tenantId);

    public BrokerHealth Health => _loop.Health;

    /// <summary>Prepares what does not depend on any options, so that a start can do it beside other things.</summary>
    public static void Prepare() => RocksDbStore.LoadLibrary();

    /// <summary>Opens the data folder, recovers what was acknowledged, and starts to take commands.</summary>
    /// <exception cref="DataFolderException">The folder is in use, newer, or cannot be read or written.</exception>
    public static Task<EmbeddedCluster> OpenAsync(
        BrokerOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation) =>
        OpenAsync(options, RocksDbStore.Open, time, loggers, cancellation);

    /// <param name="openStore">Opens the store in a folder.</param>
    internal static Task<EmbeddedCluster> OpenAsync(
        BrokerOptions options, Func<string, IStore> openStore, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation) =>
        Task.Run(() => Open(options, openStore, time, loggers.CreateLogger<EmbeddedCluster>()), cancellation);

    public async Task<IReadOnlyList<Protocol.ActivatedJob>> ActivateJobsAsync(ActivateJobs request, CancellationToken cancellation)
    {
        _asked.Note(request.Type);
        var poll = new PendingPoll(Requests.ToCommand(request, _tenancy), request.Wait);
        _loop.Submit(poll);
        return Answers.ToJobs(Answers.Expect<Reply.Jobs>(await poll.WaitAsync(cancellation).ConfigureAwait(false), "ACTIVATE"));
    }

    public Task CompleteJobAsync(Protocol.JobKey job, ReadOnlyMemory<byte> variables, CancellationToken cancellation) =>
        CompleteJobAsync(job, variables, result: null, cancellation);

    /// <param name="result">What the worker of a listener or of an ad-hoc sub-process decided.</param>
    public Task CompleteJobAsync(
        Protocol.JobKey job, ReadOnlyMemory<byte> variables, Protocol.Rest.JobResultBody? result, CancellationToken cancellation)
    {
        var checkedVariables = Variables.Check(variables);
        return ExecuteAsync<Reply.Done>(
            new Command.CompleteJob(new(job.Value), checkedVariables, Requests.ToResult(result)),
            checkedVariables.Length,
            "COMPLETE",
            cancellation);
    }

    public Task CompleteAdHocJobAsync(
        Protocol.JobKey job, ReadOnlyMemory<byte> variables, AdHocCompletion result, CancellationToken cancellation)
    {
        var checkedVariables = Variables.Check(variables);
        return ExecuteAsync<Reply.Done>(
            new Command.CompleteJob(new(job.Value), checkedVariables, Requests.ToResult(result)),
            checkedVariables.Length + result.Activate.Sum(element => element.Variables.Length),
            "COMPLETE",
            cancellation);
    }

    public Task FailJobAsync(Protocol.JobKey job, JobFailure failure, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(Requests.ToCommand(job, failure), failure.Variables.Length, "FAIL", cancellation);

    public Task ThrowErrorAsync(Protocol.JobKey job, BpmnError error, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(Requests.ToCommand(job, error), error.Variables.Length, "THROW_ERROR", cancellation);

    public async Task<CreatedInstance> CreateInstanceAsync(CreateInstance request, CancellationToken cancellation)
    {
        var command = Requests.ToCommand(request, _tenancy);
        if (!request.AwaitCompletion)
        {
            var created = await ExecuteAsync<Reply.Created>(command, command.Variables.Length, "CREATE", cancellation)
                .ConfigureAwait(false);
            return Answers.ToInstance(created, variables: default);
        }

        var pending = new PendingResult(command, request.Wait);
        _loop.Submit(pending);
        var result = await pending.WaitAsync(cancellation).ConfigureAwait(false);
        var answer = Answers.ToInstance(Answers.Expect<Reply.Created>(result.Reply, "CREATE"), result.Variables);
        return answer is { Duplicate: true, Key.Value: not 0, Variables.IsEmpty: true }
            ? answer with { Variables = await FirstAnswers.FindAsync(Search, answer.Key, request.FetchVariables, cancellation).ConfigureAwait(false) }
            : answer;
    }

    public async Task<PublishedMessage> PublishMessageAsync(PublishMessage request, CancellationToken cancellation)
    {
        var published = await ExecuteAsync<Reply.Published>(
            Requests.ToCommand(request, _tenancy), request.Variables.Length, "PUBLISH", cancellation).ConfigureAwait(false);
        return new PublishedMessage(new(published.Key.Value), published.Duplicate);
    }

    public async Task<CorrelatedMessage> CorrelateMessageAsync(CorrelateMessage request, CancellationToken cancellation)
    {
        var correlated = await ExecuteAsync<Reply.Correlated>(
            Requests.ToCommand(request, _tenancy), request.Variables.Length, "CORRELATE", cancellation).ConfigureAwait(false);
        return new CorrelatedMessage(new(correlated.Key.Value), new(correlated.Instance.Value), correlated.Duplicate);
    }

    public async Task<IReadOnlyList<ProcessDefinition>> FindDefinitionsAsync(CancellationToken cancellation)
    {
        var found = (IReadOnlyList<DefinitionSummary>)await ReadAsync(new DefinitionsRead(), cancellation).ConfigureAwait(false);
        return
        [
            .. found.Select(definition => new ProcessDefinition(
                new(definition.Key.Value), definition.ProcessId, definition.Version, Tenancy.ToCaller(definition.Tenant), definition.IsLatest)),
        ];
    }

    public Task<ReadOnlyMemory<byte>> GetClusterVariablesAsync(string? tenantId, CancellationToken cancellation) =>
        ClusterVariables.GetContextAsync(tenantId, cancellation);

    public async Task<ReadOnlyMemory<byte>> GetDefinitionXmlAsync(ProcessDefinitionKey key, CancellationToken cancellation)
    {
        var file = (ReadOnlyMemory<byte>)await ReadAsync(new ResourceRead(new(key.Value)), cancellation).ConfigureAwait(false);
        if (!file.IsEmpty)
            return file;
        // The engine forgets what is deleted; instances of it may still be looked at.
        return await Search.FindDefinitionXmlAsync(key, cancellation).ConfigureAwait(false) ?? throw new ClusterException(
            ClusterError.NotFound, $"Expected to find process definition {key.Value}, but there is no such definition.");
    }

    public Task<IReadOnlyList<WaitingElement>> FindWaitingAsync(
        ProcessDefinitionKey definition, IReadOnlyList<string> elementIds, CancellationToken cancellation) =>
        _waiting.FindAsync(definition, elementIds, cancellation);

    /// <summary>For the default tenant.</summary>
    public Task<Deployment> DeployAsync(IReadOnlyList<DeploymentFile> files, CancellationToken cancellation) =>
        DeployAsync(files, tenantId: null, cancellation);

    /// <param name="tenantId">Null for the default tenant.</param>
    public async Task<Deployment> DeployAsync(IReadOnlyList<DeploymentFile> files, string? tenantId, CancellationToken cancellation)
    {
        var tenant = _tenancy.ToEngine(tenantId);
        var deployed = await ExecuteAsync<Reply.Deployed>(
            Requests.ToCommand(files, tenant), files.Sum(file => file.Content.Length), "CREATE", cancellation).ConfigureAwait(false);
        return Answers.ToDeployment(deployed, Tenancy.ToCaller(tenant));
    }

    /// <summary>Deletes one version of a process, a DMN file, a form or another file. Instances that run go on to their end.</summary>
    /// <param name="deletesHistory">Whether instances of a process that have ended are forgotten, too.</param>
    public Task DeleteResourceAsync(long key, bool deletesHistory, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(new Command.DeleteResource(key, deletesHistory), sizeBytes: 0, "DELETE", cancellation);

    /// <returns>A form or another file; null when there is none with the key.</returns>
    public async Task<StoredFile?> FindFileAsync(long key, CancellationToken cancellation) =>
        await ReadAsync(new FileRead(new(key)), cancellation).ConfigureAwait(false) is DeployedResource found ? Answers.ToFile(found) : null;

    /// <returns>The form that people fill in to start the process; null when it has none, or none that is deployed.</returns>
    public async Task<StoredFile?> FindStartFormAsync(ProcessDefinitionKey key, CancellationToken cancellation) =>
        await ReadAsync(new StartFormRead(new(key.Value)), cancellation).ConfigureAwait(false) is DeployedResource found
            ? Answers.ToFile(found)
            : null;

    public Task CancelInstanceAsync(ProcessInstanceKey instance, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(new Command.CancelInstance(new(instance.Value)), sizeBytes: 0, "CANCEL", cancellation);

    public Task MigrateInstanceAsync(ProcessInstanceKey instance, MigrateProcessInstanceRequest request, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(Modifications.ToCommand(instance, request), sizeBytes: 0, "MIGRATE", cancellation);

    public Task ModifyInstanceAsync(ProcessInstanceKey instance, ModifyProcessInstanceRequest request, CancellationToken cancellation)
    {
        var command = Modifications.ToCommand(instance, request);
        return ExecuteAsync<Reply.Done>(command, Modifications.SizeBytes(command), "MODIFY", cancellation);
    }

    /// <summary>Reaches everything of the tenant that waits for the signal now, and nothing later.</summary>
    /// <param name="tenantId">Null for the default tenant.</param>
    public async Task<Protocol.SignalKey> BroadcastSignalAsync(
        string name, ReadOnlyMemory<byte> variables, string? tenantId, CancellationToken cancellation)
    {
        var command = new Command.BroadcastSignal(name, Variables.Check(variables)) { Tenant = _tenancy.ToEngine(tenantId) };
        var broadcasted = await ExecuteAsync<Reply.Broadcasted>(command, variables.Length, "BROADCAST", cancellation).ConfigureAwait(false);
        return new(broadcasted.Key.Value);
    }

    /// <summary>Evaluates a decision: of the key, or the latest version of the id. One that fails is an answer, too.</summary>
    /// <param name="tenantId">Null for the default tenant.</param>
    public async Task<EvaluateDecisionResult> EvaluateDecisionAsync(
        DecisionDefinitionKey? key,
        string? decisionId,
        ReadOnlyMemory<byte> variables,
        string? tenantId,
        CancellationToken cancellation)
    {
        var command = new Command.EvaluateDecision(
            key is { } known ? new DecisionKey(known.Value) : null, decisionId, Variables.Check(variables))
        {
            Tenant = _tenancy.ToEngine(tenantId),
        };
        return Evaluations.ToResult(
            await ExecuteAsync<Reply.Evaluated>(command, variables.Length, "EVALUATE", cancellation).ConfigureAwait(false));
    }

    /// <summary>Starts an instance for each conditional start event whose condition is true.</summary>
    /// <param name="definition">Null for the newest version of every process of the tenant.</param>
    /// <param name="tenantId">Null for the default tenant.</param>
    public async Task<EvaluateConditionalResult> EvaluateConditionalsAsync(
        ProcessDefinitionKey? definition, ReadOnlyMemory<byte> variables, string? tenantId, CancellationToken cancellation)
    {
        var tenant = _tenancy.ToEngine(tenantId);
        DefinitionKey? only = definition is { } key ? new(key.Value) : null;
        var command = new Command.EvaluateConditionals(only, Variables.Check(variables)) { Tenant = tenant };
        var evaluated = await ExecuteAsync<Reply.ConditionsEvaluated>(command, variables.Length, "EVALUATE", cancellation)
            .ConfigureAwait(false);
        return Conditionals.ToAnswer(evaluated) with { TenantId = Tenancy.ToCaller(tenant) };
    }

    public Task ResolveIncidentAsync(Protocol.IncidentKey incident, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(new Command.ResolveIncident(new(incident.Value)), sizeBytes: 0, "RESOLVE", cancellation);

    public Task UpdateJobTimeoutAsync(Protocol.JobKey job, TimeSpan timeout, CancellationToken cancellation) =>
        UpdateJobAsync(job, retries: null, timeout, cancellation);

    /// <param name="retries">Null leaves them as they are.</param>
    /// <param name="timeout">From now; null leaves the deadline as it is.</param>
    public Task UpdateJobAsync(Protocol.JobKey job, int? retries, TimeSpan? timeout, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(new Command.UpdateJob(new(job.Value), retries, timeout), sizeBytes: 0, "UPDATE", cancellation);

    /// <summary>Lets a job be done now that waits for its backoff or in an incident, which it resolves.</summary>
    public Task RetryJobAsync(Protocol.JobKey job, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(new Command.RetryJob(new(job.Value)), sizeBytes: 0, "RETRY", cancellation);

    /// <summary>Gives back what a worker held that is known to be gone, such as the one of this process before it was killed.</summary>
    /// <param name="timeoutAtMost">The longest time for which it took jobs.</param>
    public Task ReturnJobsHeldByAsync(string worker, TimeSpan timeoutAtMost, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(new Command.ReturnJobsHeldBy(worker, timeoutAtMost), sizeBytes: 0, "RETURN", cancellation);

    /// <param name="local">True writes into the scope itself; false merges from it upward.</param>
    public Task SetVariablesAsync(
        ElementInstanceKey scope, ReadOnlyMemory<byte> variables, bool local, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(
            new Command.SetVariables(new(scope.Value), Variables.Check(variables), local), variables.Length, "UPDATE", cancellation);

    /// <summary>Begins elements of an ad-hoc sub-process: all of them or none.</summary>
    public Task ActivateAdHocElementsAsync(
        ElementInstanceKey adHoc, Protocol.Rest.AdHocActivationRequest request, CancellationToken cancellation) =>
        ExecuteAsync<Reply.Done>(
            Requests.ToCommand(adHoc, request),
            request.Elements.Sum(element => element?.Variables?.Utf8.Length ?? 0),
            "ACTIVATE",
            cancellation);

    /// <summary>Takes no more, finishes what waits, flushes and closes.</summary>
    public async ValueTask DisposeAsync() => await _closing.Value.ConfigureAwait(false);

    private static EmbeddedCluster Open(BrokerOptions options, Func<string, IStore> openStore, TimeProvider time, ILogger log)
    {
        var folder = DataFolder.Open(options.DataFolder);
        var truth = folder.Truth;
        var stores = new ReopenableStore(() => openStore(truth));
        try
        {
            var store = stores.Open();
            var recovered = Recovery.Run(store);
            Log.Recovered(log, folder.Path, recovered.Position, recovered.Replayed);
            var cluster = new EmbeddedCluster(folder, stores, store, recovered, options, time, log);
            (stores, folder) = (null, null);
            cluster._projection.Start();
            cluster._loop.Start();
            return cluster;
        }
        catch (Exception cause) when (cause is StoreException or JournalException or IOException or UnauthorizedAccessException)
        {
            throw DataFolder.Unreadable(options.DataFolder, cause.Message, cause);
        }
        finally
        {
            stores?.Dispose();
            folder?.Dispose();
        }
    }

    private async Task CloseAsync()
    {
        _metrics.Dispose();
        await _loop.DisposeAsync().ConfigureAwait(false);
        await _projection.DisposeAsync().ConfigureAwait(false);
        _reader.Dispose();
        await _documents.DisposeAsync().ConfigureAwait(false);
        _store.Dispose();
        _folder.Dispose();
    }

    private async Task<T> ExecuteAsync<T>(Command command, int sizeBytes, string intent, CancellationToken cancellation)
        where T : Reply
    {
        var pending = new PendingCommand(command, sizeBytes);
        _loop.Submit(pending);
        return Answers.Expect<T>(await pending.WaitAsync(cancellation).ConfigureAwait(false), intent);
    }

    private async Task<object> ReadAsync(PendingRead read, CancellationToken cancellation)
    {
        _loop.Submit(read);
        return await read.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private void Committed(Turn turn)
    {
        _projection.Offer(turn);
        _metrics.Committed(turn);
        if (turn.DefinitionsChanged)
            TellDefinitionsChanged();
    }

    private void TellDefinitionsChanged() =>
        ThreadPool.QueueUserWorkItem(static cluster => cluster.DefinitionsChanged?.Invoke(), this, preferLocal: false);

    /// <exception cref="StoreException">It cannot be opened or written, or is not what was there before.</exception>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    private OpenPartition Reopen()
    {
        // To open it would make it anew, where nothing is mounted at this moment.
        if (!Directory.Exists(_folder.Truth))
            throw new StoreException($"the folder {_folder.Truth} is gone");
        var store = _store.Open();
        var recovered = Recovery.RunAgain(store, _projection.Last);
        Log.Recovered(_log, _folder.Path, recovered.Position, recovered.Replayed);
        _projection.GoOnFrom(recovered.Position);
        return ToPartition(store, recovered);
    }

    private OpenPartition ToPartition(IStore store, Recovered recovered) => new(
        new Partition(store, recovered, _options, _log) { ProjectedPosition = () => _projection.DurablePosition },
        new MeasuredStore(store, _time, _metrics.Flushed));
}
