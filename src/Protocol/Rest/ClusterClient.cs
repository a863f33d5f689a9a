using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Protocol.Rest;

/// <summary>
/// Calls the REST API of a cluster. A refusal is a <see cref="ClusterException"/> whose message is the detail of the answer; when nobody
/// answers it is <see cref="ClusterError.Unavailable"/> with the <see cref="HttpRequestException"/> inside.
/// </summary>
/// <param name="http">Its base address is the server's, without <c>/v2</c>.</param>
public sealed class ClusterClient(HttpClient http)
{
    private const string Standard = "v2/";
    internal const string Own = "fairlead/v1/";

    /// <summary>Documents: content that is too large for variables.</summary>
    public DocumentClient Documents => field ??= new(this);

    /// <summary>Variables of the cluster and of its tenants.</summary>
    public ClusterVariableClient ClusterVariables => field ??= new(this);

    /// <summary>Secrets of the server.</summary>
    public SecretClient Secrets => field ??= new(this);

    /// <summary>The connectors of the server.</summary>
    public ConnectorClient Connectors => field ??= new(this);

    /// <summary>What workers do with jobs.</summary>
    public JobClient Jobs => field ??= new(this);

    /// <summary>Deploys files together; all or none. For the default tenant.</summary>
    public Task<DeploymentResult> DeployAsync(
        IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> files, CancellationToken cancellation) =>
        DeployAsync(files, tenantId: null, cancellation);

    /// <summary>Deploys files together; all or none.</summary>
    /// <param name="tenantId">Null for the default tenant.</param>
    public Task<DeploymentResult> DeployAsync(
        IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> files, string? tenantId, CancellationToken cancellation) =>
        SendFilesAsync("deployments", files, tenantId, RestJson.Client.DeploymentResult, cancellation);

    /// <summary>What a deployment of these files would say; nothing is deployed. Only our own server tells it.</summary>
    public Task<DeploymentCheckResult> CheckDeploymentAsync(
        IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> files, CancellationToken cancellation) =>
        SendFilesAsync($"/{Own}deployments/check", files, tenantId: null, RestJson.Client.DeploymentCheckResult, cancellation);

    private async Task<TResult> SendFilesAsync<TResult>(
        string path,
        IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> files,
        string? tenantId,
        JsonTypeInfo<TResult> resultType,
        CancellationToken cancellation)
    {
        using var form = new MultipartFormDataContent();
        if (tenantId is not null)
            form.Add(new StringContent(tenantId), "tenantId");
        foreach (var (name, content) in files)
        {
            var part = new ReadOnlyMemoryContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(part, "resources", name);
        }

        return await SendAsync(HttpMethod.Post, path, form, resultType, cancellation).ConfigureAwait(false);
    }

    /// <summary>Finds a deployed form or other file.</summary>
    public Task<ResourceItem> GetResourceAsync(ResourceKey key, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, Invariant($"resources/{key.Value}"), content: null, RestJson.Client.ResourceItem, cancellation);

    /// <summary>Deletes one version of a process, a DMN file, a form or another file.</summary>
    public Task<DeleteResourceResult> DeleteResourceAsync(
        ResourceKey key, DeleteResourceRequest request, CancellationToken cancellation) =>
        PostAsync(
            Invariant($"resources/{key.Value}/deletion"),
            request,
            RestJson.Client.DeleteResourceRequest,
            RestJson.Client.DeleteResourceResult,
            cancellation);

    /// <summary>Starts an instance.</summary>
    public Task<CreateProcessInstanceResult> CreateInstanceAsync(CreateProcessInstanceRequest request, CancellationToken cancellation) =>
        PostAsync(
            "process-instances",
            request,
            RestJson.Client.CreateProcessInstanceRequest,
            RestJson.Client.CreateProcessInstanceResult,
            cancellation);

    /// <summary>Finds an instance.</summary>
    public Task<ProcessInstanceItem> GetInstanceAsync(ProcessInstanceKey key, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Get, Invariant($"process-instances/{key.Value}"), content: null, RestJson.Client.ProcessInstanceItem, cancellation);

