using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Hands out jobs to workers, takes their results, and finds what became of them.</summary>
/// <param name="stopping">The process is about to end: waiting workers are sent away with nothing.</param>
internal sealed class JobEndpoints(EmbeddedCluster cluster, ILogger<JobEndpoints> logger, CancellationToken stopping)
{
    private const string Key = "jobKey";
    private const string UnnamedWorker = "unnamed";
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(10);

    /// <summary>What a caller may ask for in milliseconds; more is no use and would overflow.</summary>
    private static readonly long DurationAtMost = (long)TimeSpan.FromDays(365 * 100).TotalMilliseconds;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/jobs/activation", ActivateAsync);
        app.MapPost("/v2/jobs/search", SearchAsync);
        app.MapPost($"/v2/jobs/{{{Key}}}/completion", CompleteAsync);
        app.MapPost($"/v2/jobs/{{{Key}}}/failure", FailAsync);
        app.MapPost($"/v2/jobs/{{{Key}}}/error", ThrowErrorAsync);
        app.MapMethods($"/v2/jobs/{{{Key}}}", ["PATCH"], (RequestDelegate)UpdateAsync);
    }

    private Task SearchAsync(HttpContext http) => Searching.HandleAsync(
        http, JsonBody.Contracts.SearchQueryJobFilter, JsonBody.Contracts.SearchResultJobItem, cluster.Search.SearchAsync);

    private async Task ActivateAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.JobActivationRequest);
        var jobs = await ActivateAsync(request, http.RequestAborted);
        if (http.RequestAborted.IsCancellationRequested)
        {
            await GiveBackAsync(http.Request.Path, jobs);
            return;
        }

        await JsonBody.WriteAsync(
            http, new JobActivationResult { Jobs = [.. jobs.Select(ToItem)] }, JsonBody.Contracts.JobActivationResult);
    }

    private async Task CompleteAsync(HttpContext http)
    {
        var key = JobKeyOf(http);
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.JobCompletionRequest);
        await cluster.CompleteJobAsync(key, request?.Variables?.Utf8 ?? default, request?.Result, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task FailAsync(HttpContext http)
    {
        var key = JobKeyOf(http);
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.JobFailRequest) ?? new JobFailRequest();
        await cluster.FailJobAsync(
            key,
            new JobFailure
            {
                RetriesLeft = request.Retries ?? 0,
                Backoff = Duration("retryBackOff", request.RetryBackOff ?? 0),
                Message = request.ErrorMessage ?? "",
                Variables = request.Variables?.Utf8 ?? default,
            },
            http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task ThrowErrorAsync(HttpContext http)
    {
        var key = JobKeyOf(http);
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.JobErrorRequest);
        await cluster.ThrowErrorAsync(
            key,
            new BpmnError
            {
                Code = request.ErrorCode,
                Message = request.ErrorMessage ?? "",
                Variables = request.Variables?.Utf8 ?? default,
            },
            http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task UpdateAsync(HttpContext http)
    {
        var key = JobKeyOf(http);
        var (retries, timeout) = await JsonBody.ReadAsync(http, JsonBody.Contracts.JobUpdateRequest) is { Changeset: var changes }
            ? (changes.Retries, changes.Timeout)
            : default;
        if (retries is null && timeout is null)
            throw RequestRefusal.InvalidArgument("Expected retries or timeout in the changeset, but got neither.");
        await cluster.UpdateJobAsync(
            key, retries, timeout is { } milliseconds ? Duration("changeset.timeout", milliseconds) : null, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private static JobKey JobKeyOf(HttpContext http) => new(RequestParts.Key(http, Key));

    private async Task<IReadOnlyList<ActivatedJob>> ActivateAsync(JobActivationRequest request, CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        try
        {
            return await cluster.ActivateJobsAsync(
                new ActivateJobs
                {
                    TenantIds = request.TenantIds ?? [],
                    Type = request.Type,
                    Worker = string.IsNullOrWhiteSpace(request.Worker) ? UnnamedWorker : request.Worker,
                    Timeout = Duration("timeout", request.Timeout),
                    JobsAtMost = request.MaxJobsToActivate,
                    Wait = request.RequestTimeout switch
                    {
                        null or 0 => UsualWait,
                        < 0 => TimeSpan.Zero,
                        var wait => Duration("requestTimeout", wait.Value),
                    },
                    FetchVariables = request.FetchVariable ?? [],
                },
                either.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return [];
        }
    }

    /// <summary>As if nobody had asked: the attempts left are what they were.</summary>
    private async Task GiveBackAsync(string path, IReadOnlyList<ActivatedJob> jobs)
    {
        if (jobs.Count > 0)
            Log.JobsGoBack(logger, jobs.Count, path);
        foreach (var job in jobs)
        {
            await cluster.FailJobAsync(
                job.Key,
                new JobFailure { RetriesLeft = job.RetriesLeft, Message = "The worker hung up before the job reached it." },
                CancellationToken.None);
        }
    }

    private static TimeSpan Duration(string property, long milliseconds) => milliseconds >= 0 && milliseconds <= DurationAtMost
        ? TimeSpan.FromMilliseconds(milliseconds)
        : throw RequestRefusal.InvalidArgument($"Expected {property} to be from 0 to {DurationAtMost} ms, but it is {milliseconds}.");

    private static ActivatedJobItem ToItem(ActivatedJob job) => new()
    {
        Type = job.Type,
        ProcessDefinitionId = job.ProcessId,
        ProcessDefinitionVersion = job.ProcessVersion,
        ElementId = job.ElementId,
        CustomHeaders = job.Headers,
        Worker = job.Worker,
        Retries = job.RetriesLeft,
        Deadline = job.Deadline.ToUnixTimeMilliseconds(),
        Variables = new JsonObjectText(job.Variables),
        TenantId = job.TenantId,
        JobKey = job.Key,
        ProcessInstanceKey = job.ProcessInstanceKey,
        ProcessDefinitionKey = job.ProcessDefinitionKey,
        ElementInstanceKey = job.ElementInstanceKey,
        RootProcessInstanceKey = job.ProcessInstanceKey,
        UserTask = job.UserTask is { } task ? ToProperties(task) : null,
        Kind = job.Kind,
        ListenerEventType = job.ListenerEventType,
        Tags = job.Tags,
    };

    private static UserTaskProperties ToProperties(ListenedUserTask task) => new()
    {
        Action = task.Action,
        Assignee = task.Assignee,
        CandidateGroups = task.CandidateGroups,
        CandidateUsers = task.CandidateUsers,
        ChangedAttributes = task.ChangedAttributes,
        DueDate = task.DueDate,
        FollowUpDate = task.FollowUpDate,
        FormKey = task.FormKey,
        Priority = task.Priority,
        UserTaskKey = task.Key,
    };
}
