using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>Body of every search.</summary>
/// <typeparam name="TFilter">The properties that may be filtered by; those given are combined with and.</typeparam>
public sealed record SearchQuery<TFilter>
    where TFilter : class
{
    /// <summary>Null for everything.</summary>
    public TFilter? Filter { get; init; }

    /// <summary>First field first; the key decides at last.</summary>
    public IReadOnlyList<SortField>? Sort { get; init; }

    /// <summary>Null for the first hundred.</summary>
    public PageRequest? Page { get; init; }
}

/// <summary>One field to sort by.</summary>
public sealed record SortField
{
    /// <summary>Name of a property of the items.</summary>
    public required string Field { get; init; }

    /// <summary><c>ASC</c> or <c>DESC</c>, in any case.</summary>
    public string Order { get; init; } = "ASC";
}

/// <summary>Which part of the result: a limit alone, or with exactly one of from, after, before.</summary>
public sealed record PageRequest
{
    /// <summary>Items at most; 100 when not given.</summary>
    public int? Limit { get; init; }

    /// <summary>Items to skip.</summary>
    public int? From { get; init; }

    /// <summary>The end cursor of the page before.</summary>
    public string? After { get; init; }

    /// <summary>The start cursor of the page behind.</summary>
    public string? Before { get; init; }
}

/// <summary>A page of a search.</summary>
public sealed record SearchResult<TItem>(IReadOnlyList<TItem> Items, PageResponse Page);

/// <summary>What is around a page.</summary>
/// <param name="TotalItems">At most 10,000.</param>
/// <param name="HasMoreTotalItems">True when there are more than that.</param>
/// <param name="StartCursor">Null when the page is empty.</param>
/// <param name="EndCursor">Null when the page is empty.</param>
public sealed record PageResponse(long TotalItems, bool HasMoreTotalItems, string? StartCursor, string? EndCursor);

/// <summary>What a property is compared with: a plain value, or an object of operators that must all hold.</summary>
[JsonConverter(typeof(FilterConverterFactory))]
public sealed record Filter<T>
{
    /// <summary>Equal. Also what a plain value means.</summary>
    public T? Eq { get; init; }

    /// <summary>Whether <see cref="Eq"/> was given.</summary>
    public bool HasEq { get; init; }

    /// <summary>Not equal.</summary>
    public T? Neq { get; init; }

    /// <summary>Whether <see cref="Neq"/> was given.</summary>
    public bool HasNeq { get; init; }

    /// <summary>Present or null.</summary>
    public bool? Exists { get; init; }

    /// <summary>Greater.</summary>
    public T? Gt { get; init; }

    /// <summary>Whether <see cref="Gt"/> was given.</summary>
    public bool HasGt { get; init; }

    /// <summary>Greater or equal.</summary>
    public T? Gte { get; init; }

    /// <summary>Whether <see cref="Gte"/> was given.</summary>
    public bool HasGte { get; init; }

    /// <summary>Less.</summary>
    public T? Lt { get; init; }

    /// <summary>Whether <see cref="Lt"/> was given.</summary>
    public bool HasLt { get; init; }

    /// <summary>Less or equal.</summary>
    public T? Lte { get; init; }

    /// <summary>Whether <see cref="Lte"/> was given.</summary>
    public bool HasLte { get; init; }

    /// <summary>One of these.</summary>
    public IReadOnlyList<T>? In { get; init; }

    /// <summary>None of these.</summary>
    public IReadOnlyList<T>? NotIn { get; init; }

    /// <summary>Text with <c>*</c> and <c>?</c>; a backslash makes them plain.</summary>
    public string? Like { get; init; }
}

/// <summary>Makes filters.</summary>
public static class Filter
{
    /// <summary>The filter that a plain value stands for.</summary>
    public static Filter<T> Equal<T>(T value) => new() { Eq = value, HasEq = true };
}