    /// <summary>The flows that an instance has taken.</summary>
    public Task<SequenceFlowsResult> GetSequenceFlowsAsync(ProcessInstanceKey key, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Get,
            Invariant($"process-instances/{key.Value}/sequence-flows"),
            content: null,
            RestJson.Client.SequenceFlowsResult,
            cancellation);

    /// <summary>What happened to an instance. Only our own server tells it.</summary>
    /// <param name="after">See <see cref="HistoryResult.EndCursor"/>; null for the beginning.</param>
    public Task<HistoryResult> GetHistoryAsync(ProcessInstanceKey key, string? after, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Get,
            Invariant($"/{Own}process-instances/{key.Value}/history{(after is null ? "" : $"?after={Uri.EscapeDataString(after)}")}"),
            content: null,
            RestJson.Client.HistoryResult,
            cancellation);

    /// <summary>Why the inputs of an element instance that has not ended are what they are. Only our own server tells it.</summary>
    /// <param name="withTrace">Whether the whole evaluations are wanted.</param>
    public Task<InputsExplanation> ExplainInputsAsync(ElementInstanceKey key, bool withTrace, CancellationToken cancellation) =>
        ExplainInputsAsync(Invariant($"element-instances/{key.Value}"), withTrace, cancellation);

    /// <summary>The same for the element of a job that is not done. Only our own server tells it.</summary>
    /// <param name="withTrace">Whether the whole evaluations are wanted.</param>
    public Task<InputsExplanation> ExplainInputsAsync(JobKey key, bool withTrace, CancellationToken cancellation) =>
        ExplainInputsAsync(Invariant($"jobs/{key.Value}"), withTrace, cancellation);

    /// <summary>Calls of connectors. Only our own server keeps them.</summary>
    public CallsClient Calls => new(this);

    /// <summary>Outside events that were not applied, and their sources. Only our own server keeps them.</summary>
    public InboxClient Inbox => new(this);

    /// <summary>The systems that connectors call. Only our own server tells it.</summary>
    public ConnectionsClient Connections => new(this);

    /// <summary>Cancels an instance.</summary>
    public Task CancelInstanceAsync(ProcessInstanceKey key, CancellationToken cancellation) =>
        PostAsync(
            Invariant($"process-instances/{key.Value}/cancellation"), new(), RestJson.Client.OperationRequest, cancellation);

    /// <summary>Lets an instance go on in another version or process.</summary>
    public Task MigrateInstanceAsync(ProcessInstanceKey key, MigrateProcessInstanceRequest request, CancellationToken cancellation) =>
        PostAsync(
            Invariant($"process-instances/{key.Value}/migration"),
            request,
            RestJson.Client.MigrateProcessInstanceRequest,
            cancellation);

    /// <summary>Changes by hand what is active in an instance.</summary>
    public Task ModifyInstanceAsync(ProcessInstanceKey key, ModifyProcessInstanceRequest request, CancellationToken cancellation) =>
        PostAsync(
            Invariant($"process-instances/{key.Value}/modification"),
            request,
            RestJson.Client.ModifyProcessInstanceRequest,
            cancellation);

    /// <summary>Begins elements of an ad-hoc sub-process.</summary>
    public Task ActivateAdHocElementsAsync(ElementInstanceKey adHoc, AdHocActivationRequest request, CancellationToken cancellation) =>
        PostAsync(
            Invariant($"element-instances/ad-hoc-activities/{adHoc.Value}/activation"),
            request,
            RestJson.Client.AdHocActivationRequest,
            cancellation);

    /// <summary>Searches instances.</summary>
    public Task<SearchResult<ProcessInstanceItem>> SearchAsync(
        SearchQuery<ProcessInstanceFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "process-instances/search",
            query,
            RestJson.Client.SearchQueryProcessInstanceFilter,
            RestJson.Client.SearchResultProcessInstanceItem,
            cancellation);

    /// <summary>Searches element instances.</summary>
    public Task<SearchResult<ElementInstanceItem>> SearchAsync(
        SearchQuery<ElementInstanceFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "element-instances/search",
            query,
            RestJson.Client.SearchQueryElementInstanceFilter,
            RestJson.Client.SearchResultElementInstanceItem,
            cancellation);

