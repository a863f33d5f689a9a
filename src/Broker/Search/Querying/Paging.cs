using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Search.Querying;

/// <summary>Sorting and paging as the REST API asks for them.</summary>
internal static class Paging
{
    /// <exception cref="ClusterException">There is no such field.</exception>
    public static IReadOnlyList<Order> ToOrders(IReadOnlyList<SearchSort>? sorts, IReadOnlyDictionary<string, string> fields) =>
    [
        .. (sorts ?? []).Select(sort => fields.TryGetValue(sort.Field, out var sql)
            ? new Order(sql, sort.Order is SortOrder.Desc)
            : throw Invalid($"Expected a sort field among {string.Join(", ", fields.Keys)}, but got '{sort.Field}'.")),
    ];

    /// <exception cref="ClusterException">It is no part of a result, or several.</exception>
    public static Page ToPage(SearchPage? page)
    {
        if (page is null)
            return new Page(SearchPage.UsualLimit);
        if (page.Limit is < 1 or > SearchPage.LimitAtMost)
            throw Invalid($"Expected a page limit between 1 and {SearchPage.LimitAtMost}, but got {page.Limit}.");
        if (page.From is < 0)
            throw Invalid($"Expected a page to begin at 0 or later, but got {page.From}.");
        if ((page.From is null ? 0 : 1) + (page.After is null ? 0 : 1) + (page.Before is null ? 0 : 1) > 1)
            throw Invalid("Expected at most one of from, after and before in a page, but got several.");
        return new Page(page.Limit ?? SearchPage.UsualLimit, page.From ?? 0, page.After, page.Before);
    }

    public static SearchResult<TItem> ToResult<TItem>(Found<TItem> found) => new()
    {
        Items = found.Items,
        Page = new SearchResultPage
        {
            TotalItems = found.Total,
            HasMoreTotalItems = found.HasMore,
            StartCursor = found.Start,
            EndCursor = found.End,
        },
    };

    private static ClusterException Invalid(string message) => new(ClusterError.InvalidArgument, message);
}
