using System.Text.RegularExpressions;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>How a model names a secret: <c>{{secrets.NAME}}</c> within a text, or a text that is <c>secrets.NAME</c> and nothing else.</summary>
internal static partial class SecretSyntax
{
    /// <summary>Secrets may name secrets, so deep and no deeper.</summary>
    private const int LevelsAtMost = 10;

    public static bool Mentions(string literal) =>
        literal.Contains("secrets.", StringComparison.Ordinal) && (Placeholder().IsMatch(literal) || Bare().IsMatch(literal.Trim()));

    /// <summary>The literal with its secrets filled in. What has no value is added to <paramref name="missing"/> and stays.</summary>
    /// <param name="escape">What to do to a value so that it fits where it is put; null for nothing.</param>
    public static string Resolve(
        string literal, SecretStore secrets, Redactor redactor, ISet<string> missing, Func<string, string>? escape = null)
    {
        string ValueOf(Match match)
        {
            var name = match.Groups[1].Value;
            if (secrets.Find(name) is not { } secret)
            {
                missing.Add(name);
                return match.Value;
            }

            redactor.Add(secret, name);
            return escape is null ? secret.Reveal() : escape(secret.Reveal());
        }

        if (Bare().IsMatch(literal.Trim()))
            literal = Bare().Replace(literal.Trim(), ValueOf);
        for (var level = 0; level < LevelsAtMost && literal.Contains("{{", StringComparison.Ordinal); level++)
        {
            var next = Placeholder().Replace(literal, ValueOf);
            if (next == literal)
                break;
            literal = next;
        }

        return literal;
    }

    [GeneratedRegex(@"\{\{\s*secrets\.(\S+?)\s*\}\}")]
    private static partial Regex Placeholder();

    // Deprecated by the original; within longer text it would turn ordinary words into secrets.
    [GeneratedRegex(@"^secrets\.([A-Za-z0-9]+(?:[/._-][A-Za-z0-9]+)*)$")]
    private static partial Regex Bare();
}
