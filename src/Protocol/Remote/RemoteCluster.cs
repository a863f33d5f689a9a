using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Protocol.Rest;

namespace Fairlead.Protocol.Remote;

/// <summary>
/// A cluster elsewhere, over REST: one of ours with all that it knows, or a Camunda 8 cluster. Which of the two is found out with the
/// first call. Nothing is kept between calls, so that a cluster that was away is used again as soon as it answers.
/// </summary>
/// <param name="http">
/// Its base address is the cluster's, without <c>/v2</c>. It must not have a timeout of its own and should not follow redirects.
/// </param>
/// <param name="answerWithin">How long the cluster may take for an answer, beyond what it was asked to wait.</param>
public sealed class RemoteCluster(HttpClient http, TimeSpan answerWithin, TimeProvider time) : ICluster
{
    private readonly ClusterClient _client = new(http);
    private readonly Contact _contact = new(http.BaseAddress!, answerWithin, time);
    private readonly RemoteDefinitions _definitions = new(new ClusterClient(http));
    private Identity? _identity;

    /// <summary>What the cluster is like is known now.</summary>
    private sealed record Identity(string Id, bool IsOurs);

    /// <summary>Told each time that the cluster stops to answer or answers again.</summary>
    public event Action<ClusterContact>? ContactChanged
    {
        add => _contact.Changed += value;
        remove => _contact.Changed -= value;
    }

    /// <summary>Whether it answers, as far as the last call says.</summary>
    public ClusterContact Contact => _contact.Now;

    /// <summary>
    /// Whether the other side is a server of ours: then events are deduplicated by the cluster, it keeps what could not be applied, and
    /// it decides who reads a source. Otherwise a message id is all that protects from a repetition. False before the first call.
    /// </summary>
    public bool IsOurs => _identity is { IsOurs: true };

    /// <inheritdoc/>
    /// <remarks>Known from the first call on.</remarks>
    public string Id => _identity?.Id ?? throw new ClusterException(
        ClusterError.Unavailable, $"The cluster at {http.BaseAddress} has not answered yet, so that its name is not known.");

