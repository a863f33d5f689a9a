using Fairlead.Broker.Calls;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Calls;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Finds calls of connectors, shows them and exports them.</summary>
internal sealed class CallEndpoints(CallStore calls, CallReader reader)
{
    private const string Key = "callKey";
    private const string Other = "otherCallKey";

    /// <summary>Calls in one archive.</summary>
    private const int ArchivedAtMost = 1_000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/fairlead/v1/calls/search", SearchAsync);
        app.MapPost("/fairlead/v1/calls/har", ArchiveSearchAsync);
        app.MapGet($"/fairlead/v1/calls/{{{Key}}}", GetAsync);
        app.MapGet($"/fairlead/v1/calls/{{{Key}}}/har", ArchiveAsync);
        app.MapGet($"/fairlead/v1/calls/{{{Key}}}/curl", CurlAsync);
        app.MapGet($"/fairlead/v1/calls/{{{Key}}}/compare/{{{Other}}}", CompareAsync);
    }

    private Task SearchAsync(HttpContext http) => Searching.HandleAsync(
        http, JsonBody.Contracts.SearchQueryCallFilter, JsonBody.Contracts.SearchResultCallItem, calls.SearchAsync);

    private async Task GetAsync(HttpContext http) =>
        await JsonBody.WriteAsync(http, await reader.GetAsync(http, Key), JsonBody.Contracts.CallResult);

    private async Task ArchiveAsync(HttpContext http) => await WriteAsync(http, [await reader.GetAsync(http, Key)]);

    private async Task ArchiveSearchAsync(HttpContext http)
    {
        var query = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.SearchQueryCallFilter) ?? new SearchQuery<CallFilter>();
        if (query.Page?.Limit > ArchivedAtMost)
            throw RequestRefusal.InvalidArgument($"Expected page.limit to be at most {ArchivedAtMost} in an archive, but it is {query.Page.Limit}.");
        var found = await calls.SearchAsync(query, http.RequestAborted);
        var results = new List<CallResult>();
        foreach (var item in found.Items)
        {
            if (await reader.FindAsync(item.CallKey, http.RequestAborted) is { } result)
                results.Add(result);
        }

        await WriteAsync(http, results);
    }

    private async Task CurlAsync(HttpContext http)
    {
        var text = CurlText.Of(await reader.GetAsync(http, Key));
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    private async Task CompareAsync(HttpContext http)
    {
        var left = await reader.GetAsync(http, Key);
        var right = await reader.GetAsync(http, Other);
        await JsonBody.WriteAsync(http, new CallComparison { Differences = CallDifferences.Of(left, right) }, JsonBody.Contracts.CallComparison);
    }

    private static async Task WriteAsync(HttpContext http, IReadOnlyList<CallResult> results)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.BodyWriter.WriteAsync(HttpArchive.Of(results), http.RequestAborted);
    }
}
