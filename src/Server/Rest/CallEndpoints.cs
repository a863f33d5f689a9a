using Fairlead.Broker;
using Fairlead.Broker.Calls;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Finds calls of connectors and shows them.</summary>
internal sealed class CallEndpoints(CallStore calls, CallTemplates templates, EmbeddedCluster cluster)
{
    private const string Key = "callKey";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/fairlead/v1/calls/search", SearchAsync);
        app.MapGet($"/fairlead/v1/calls/{{{Key}}}", GetAsync);
    }

    private Task SearchAsync(HttpContext http) => Searching.HandleAsync(
        http, JsonBody.Contracts.SearchQueryCallFilter, JsonBody.Contracts.SearchResultCallItem, calls.SearchAsync);

    private async Task GetAsync(HttpContext http) =>
        await JsonBody.WriteAsync(http, await FindAsync(http, Key), JsonBody.Contracts.CallResult);

    /// <summary>All layers of a call.</summary>
    private async Task<CallResult> FindAsync(HttpContext http, string name)
    {
        var key = RequestParts.Key(http, name);
        var found = await calls.FindAsync(new CallKey(key), http.RequestAborted) ?? throw RequestRefusal.NotFound("call", key);
        var template = await templates.FindAsync(found.Call, http.RequestAborted);
        return found with
        {
            Template = template,
            Times = found.Times with { QueuedTime = await QueuedAsync(found.Call, http.RequestAborted) },
            Mapping = found.Mapping with
            {
                ResultVariable = HeaderOf(template, "resultVariable"),
                ResultExpression = HeaderOf(template, "resultExpression"),
                ErrorExpression = HeaderOf(template, "errorExpression"),
            },
        };
    }

    private async Task<DateTimeOffset?> QueuedAsync(CallItem call, CancellationToken cancellation)
    {
        if (call.JobKey is not { } job)
            return null;
        var found = await cluster.Search.SearchAsync(
            new SearchQuery<JobFilter> { Filter = new JobFilter { JobKey = job }, Page = new SearchPage { Limit = 1 } }, cancellation);
        return found.Items.Count > 0 ? found.Items[0].CreationTime : null;
    }

    private static string? HeaderOf(CallTemplate? template, string name) =>
        template is not null && template.Headers.TryGetValue(name, out var text) && text.Length > 0 ? text : null;
}
