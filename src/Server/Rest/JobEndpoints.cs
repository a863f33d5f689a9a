using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

internal static class JobEndpoints
{
    /// <summary>How long an activation waits for the first job when it does not say.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/jobs/activation", ActivateAsync);
        api.MapPost("/jobs/{key}/completion", CompleteAsync);
        api.MapPost("/jobs/{key}/failure", FailAsync);
        api.MapPost("/jobs/{key}/error", ThrowErrorAsync);
        api.MapPatch("/jobs/{key}", UpdateAsync);
    }

    private static async Task ActivateAsync(HttpContext context)
    {
        var request = await Exchange.ReadAsync(context, RestJson.Default.JobActivationRequest);
        foreach (var tenant in request.TenantIds ?? []) Exchange.CheckTenant(tenant);
        if (request.Timeout < 1) throw RequestProblemException.Invalid($"timeout is {request.Timeout}; it is a number of milliseconds, 1 or more.");
        if (request.MaxJobsToActivate < 1)
            throw RequestProblemException.Invalid($"maxJobsToActivate is {request.MaxJobsToActivate}; it must be 1 or more.");
        if (request.Type.AsSpan().Trim().IsEmpty) throw RequestProblemException.Invalid("type is empty; name the job type.");

        var jobs = await context.RequestServices.GetRequiredService<ICluster>().ActivateJobsAsync(
            new ActivateJobs
            {
                Type = request.Type,
                Worker = request.Worker is { Length: > 0 } worker ? worker : "rest",
                Timeout = Exchange.Milliseconds(request.Timeout, "timeout"),
                JobsAtMost = request.MaxJobsToActivate,
                FetchVariables = request.FetchVariable ?? [],
                Wait = request.RequestTimeout switch
                {
                    null or 0 => UsualWait,
                    < 0 => TimeSpan.Zero,
                    { } wait => Exchange.Milliseconds(wait, "requestTimeout"),
                },
            },
            context.RequestAborted);
        await Exchange.WriteAsync(context, new JobActivationResult { Jobs = [.. jobs.Select(ToItem)] }, RestJson.Default.JobActivationResult);
    }

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
        JobKey = job.Key,
        ProcessInstanceKey = job.ProcessInstanceKey,
        ProcessDefinitionKey = job.ProcessDefinitionKey,
        ElementInstanceKey = job.ElementInstanceKey,
    };

    private static async Task CompleteAsync(HttpContext context)
    {
        var request = await Exchange.ReadOptionalAsync(context, RestJson.Default.JobCompletionRequest);
        await context.RequestServices.GetRequiredService<ICluster>()
            .CompleteJobAsync(Job(context), request?.Variables?.Utf8 ?? default, context.RequestAborted);
        Exchange.NoContent(context);
    }

    private static async Task FailAsync(HttpContext context)
    {
        var request = await Exchange.ReadOptionalAsync(context, RestJson.Default.JobFailRequest) ?? new();
        await context.RequestServices.GetRequiredService<ICluster>().FailJobAsync(
            Job(context),
            new JobFailure
            {
                RetriesLeft = request.Retries ?? 0,
                Backoff = Exchange.Milliseconds(request.RetryBackOff ?? 0, "retryBackOff"),
                Message = request.ErrorMessage ?? "",
                Variables = request.Variables?.Utf8 ?? default,
            },
            context.RequestAborted);
        Exchange.NoContent(context);
    }

    private static async Task ThrowErrorAsync(HttpContext context)
    {
        var request = await Exchange.ReadAsync(context, RestJson.Default.JobErrorRequest);
        await context.RequestServices.GetRequiredService<ICluster>().ThrowErrorAsync(
            Job(context),
            new BpmnError { Code = request.ErrorCode, Message = request.ErrorMessage ?? "", Variables = request.Variables?.Utf8 ?? default },
            context.RequestAborted);
        Exchange.NoContent(context);
    }

    private static async Task UpdateAsync(HttpContext context)
    {
        var changes = (await Exchange.ReadAsync(context, RestJson.Default.JobUpdateRequest)).Changeset;
        if (changes is { Retries: null, Timeout: null })
            throw RequestProblemException.Invalid("The changeset is empty: give retries, timeout, or both.");
        await context.RequestServices.GetRequiredService<EmbeddedCluster>().UpdateJobAsync(
            Job(context),
            changes.Retries,
            changes.Timeout is { } timeout ? Exchange.Milliseconds(timeout, "timeout") : null,
            context.RequestAborted);
        Exchange.NoContent(context);
    }

    private static JobKey Job(HttpContext context) => new(Exchange.Key(context, "key"));
}
