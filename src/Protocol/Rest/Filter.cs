namespace Fairlead.Protocol.Rest;

/// <summary>
/// What a search asks of one property: on the wire a plain value (equality) or an object of operators, such as
/// <c>{"$gte": 3, "$lt": 7}</c>.
/// </summary>
/// <param name="Terms">All of them must hold.</param>
public sealed record Filter<T>(IReadOnlyList<FilterTerm<T>> Terms)
    where T : notnull
{
    /// <summary>Asks for one value.</summary>
    public static implicit operator Filter<T>(T value) => new([new FilterTerm<T>.EqualTo(value)]);
}

/// <summary>One operator of a <see cref="Filter{T}"/> and what it compares with.</summary>
public abstract record FilterTerm<T>
    where T : notnull
{
    private FilterTerm() { }

    /// <summary><c>$eq</c>, or the plain value.</summary>
    public sealed record EqualTo(T Value) : FilterTerm<T>;

    /// <summary><c>$neq</c>. Where there is no value, it differs from every value.</summary>
    public sealed record NotEqualTo(T Value) : FilterTerm<T>;

    /// <summary><c>$exists</c>.</summary>
    /// <param name="Wanted">False asks for those without a value.</param>
    public sealed record Exists(bool Wanted) : FilterTerm<T>;

    /// <summary><c>$gt</c>; numbers and dates only.</summary>
    public sealed record GreaterThan(T Value) : FilterTerm<T>;

    /// <summary><c>$gte</c>; numbers and dates only.</summary>
    public sealed record AtLeast(T Value) : FilterTerm<T>;

    /// <summary><c>$lt</c>; numbers and dates only.</summary>
    public sealed record LessThan(T Value) : FilterTerm<T>;

    /// <summary><c>$lte</c>; numbers and dates only.</summary>
    public sealed record AtMost(T Value) : FilterTerm<T>;

    /// <summary><c>$in</c>.</summary>
    public sealed record In(IReadOnlyList<T> Values) : FilterTerm<T>;

    /// <summary><c>$notIn</c>; not for numbers and dates.</summary>
    public sealed record NotIn(IReadOnlyList<T> Values) : FilterTerm<T>;

    /// <summary><c>$like</c>; texts and words only.</summary>
    /// <param name="Pattern"><c>*</c> for any text, <c>?</c> for one character, a backslash before either for itself.</param>
    public sealed record Like(string Pattern) : FilterTerm<T>;
}
