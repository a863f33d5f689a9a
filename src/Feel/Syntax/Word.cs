namespace Fairlead.Feel.Syntax;

/// <summary>The words that mean something to the grammar. Those from <see cref="Null"/> to <see cref="Not"/> are no variables.</summary>
internal enum Word : byte
{
    /// <summary>Nothing but a name.</summary>
    None,
    Null,
    True,
    False,
    Function,
    In,
    Return,
    Then,
    Else,
    Satisfies,
    And,
    Or,
    If,
    For,
    Some,
    Every,
    Between,
    Not,
    Instance,
    Of,
    Time,
    Start,
    End,
    Offset,
    Included,
}

internal static class Words
{
    private const int ShortestLength = 2;
    private const int LongestLength = 9;

    public static Word Of(ReadOnlySpan<char> text) => text.Length is < ShortestLength or > LongestLength
        ? Word.None
        : text switch
        {
            "null" => Word.Null,
            "true" => Word.True,
            "false" => Word.False,
            "function" => Word.Function,
            "in" => Word.In,
            "return" => Word.Return,
            "then" => Word.Then,
            "else" => Word.Else,
            "satisfies" => Word.Satisfies,
            "and" => Word.And,
            "or" => Word.Or,
            "if" => Word.If,
            "for" => Word.For,
            "some" => Word.Some,
            "every" => Word.Every,
            "between" => Word.Between,
            "not" => Word.Not,
            "instance" => Word.Instance,
            "of" => Word.Of,
            "time" => Word.Time,
            "start" => Word.Start,
            "end" => Word.End,
            "offset" => Word.Offset,
            "included" => Word.Included,
            _ => Word.None,
        };

    public static bool IsReserved(this Word word) => word is > Word.None and <= Word.Not;
}