    /// <summary>Searches variables; long values come cut.</summary>
    public Task<SearchResult<VariableItem>> SearchAsync(SearchQuery<VariableFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "variables/search",
            query,
            RestJson.Client.SearchQueryVariableFilter,
            RestJson.Client.SearchResultVariableItem,
            cancellation);

    /// <summary>Searches incidents.</summary>
    public Task<SearchResult<IncidentItem>> SearchAsync(SearchQuery<IncidentFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "incidents/search",
            query,
            RestJson.Client.SearchQueryIncidentFilter,
            RestJson.Client.SearchResultIncidentItem,
            cancellation);

    /// <summary>Searches jobs.</summary>
    public Task<SearchResult<JobItem>> SearchAsync(SearchQuery<JobFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "jobs/search",
            query,
            RestJson.Client.SearchQueryJobFilter,
            RestJson.Client.SearchResultJobItem,
            cancellation);

    /// <summary>Searches deployed versions.</summary>
    public Task<SearchResult<ProcessDefinitionItem>> SearchAsync(
        SearchQuery<ProcessDefinitionFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "process-definitions/search",
            query,
            RestJson.Client.SearchQueryProcessDefinitionFilter,
            RestJson.Client.SearchResultProcessDefinitionItem,
            cancellation);

    /// <summary>Finds an incident.</summary>
    public Task<IncidentItem> GetIncidentAsync(IncidentKey key, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, Invariant($"incidents/{key.Value}"), content: null, RestJson.Client.IncidentItem, cancellation);

    /// <summary>Lets an instance try again where it stopped.</summary>
    public Task ResolveIncidentAsync(IncidentKey key, CancellationToken cancellation) =>
        PostAsync(Invariant($"incidents/{key.Value}/resolution"), new(), RestJson.Client.OperationRequest, cancellation);

    /// <summary>Changes a job.</summary>
    public Task UpdateJobAsync(JobKey key, JobChangeset changes, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Patch,
            Invariant($"jobs/{key.Value}"),
            JsonContent.Create(new JobUpdateRequest { Changeset = changes }, RestJson.Client.JobUpdateRequest),
            cancellation);

    /// <summary>Searches user tasks.</summary>
    public Task<SearchResult<UserTaskItem>> SearchAsync(SearchQuery<UserTaskFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "user-tasks/search",
            query,
            RestJson.Client.SearchQueryUserTaskFilter,
            RestJson.Client.SearchResultUserTaskItem,
            cancellation);

    /// <summary>Finds a user task.</summary>
    public Task<UserTaskItem> GetUserTaskAsync(UserTaskKey key, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, Invariant($"user-tasks/{key.Value}"), content: null, RestJson.Client.UserTaskItem, cancellation);

    /// <summary>Searches the variables that a user task sees, the nearest of each name; long values come cut.</summary>
    public Task<SearchResult<VariableItem>> SearchVariablesAsync(
        UserTaskKey key, SearchQuery<UserTaskVariableFilter> query, CancellationToken cancellation) =>
        PostAsync(
            Invariant($"user-tasks/{key.Value}/effective-variables/search"),
            query,
            RestJson.Client.SearchQueryUserTaskVariableFilter,
            RestJson.Client.SearchResultVariableItem,
            cancellation);

    /// <summary>Assigns a user task. Returns when its listeners have agreed.</summary>
    public Task AssignUserTaskAsync(UserTaskKey key, UserTaskAssignmentRequest request, CancellationToken cancellation) =>
        PostAsync(
            Invariant($"user-tasks/{key.Value}/assignment"), request, RestJson.Client.UserTaskAssignmentRequest, cancellation);

    /// <summary>Takes a user task from whom it is assigned to. Returns when its listeners have agreed.</summary>
    public Task UnassignUserTaskAsync(UserTaskKey key, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, Invariant($"user-tasks/{key.Value}/assignee"), content: null, cancellation);

