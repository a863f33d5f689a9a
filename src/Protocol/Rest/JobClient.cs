using System.Net.Http.Json;

using static System.FormattableString;

namespace Fairlead.Protocol.Rest;

/// <summary>Calls the part of the REST API that is for workers.</summary>
public sealed class JobClient
{
    private readonly ClusterClient _client;

    internal JobClient(ClusterClient client) => _client = client;

    /// <summary>Waits for jobs and holds them; empty when there were none.</summary>
    public Task<JobActivationResult> ActivateAsync(JobActivationRequest request, CancellationToken cancellation) => _client.PostAsync(
        "jobs/activation", request, RestJson.Client.JobActivationRequest, RestJson.Client.JobActivationResult, cancellation);

    /// <summary>Ends a job well.</summary>
    public Task CompleteAsync(JobKey key, JobCompletionRequest request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Post,
        Invariant($"jobs/{key.Value}/completion"),
        JsonContent.Create(request, RestJson.Client.JobCompletionRequest),
        cancellation);

    /// <summary>Reports that a job could not be done.</summary>
    public Task FailAsync(JobKey key, JobFailRequest request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Post,
        Invariant($"jobs/{key.Value}/failure"),
        JsonContent.Create(request, RestJson.Client.JobFailRequest),
        cancellation);

    /// <summary>Throws a BPMN error at the element of a job.</summary>
    public Task ThrowErrorAsync(JobKey key, JobErrorRequest request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Post,
        Invariant($"jobs/{key.Value}/error"),
        JsonContent.Create(request, RestJson.Client.JobErrorRequest),
        cancellation);
}
