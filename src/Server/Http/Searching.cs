using System.Text.Json.Serialization.Metadata;
using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Http;

/// <summary>What all searches have in common.</summary>
internal static class Searching
{
    public static async Task HandleAsync<TFilter, TItem>(
        HttpContext http,
        JsonTypeInfo<SearchQuery<TFilter>> queryType,
        JsonTypeInfo<SearchResult<TItem>> resultType,
        Func<SearchQuery<TFilter>, CancellationToken, Task<SearchResult<TItem>>> search)
        where TFilter : class
    {
        var query = await JsonBody.ReadOrNullAsync(http, queryType) ?? new SearchQuery<TFilter>();
        Check(query.Page);
        await JsonBody.WriteAsync(http, await search(query, http.RequestAborted), resultType);
    }

    private static void Check(SearchPage? page)
    {
        if (page is null)
            return;
        string?[] starts = [page.From is null ? null : "from", page.After is null ? null : "after", page.Before is null ? null : "before"];
        var named = starts.OfType<string>().ToArray();
        if (named.Length > 1)
        {
            throw RequestRefusal.InvalidArgument(
                $"Expected at most one of page.from, page.after and page.before, but got {string.Join(" and ", named)}.");
        }

        if (page.Limit is < 1 or > SearchPage.LimitAtMost)
            throw RequestRefusal.InvalidArgument($"Expected page.limit to be from 1 to {SearchPage.LimitAtMost}, but it is {page.Limit}.");
        if (page.From is < 0)
            throw RequestRefusal.InvalidArgument($"Expected page.from to be at least 0, but it is {page.From}.");
    }
}
