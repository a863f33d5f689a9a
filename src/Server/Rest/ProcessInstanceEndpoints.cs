using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Telemetry;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Starts, finds and cancels process instances.</summary>
/// <param name="stopping">The process is about to end: nobody waits for results any more.</param>
internal sealed class ProcessInstanceEndpoints(EmbeddedCluster cluster, CancellationToken stopping)
{
    private const string Key = "processInstanceKey";
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(10);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/process-instances", CreateAsync);
        app.MapPost("/v2/process-instances/search", SearchAsync);
        app.MapGet($"/v2/process-instances/{{{Key}}}", GetAsync);
        app.MapPost($"/v2/process-instances/{{{Key}}}/cancellation", CancelAsync);
        app.MapGet($"/v2/process-instances/{{{Key}}}/sequence-flows", GetSequenceFlowsAsync);
        app.MapPost($"/v2/process-instances/{{{Key}}}/incidents/search", SearchIncidentsAsync);
    }

    private async Task CreateAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.CreateProcessInstanceRequest);
        Check(request);
        var created = await CreateAsync(request, TraceHeaders.Of(http), http.RequestAborted);
        await JsonBody.WriteAsync(
            http,
            new CreateProcessInstanceResult
            {
                ProcessDefinitionId = created.ProcessId,
                ProcessDefinitionVersion = created.Version,
                Variables = new JsonObjectText(created.Variables),
                ProcessDefinitionKey = created.DefinitionKey,
                ProcessInstanceKey = created.Key,
                TenantId = created.TenantId,
                Tags = [.. (request.Tags ?? []).Distinct()],
                BusinessId = request.BusinessId,
                Duplicate = created.Duplicate,
            },
            JsonBody.Contracts.CreateProcessInstanceResult);
    }

    private Task SearchAsync(HttpContext http) => Searching.HandleAsync(
        http,
        JsonBody.Contracts.SearchQueryProcessInstanceFilter,
        JsonBody.Contracts.SearchResultProcessInstanceItem,
        cluster.Search.SearchAsync);

    private async Task GetAsync(HttpContext http) =>
        await JsonBody.WriteAsync(http, await FindAsync(http), JsonBody.Contracts.ProcessInstanceItem);

    private async Task CancelAsync(HttpContext http)
    {
        var key = new ProcessInstanceKey(RequestParts.Key(http, Key));
        await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.OperationRequest);
        await cluster.CancelInstanceAsync(key, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task GetSequenceFlowsAsync(HttpContext http)
    {
        var instance = await FindAsync(http);
        var flows = await cluster.Search.FindSequenceFlowsAsync(instance.ProcessInstanceKey, http.RequestAborted);
        await JsonBody.WriteAsync(http, new SequenceFlowsResult { Items = flows }, JsonBody.Contracts.SequenceFlowsResult);
    }

    private async Task SearchIncidentsAsync(HttpContext http)
    {
        var instance = await FindAsync(http);
        await Searching.HandleAsync(
            http,
            JsonBody.Contracts.SearchQueryIncidentFilter,
            JsonBody.Contracts.SearchResultIncidentItem,
            (query, cancellation) => cluster.Search.SearchAsync(
                query with { Filter = (query.Filter ?? new IncidentFilter()) with { ProcessInstanceKey = instance.ProcessInstanceKey } },
                cancellation));
    }

    private async Task<ProcessInstanceItem> FindAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, Key);
        return await cluster.Search.FindInstanceAsync(new ProcessInstanceKey(key), http.RequestAborted)
            ?? throw RequestRefusal.NotFound("process instance", key);
    }

    private async Task<CreatedInstance> CreateAsync(CreateProcessInstanceRequest request, TraceContext? trace, CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        try
        {
            return await cluster.CreateInstanceAsync(
                new CreateInstance
                {
                    DefinitionKey = request.ProcessDefinitionKey,
                    ProcessId = request.ProcessDefinitionId,
                    Version = request.ProcessDefinitionVersion is -1 ? null : request.ProcessDefinitionVersion,
                    Variables = request.Variables?.Utf8 ?? default,
                    AwaitCompletion = request.AwaitCompletion ?? false,
                    FetchVariables = request.FetchVariables ?? [],
                    Tags = request.Tags ?? [],
                    BusinessId = request.BusinessId,
                    TenantId = request.TenantId,
                    Trace = trace,
                    DeduplicationKey = request.DeduplicationKey,
                    Origin = request.Origin?.ToOrigin(),
                    StartBefore = [.. (request.StartInstructions ?? []).Select(instruction => instruction.ElementId)],
                    EndAfter = [.. (request.RuntimeInstructions ?? []).Select(instruction => instruction.AfterElementId)],
                    Wait = request.RequestTimeout is > 0 and { } wait ? TimeSpan.FromMilliseconds(wait) : UsualWait,
                },
                request.AwaitCompletion is true ? either.Token : aborted);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw new ClusterException(
                ClusterError.Unavailable, "The server stops before the instance has ended. The instance goes on after the restart.");
        }
    }

    private static void Check(CreateProcessInstanceRequest request)
    {
        if ((request.ProcessDefinitionId is null) == (request.ProcessDefinitionKey is null))
        {
            throw RequestRefusal.InvalidArgument(
                "Expected either processDefinitionId or processDefinitionKey, but got "
                + (request.ProcessDefinitionId is null ? "neither." : "both."));
        }

        if (request.RequestTimeout is < 0)
            throw RequestRefusal.InvalidArgument($"Expected requestTimeout to be at least 0 ms, but it is {request.RequestTimeout}.");
    }
}