    /// <summary>Changes a user task. Returns when its listeners have agreed.</summary>
    public Task UpdateUserTaskAsync(UserTaskKey key, UserTaskUpdateRequest request, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Patch,
            Invariant($"user-tasks/{key.Value}"),
            JsonContent.Create(request, RestJson.Client.UserTaskUpdateRequest),
            cancellation);

    /// <summary>Completes a user task. Returns when its listeners have agreed.</summary>
    public Task CompleteUserTaskAsync(UserTaskKey key, UserTaskCompletionRequest request, CancellationToken cancellation) =>
        PostAsync(
            Invariant($"user-tasks/{key.Value}/completion"), request, RestJson.Client.UserTaskCompletionRequest, cancellation);

    /// <summary>Publishes a message.</summary>
    public Task<MessagePublicationResult> PublishAsync(MessagePublicationRequest request, CancellationToken cancellation) =>
        PostAsync(
            "messages/publication",
            request,
            RestJson.Client.MessagePublicationRequest,
            RestJson.Client.MessagePublicationResult,
            cancellation);

    /// <summary>Starts an instance for each conditional start event whose condition is true.</summary>
    public Task<EvaluateConditionalResult> EvaluateAsync(ConditionalEvaluationInstruction request, CancellationToken cancellation) =>
        PostAsync(
            "conditionals/evaluation",
            request,
            RestJson.Client.ConditionalEvaluationInstruction,
            RestJson.Client.EvaluateConditionalResult,
            cancellation);

    /// <summary>Correlates a message now or fails with <see cref="ClusterError.NotFound"/>.</summary>
    public Task<MessageCorrelationResult> CorrelateAsync(MessageCorrelationRequest request, CancellationToken cancellation) =>
        PostAsync(
            "messages/correlation",
            request,
            RestJson.Client.MessageCorrelationRequest,
            RestJson.Client.MessageCorrelationResult,
            cancellation);

    /// <summary>Evaluates an expression.</summary>
    public Task<ExpressionEvaluationResult> EvaluateAsync(ExpressionEvaluationRequest request, CancellationToken cancellation) =>
        PostAsync(
            "expression/evaluation",
            request,
            RestJson.Client.ExpressionEvaluationRequest,
            RestJson.Client.ExpressionEvaluationResult,
            cancellation);

    /// <summary>Evaluates a decision. One that fails is an answer, too.</summary>
    public Task<EvaluateDecisionResult> EvaluateAsync(DecisionEvaluationRequest request, CancellationToken cancellation) =>
        PostAsync(
            "decision-definitions/evaluation",
            request,
            RestJson.Client.DecisionEvaluationRequest,
            RestJson.Client.EvaluateDecisionResult,
            cancellation);

    /// <summary>Searches deployed versions of decisions.</summary>
    public Task<SearchResult<DecisionDefinitionItem>> SearchAsync(
        SearchQuery<DecisionDefinitionFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "decision-definitions/search",
            query,
            RestJson.Client.SearchQueryDecisionDefinitionFilter,
            RestJson.Client.SearchResultDecisionDefinitionItem,
            cancellation);

    /// <summary>Searches deployed versions of DMN files.</summary>
    public Task<SearchResult<DecisionRequirementsItem>> SearchAsync(
        SearchQuery<DecisionRequirementsFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "decision-requirements/search",
            query,
            RestJson.Client.SearchQueryDecisionRequirementsFilter,
            RestJson.Client.SearchResultDecisionRequirementsItem,
            cancellation);

    /// <summary>Searches evaluated decisions.</summary>
    public Task<SearchResult<DecisionInstanceItem>> SearchAsync(
        SearchQuery<DecisionInstanceFilter> query, CancellationToken cancellation) =>
        PostAsync(
            "decision-instances/search",
            query,
            RestJson.Client.SearchQueryDecisionInstanceFilter,
            RestJson.Client.SearchResultDecisionInstanceItem,
            cancellation);

    /// <summary>Finds an evaluated decision, with how its value came about.</summary>
    /// <param name="key">Of the decision in its evaluation: <see cref="DecisionInstanceItem.DecisionEvaluationInstanceKey"/>.</param>
    public Task<DecisionInstanceResult> GetDecisionInstanceAsync(string key, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Get,
            $"decision-instances/{Uri.EscapeDataString(key)}",
            content: null,
            RestJson.Client.DecisionInstanceResult,
            cancellation);

