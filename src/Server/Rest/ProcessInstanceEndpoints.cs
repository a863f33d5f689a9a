using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

internal static class ProcessInstanceEndpoints
{
    /// <summary>How long a caller waits for the end of an instance when it does not say.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/process-instances", CreateAsync);
        api.MapPost("/process-instances/search", SearchAsync);
        api.MapGet("/process-instances/{key}", GetAsync);
        api.MapGet("/process-instances/{key}/sequence-flows", FlowsAsync);
        api.MapPost("/process-instances/{key}/cancellation", CancelAsync);
    }

    private static async Task CreateAsync(HttpContext context)
    {
        var request = await Exchange.ReadAsync(context, RestJson.Default.CreateProcessInstanceRequest);
        var awaits = request.AwaitCompletion is true;
        var created = await context.RequestServices.GetRequiredService<ICluster>()
            .CreateInstanceAsync(ToCommand(request, awaits), context.RequestAborted);
        await Exchange.WriteAsync(
            context,
            new CreateProcessInstanceResult
            {
                ProcessDefinitionId = created.ProcessId,
                ProcessDefinitionVersion = created.Version,
                ProcessDefinitionKey = created.DefinitionKey,
                ProcessInstanceKey = created.Key,
                Variables = new JsonObjectText(created.Variables),
            },
            RestJson.Default.CreateProcessInstanceResult);
    }

    private static CreateInstance ToCommand(CreateProcessInstanceRequest request, bool awaits)
    {
        Exchange.CheckTenant(request.TenantId);
        if (request.ProcessDefinitionId is null == request.ProcessDefinitionKey is null)
            throw RequestProblemException.Invalid("Say which process to start: either processDefinitionId or processDefinitionKey, not both.");
        if (request.StartInstructions is { Count: > 0 }) throw Unsupported("startInstructions");
        if (request.Tags is { Count: > 0 }) throw Unsupported("tags");
        if (request.BusinessId is not null) throw Unsupported("businessId");
        return new CreateInstance
        {
            DefinitionKey = request.ProcessDefinitionKey,
            ProcessId = request.ProcessDefinitionId,
            Version = request.ProcessDefinitionVersion is null or -1 ? null : request.ProcessDefinitionVersion,
            Variables = request.Variables?.Utf8 ?? default,
            AwaitCompletion = awaits,
            FetchVariables = request.FetchVariables ?? [],
            Wait = request.RequestTimeout is null or 0 ? UsualWait : Exchange.Milliseconds(request.RequestTimeout.Value, "requestTimeout"),
        };
    }

    private static RequestProblemException Unsupported(string property) =>
        RequestProblemException.Invalid($"{property} is not supported by this version. Leave it out.");

    private static async Task SearchAsync(HttpContext context)
    {
        var query = await Exchange.ReadOptionalAsync(context, RestJson.Default.SearchQueryProcessInstanceFilter) ?? new();
        var result = await context.RequestServices.GetRequiredService<SearchStore>().SearchAsync(query, context.RequestAborted);
        await Exchange.WriteAsync(context, result, RestJson.Default.SearchResultProcessInstanceItem);
    }

    private static async Task GetAsync(HttpContext context)
    {
        var key = Exchange.Key(context, "key");
        var found = await context.RequestServices.GetRequiredService<SearchStore>()
            .FindInstanceAsync(new ProcessInstanceKey(key), context.RequestAborted) ?? throw Exchange.NotFound("process instance", key);
        await Exchange.WriteAsync(context, found, RestJson.Default.ProcessInstanceItem);
    }

    private static async Task FlowsAsync(HttpContext context)
    {
        var key = Exchange.Key(context, "key");
        var flows = await context.RequestServices.GetRequiredService<SearchStore>()
            .FindSequenceFlowsAsync(new ProcessInstanceKey(key), context.RequestAborted);
        await Exchange.WriteAsync(context, new SequenceFlowsResult { Items = flows }, RestJson.Default.SequenceFlowsResult);
    }

    private static async Task CancelAsync(HttpContext context)
    {
        await Exchange.ReadOptionalAsync(context, RestJson.Default.OperationRequest);
        await context.RequestServices.GetRequiredService<EmbeddedCluster>()
            .CancelInstanceAsync(new ProcessInstanceKey(Exchange.Key(context, "key")), context.RequestAborted);
        Exchange.NoContent(context);
    }
}
