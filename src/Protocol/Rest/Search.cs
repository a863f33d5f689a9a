namespace Fairlead.Protocol.Rest;

/// <summary>Asks for things of one kind.</summary>
public sealed record SearchQuery<TFilter>
    where TFilter : class
{
    /// <summary>What the items must be like; null for all.</summary>
    public TFilter? Filter { get; init; }

    /// <summary>The first one decides; what is equal is in the order of keys.</summary>
    public IReadOnlyList<SearchSort>? Sort { get; init; }

    /// <summary>Which part of the sorted result; null for the first 100.</summary>
    public SearchPage? Page { get; init; }
}

/// <summary>One sort field.</summary>
public sealed record SearchSort
{
    /// <summary>Name of a property of the item, as on the wire.</summary>
    public required string Field { get; init; }

    /// <summary>The direction.</summary>
    public SortOrder Order { get; init; } = SortOrder.Asc;
}

/// <summary>Direction of a sort.</summary>
public enum SortOrder
{
    /// <summary>Smallest first.</summary>
    Asc,

    /// <summary>Greatest first.</summary>
    Desc,
}

/// <summary>A part of a sorted result. At most one of <see cref="From"/>, <see cref="After"/> and <see cref="Before"/>.</summary>
public sealed record SearchPage
{
    /// <summary>Items wanted when a page does not say.</summary>
    public const int UsualLimit = 100;

    /// <summary>Items wanted at most.</summary>
    public const int LimitAtMost = 10_000;

    /// <summary>Items to skip.</summary>
    public int? From { get; init; }

    /// <summary>Items wanted; null for <see cref="UsualLimit"/>.</summary>
    public int? Limit { get; init; }

    /// <summary>The <see cref="SearchResultPage.EndCursor"/> of the page before.</summary>
    public string? After { get; init; }

    /// <summary>The <see cref="SearchResultPage.StartCursor"/> of the page behind.</summary>
    public string? Before { get; init; }
}

/// <summary>A page of what was found.</summary>
public sealed record SearchResult<TItem>
{
    /// <summary>In the order that was asked for.</summary>
    public required IReadOnlyList<TItem> Items { get; init; }

    /// <summary>Where the page lies.</summary>
    public required SearchResultPage Page { get; init; }
}

/// <summary>Where a page lies in the whole result.</summary>
public sealed record SearchResultPage
{
    /// <summary>Items of the whole result, counted up to 10,000.</summary>
    public required long TotalItems { get; init; }

    /// <summary>True when there are more than were counted.</summary>
    public required bool HasMoreTotalItems { get; init; }

    /// <summary>Names the first item; null when there are none.</summary>
    public string? StartCursor { get; init; }

    /// <summary>Names the last item; null when there are none.</summary>
    public string? EndCursor { get; init; }
}