    /// <summary>What the cluster consists of.</summary>
    public Task<TopologyResult> GetTopologyAsync(CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, "topology", content: null, RestJson.Client.TopologyResult, cancellation);

    internal static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private Task<InputsExplanation> ExplainInputsAsync(string path, bool withTrace, CancellationToken cancellation) => SendAsync(
        HttpMethod.Get,
        $"/{Own}{path}/inputs{(withTrace ? "?trace=true" : "")}",
        content: null,
        RestJson.Client.InputsExplanation,
        cancellation);

    internal Task<TResult> PostAsync<TRequest, TResult>(
        string path,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResult> resultType,
        CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(request, requestType), resultType, cancellation);

    private Task PostAsync<TRequest>(
        string path, TRequest request, JsonTypeInfo<TRequest> requestType, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(request, requestType), cancellation);

    internal async Task<TResult> SendAsync<TResult>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<TResult> resultType, CancellationToken cancellation)
    {
        using var request = Request(method, path, content);
        return await SendAsync(request, resultType, cancellation).ConfigureAwait(false);
    }

    internal async Task<TResult> SendAsync<TResult>(
        HttpRequestMessage request, JsonTypeInfo<TResult> resultType, CancellationToken cancellation)
    {
        using var response = await SendAsync(request, isRead: true, cancellation).ConfigureAwait(false);
        try
        {
            return await response.Content.ReadFromJsonAsync(resultType, cancellation).ConfigureAwait(false)
                ?? throw NotOurs(response, cause: null);
        }
        catch (JsonException cause)
        {
            throw NotOurs(response, cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            throw new ClusterException(
                ClusterError.Unavailable, $"The answer of {request.RequestUri} broke off: {cause.Message}", cause);
        }
    }

    internal async Task<string> ReadTextAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, path, content, isRead: true, cancellation).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
    }

    internal async Task SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, path, content, isRead: false, cancellation).ConfigureAwait(false);
    }

    internal async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, bool isRead, CancellationToken cancellation)
    {
        using var request = Request(method, path, content);
        return await SendAsync(request, isRead, cancellation).ConfigureAwait(false);
    }

    /// <param name="path">Below <c>/v2</c>, unless it begins with a slash.</param>
    internal static HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content) =>
        new(method, path[0] is '/' ? path[1..] : Standard + path) { Content = content };

    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isRead, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(
                request,
                isRead ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead,
                cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException cause)
        {
            throw new ClusterException(ClusterError.Unavailable, $"No server answers at {http.BaseAddress}: {cause.Message}", cause);
        }
        catch (TaskCanceledException cause) when (!cancellation.IsCancellationRequested)
        {
            throw new ClusterException(
                ClusterError.DeadlineExceeded,
                $"The server at {http.BaseAddress} did not answer within {http.Timeout.TotalSeconds} seconds.",
                cause);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusalAsync(response, cancellation).ConfigureAwait(false);
    }

    private static async Task<ClusterException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        try
        {
            if (response.Content.Headers.ContentType?.MediaType == ProblemDetail.MediaType
                && await response.Content.ReadFromJsonAsync(RestJson.Client.ProblemDetail, cancellation).ConfigureAwait(false) is { } problem)
            {
                return new ClusterException(Refusals.Error(status, problem.Title), problem.Detail) { HttpStatus = status };
            }
        }
        catch (JsonException)
        {
            // Not what the media type promises; the status still says something.
        }

        return new ClusterException(
            Refusals.Error(status, title: null), Invariant($"The server answered {status} ({(HttpStatusCode)status}) without saying why."))
        {
            HttpStatus = status,
        };
    }

    private static ClusterException NotOurs(HttpResponseMessage response, JsonException? cause) => new(
        ClusterError.Internal,
        $"The answer of {response.RequestMessage?.RequestUri} is not what the REST API promises. Is another program listening there?",
        cause);
}
