namespace Fairlead.Engine.Commands;

/// <summary>What names must be.</summary>
internal static class Texts
{
    /// <param name="what">Stands before "is blank".</param>
    /// <returns>Null when there is none.</returns>
    public static string? FindFault(string what, string text, int charactersAtMost) =>
        string.IsNullOrWhiteSpace(text) ? $"{what} is blank" : FindLength(what, text, charactersAtMost);

    /// <param name="what">Stands before "has 5 characters".</param>
    public static string? FindLength(string what, string? text, int charactersAtMost) =>
        text?.Length > charactersAtMost ? $"{what} has {text.Length:N0} characters, and {charactersAtMost:N0} are possible" : null;

    /// <summary>Cuts what is for people only.</summary>
    public static string Cut(string text, int charactersAtMost) =>
        text.Length <= charactersAtMost ? text
        : char.IsHighSurrogate(text[charactersAtMost - 1]) ? text[..(charactersAtMost - 1)]
        : text[..charactersAtMost];
}
