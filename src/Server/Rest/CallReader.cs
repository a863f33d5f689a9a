using Fairlead.Broker.Calls;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Puts together what is known of a call: the journal, the deployed model, the job.</summary>
/// <param name="searchJobs">Asks the cluster.</param>
internal sealed class CallReader(
    CallStore calls, CallTemplates templates, Func<SearchQuery<JobFilter>, CancellationToken, Task<SearchResult<JobItem>>> searchJobs)
{
    /// <exception cref="RequestRefusal">There is none.</exception>
    public async Task<CallResult> GetAsync(HttpContext http, string name)
    {
        var key = RequestParts.Key(http, name);
        return await FindAsync(new CallKey(key), http.RequestAborted) ?? throw RequestRefusal.NotFound("call", key);
    }

    /// <summary>All layers of a call; null when there is none.</summary>
    public async Task<CallResult?> FindAsync(CallKey key, CancellationToken cancellation)
    {
        if (await calls.FindAsync(key, cancellation) is not { } found)
            return null;
        var template = await templates.FindAsync(found.Call, cancellation);
        return found with
        {
            Template = template,
            Times = found.Times with { QueuedTime = (await FindJobAsync(found.Call, cancellation))?.CreationTime },
            Mapping = found.Mapping with
            {
                ResultVariable = HeaderOf(template, "resultVariable"),
                ResultExpression = HeaderOf(template, "resultExpression"),
                ErrorExpression = HeaderOf(template, "errorExpression"),
            },
        };
    }

    /// <summary>The job of a call; null when it has none, or it is known no longer.</summary>
    public async Task<JobItem?> FindJobAsync(CallItem call, CancellationToken cancellation)
    {
        if (call.JobKey is not { } job)
            return null;
        var found = await searchJobs(
            new SearchQuery<JobFilter> { Filter = new JobFilter { JobKey = job }, Page = new SearchPage { Limit = 1 } }, cancellation);
        return found.Items.Count > 0 ? found.Items[0] : null;
    }

    private static string? HeaderOf(CallTemplate? template, string name) =>
        template is not null && template.Headers.TryGetValue(name, out var text) && text.Length > 0 ? text : null;
}
