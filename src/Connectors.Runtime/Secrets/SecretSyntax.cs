using System.Text.RegularExpressions;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>How a model names a secret: <c>{{secrets.NAME}}</c> within a text, or a text that is <c>secrets.NAME</c> and nothing else.</summary>
internal static partial class SecretSyntax
{
    public const string Endless = "SECRET_ENDLESS";

    /// <summary>Secrets may name secrets, so deep and no deeper.</summary>
    public const int LevelsAtMost = 10;

    /// <summary>Of a text with its secrets filled in.</summary>
    private const int CharactersAtMost = 1 << 20;

    public static bool Mentions(string literal) =>
        literal.Contains("secrets.", StringComparison.Ordinal) && (Placeholder().IsMatch(literal) || Bare().IsMatch(literal.Trim()));

    /// <summary>The names that a literal of a model mentions.</summary>
    public static IEnumerable<string> NamesIn(string literal) =>
        Bare().Match(literal.Trim()) is { Success: true } bare ? [bare.Groups[1].Value] : NamesInValue(literal);

    /// <summary>The names that a secret's own value mentions: the short form means nothing there.</summary>
    public static IEnumerable<string> NamesInValue(string value) => value.Contains("{{", StringComparison.Ordinal)
        ? Placeholder().Matches(value).Select(match => match.Groups[1].Value)
        : [];

    /// <summary>The literal with its secrets filled in; a placeholder without a value stays.</summary>
    /// <param name="escape">What to do to a value so that it fits where it is put; null for nothing.</param>
    /// <exception cref="ConnectorException">Secrets name each other without end.</exception>
    public static string Fill(string literal, IReadOnlyDictionary<string, Secret> values, Func<string, string>? escape = null)
    {
        string ValueOf(Match match)
        {
            if (!values.TryGetValue(match.Groups[1].Value, out var secret))
                return match.Value;
            return escape is null ? secret.Reveal() : escape(secret.Reveal());
        }

        if (Bare().IsMatch(literal.Trim()))
            literal = Bare().Replace(literal.Trim(), ValueOf);
        for (var level = 0; literal.Contains("{{", StringComparison.Ordinal); level++)
        {
            var next = Placeholder().Replace(literal, ValueOf);
            if (next == literal)
                break;
            if (level == LevelsAtMost || next.Length > CharactersAtMost)
                throw Refuse(values.Keys);
            literal = next;
        }

        return literal;
    }

    private static ConnectorException Refuse(IEnumerable<string> names) => new(
        Endless,
        $"The secrets {string.Join(", ", names.Order(StringComparer.Ordinal))} name each other more than {LevelsAtMost} levels deep or give "
        + $"more than {CharactersAtMost:N0} characters: see which of them contains {{{{secrets.…}}}}, and write its value out. [{Endless}]")
    {
        Retry = RetryAdvice.Never,
    };

    [GeneratedRegex(@"\{\{\s*secrets\.(\S+?)\s*\}\}")]
    private static partial Regex Placeholder();

    // Deprecated by the original; within longer text it would turn ordinary words into secrets.
    [GeneratedRegex(@"^secrets\.([A-Za-z0-9]+(?:[/._-][A-Za-z0-9]+)*)$")]
    private static partial Regex Bare();
}
