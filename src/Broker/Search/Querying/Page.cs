namespace Fairlead.Broker.Search.Querying;

/// <summary>Which rows of the sorted result.</summary>
/// <param name="From">Rows to skip. Without cursors only.</param>
/// <param name="After">Cursor of the last row before the page.</param>
/// <param name="Before">Cursor of the first row behind the page.</param>
internal sealed record Page(int Limit, int From = 0, string? After = null, string? Before = null);

/// <param name="Sql">The expression, from <see cref="Resource{TItem}.SortFields"/>.</param>
internal sealed record Order(string Sql, bool Descending);

/// <param name="Total">Capped; then <paramref name="HasMore"/> is true.</param>
/// <param name="Start">Cursor of the first item; null when there are none.</param>
/// <param name="End">Cursor of the last item; null when there are none.</param>
internal sealed record Found<TItem>(IReadOnlyList<TItem> Items, int Total, bool HasMore, string? Start, string? End);