    /// <summary>Finds out what is on the other side, unless that is known.</summary>
    /// <exception cref="ClusterException">It does not answer, or does not let us in.</exception>
    public async Task ConnectAsync(CancellationToken cancellation) => await IdentifyAsync(cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ActivatedJob>> ActivateJobsAsync(ActivateJobs request, CancellationToken cancellation)
    {
        await IdentifyAsync(cancellation).ConfigureAwait(false);
        var wait = request.Wait > TimeSpan.Zero ? request.Wait : TimeSpan.Zero;
        var result = await _contact.AskAsync(
            token => _client.Jobs.ActivateAsync(Bodies.Of(request), token), wait, cancellation).ConfigureAwait(false);
        return [.. result.Jobs.Select(Bodies.ToJob)];
    }

    /// <inheritdoc/>
    public Task CompleteJobAsync(JobKey job, ReadOnlyMemory<byte> variables, CancellationToken cancellation) => _contact.AskAsync(
        token => _client.Jobs.CompleteAsync(job, new JobCompletionRequest { Variables = Bodies.Of(variables) }, token), cancellation);

    /// <inheritdoc/>
    public Task CompleteAdHocJobAsync(
        JobKey job, ReadOnlyMemory<byte> variables, AdHocCompletion result, CancellationToken cancellation) => _contact.AskAsync(
        token => _client.Jobs.CompleteAsync(
            job, new JobCompletionRequest { Variables = Bodies.Of(variables), Result = Bodies.Of(result) }, token),
        cancellation);

    /// <inheritdoc/>
    public Task FailJobAsync(JobKey job, JobFailure failure, CancellationToken cancellation) =>
        _contact.AskAsync(token => _client.Jobs.FailAsync(job, Bodies.Of(failure), token), cancellation);

    /// <inheritdoc/>
    public Task ThrowErrorAsync(JobKey job, BpmnError error, CancellationToken cancellation) =>
        _contact.AskAsync(token => _client.Jobs.ThrowErrorAsync(job, Bodies.Of(error), token), cancellation);

    /// <inheritdoc/>
    public Task UpdateJobTimeoutAsync(JobKey job, TimeSpan timeout, CancellationToken cancellation) => _contact.AskAsync(
        token => _client.UpdateJobAsync(job, new JobChangeset { Timeout = Bodies.Milliseconds(timeout) }, token), cancellation);

    /// <inheritdoc/>
    public async Task<CreatedInstance> CreateInstanceAsync(CreateInstance request, CancellationToken cancellation)
    {
        var isOurs = (await IdentifyAsync(cancellation).ConfigureAwait(false)).IsOurs;
        var created = await _contact.AskAsync(
            token => PostAsync(
                "process-instances",
                Bodies.Of(request, isOurs),
                RestJson.Client.CreateProcessInstanceRequest,
                RestJson.Client.CreateProcessInstanceResult,
                request.Trace,
                token),
            request.AwaitCompletion ? request.Wait : TimeSpan.Zero,
            cancellation).ConfigureAwait(false);
        return Bodies.ToInstance(created, request.AwaitCompletion);
    }

    /// <inheritdoc/>
    public async Task<PublishedMessage> PublishMessageAsync(PublishMessage request, CancellationToken cancellation)
    {
        var isOurs = (await IdentifyAsync(cancellation).ConfigureAwait(false)).IsOurs;
        var published = await _contact.AskAsync(
            token => PostAsync(
                "messages/publication",
                Bodies.Of(request, isOurs),
                RestJson.Client.MessagePublicationRequest,
                RestJson.Client.MessagePublicationResult,
                request.Trace,
                token),
            cancellation).ConfigureAwait(false);
        return Bodies.ToMessage(published);
    }

    /// <inheritdoc/>
    public async Task<CorrelatedMessage> CorrelateMessageAsync(CorrelateMessage request, CancellationToken cancellation)
    {
        var isOurs = (await IdentifyAsync(cancellation).ConfigureAwait(false)).IsOurs;
        var correlated = await _contact.AskAsync(
            token => PostAsync(
                "messages/correlation",
                Bodies.Of(request, isOurs),
                RestJson.Client.MessageCorrelationRequest,
                RestJson.Client.MessageCorrelationResult,
                request.Trace,
                token),
            cancellation).ConfigureAwait(false);
        return Bodies.ToCorrelation(correlated);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProcessDefinition>> FindDefinitionsAsync(CancellationToken cancellation)
    {
        var isOurs = (await IdentifyAsync(cancellation).ConfigureAwait(false)).IsOurs;
        return await _contact.AskAsync(
            async token => isOurs
                ? (await _definitions.FindAsync(after: null, wait: TimeSpan.Zero, token).ConfigureAwait(false)).Definitions
                : await _definitions.SearchAsync(token).ConfigureAwait(false),
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IInbox? Inbox => IsOurs ? field ??= new RemoteInbox(_client, _contact) : null;

    /// <inheritdoc/>
    public ILeases? Leases => IsOurs ? field ??= new RemoteLeases(_client, _contact) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WaitingElement>> FindWaitingAsync(
        ProcessDefinitionKey definition, IReadOnlyList<string> elementIds, CancellationToken cancellation)
    {
        if (!(await IdentifyAsync(cancellation).ConfigureAwait(false)).IsOurs)
        {
            throw new ClusterException(
                ClusterError.InvalidState, "Expected to find waiting elements, but a Camunda 8 cluster does not tell them with what they see.");
        }

        var body = new WaitingElementsRequest { ProcessDefinitionKey = definition, ElementIds = elementIds };
        var found = await _contact.AskAsync(token => _client.Inbox.FindWaitingAsync(body, token), cancellation).ConfigureAwait(false);
        return
        [
            .. found.Items.Select(item => new WaitingElement(
                item.ElementInstanceKey, item.ProcessInstanceKey, item.ElementId, item.Variables.Utf8)),
        ];
    }

    /// <summary>Tells of each deployment as soon as the cluster does, until it is cancelled. A Camunda 8 cluster does not.</summary>
    /// <param name="changed">A hint: it may come late, more than once, and for nothing.</param>
    /// <returns>At once when the cluster does not tell.</returns>
    public async Task WatchDefinitionsAsync(Action changed, CancellationToken cancellation)
    {
        var wait = TimeSpan.FromSeconds(30);
        string? known = null;
        while (true)
        {
            try
            {
                if (!(await IdentifyAsync(cancellation).ConfigureAwait(false)).IsOurs)
                    return;
                var (revision, _) = await _contact.AskAsync(
                    token => _definitions.FindAsync(known, wait, token), wait, cancellation).ConfigureAwait(false);
                if (known is not null && revision != known)
                    changed();
                known = revision;
            }
            catch (ClusterException)
            {
                // Known by whoever looks at the contact. What changes meanwhile is found when it is over.
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> GetDefinitionXmlAsync(ProcessDefinitionKey key, CancellationToken cancellation) =>
        _contact.AskAsync(token => _definitions.ReadXmlAsync(key, token), cancellation);

    private async ValueTask<Identity> IdentifyAsync(CancellationToken cancellation)
    {
        if (_identity is { } known)
            return known;
        var found = await _contact.AskAsync(FindIdentityAsync, cancellation).ConfigureAwait(false);
        _identity = found;
        return found;
    }

    private async Task<Identity> FindIdentityAsync(CancellationToken cancellation)
    {
        try
        {
            var ours = await _client.SendAsync(
                HttpMethod.Get, $"/{ClusterClient.Own}cluster", content: null, RestJson.Client.ClusterIdentity, cancellation)
                .ConfigureAwait(false);
            return new Identity(ours.ClusterId, IsOurs: true);
        }
        catch (ClusterException unknown) when (unknown.Error is not (ClusterError.Unavailable or ClusterError.ResourceExhausted))
        {
            // Whoever does not know the address answers in one of many ways. What all know decides what is said of it.
            var topology = await _client.GetTopologyAsync(cancellation).ConfigureAwait(false);
            return new Identity(Names.Of(topology.ClusterId, http.BaseAddress!), IsOurs: false);
        }
    }

    private async Task<TResult> PostAsync<TRequest, TResult>(
        string path,
        TRequest body,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResult> resultType,
        TraceContext? trace,
        CancellationToken cancellation)
    {
        using var request = ClusterClient.Request(HttpMethod.Post, path, JsonContent.Create(body, requestType));
        if (trace is not null)
        {
            request.Headers.TryAddWithoutValidation(TraceContext.ParentHeader, trace.Parent);
            if (trace.State is { } state)
                request.Headers.TryAddWithoutValidation(TraceContext.StateHeader, state);
        }

        return await _client.SendAsync(request, resultType, cancellation).ConfigureAwait(false);
    }
}
