using System.Text.RegularExpressions;

namespace Fairlead.Feel.Patterns;

/// <summary>
/// A regular expression of a user, in Java's or XPath's syntax, for .NET's engine. What needs no back-references and no
/// look-around runs in time linear to the text; the rest has a time limit.
/// </summary>
/// <remarks>
/// The languages count characters and lines in other ways than .NET. Telling them apart costs speed or linearity, so it is only
/// done for texts where it matters: a pattern has a form for each kind of text that it treats differently.
/// </remarks>
internal sealed class Pattern
{
    private const int LengthAtMost = 10_000;

    /// <summary>Larger ones would need many states: the other engine counts instead.</summary>
    private const int LinearSizeAtMost = 5_000;

    private static readonly TimeSpan LinearTimeAtMost = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TimeAtMost = TimeSpan.FromMilliseconds(500);

    private readonly string _text;
    private readonly string _flags;
    private readonly FeelDialect _dialect;
    private readonly TextTraits _relevant;
    private readonly Dictionary<TextTraits, Regex> _forms = [];

    /// <summary>Does not throw: what is wrong is in <see cref="Problem"/>.</summary>
    public Pattern(string text, string flags, FeelDialect dialect)
    {
        (_text, _flags, _dialect) = (text, flags, dialect);
        try
        {
            if (text.Length > LengthAtMost)
                throw new PatternProblem($"it is longer than {LengthAtMost} characters");
            var translator = Translate(TextTraits.None);
            _relevant = translator.Relevant;
            Groups = translator.Groups;
            GroupNames = translator.GroupNames;
            _forms[TextTraits.None] = Compile(translator);
        }
        catch (PatternProblem problem)
        {
            Problem = problem.Message;
        }
    }

    /// <summary>Why it cannot be used; nothing when it can.</summary>
    public string? Problem { get; }

    /// <summary>How many groups remember what they matched.</summary>
    public int Groups { get; }

    public IReadOnlyDictionary<string, int> GroupNames { get; } = new Dictionary<string, int>();

    /// <summary>The form for such a text.</summary>
    /// <exception cref="RegexMatchTimeoutException">From the form, when matching takes too long.</exception>
    public Regex For(string text)
    {
        var traits = _relevant == TextTraits.None ? _relevant : TextTrait.Of(text) & _relevant;
        if (!_forms.TryGetValue(traits, out var form))
            _forms[traits] = form = Compile(Translate(traits));
        return form;
    }

    private PatternTranslator Translate(TextTraits traits)
    {
        PatternTranslator translator = _dialect == FeelDialect.Dmn15
            ? new XPathTranslator(_text, _flags, traits)
            : new JavaTranslator(_text, _flags, traits);
        translator.Translate();
        return translator;
    }

    private static Regex Compile(PatternTranslator translator)
    {
        var text = translator.Result;
        try
        {
            if (translator.Size <= LinearSizeAtMost)
                return new Regex(text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, LinearTimeAtMost);
        }
        catch (NotSupportedException)
        {
            // Back-references and look-around: the other engine below knows them.
        }
        catch (ArgumentException)
        {
            throw new PatternProblem("it is not a regular expression");
        }
        try
        {
            return new Regex(text, RegexOptions.CultureInvariant, TimeAtMost);
        }
        catch (ArgumentException)
        {
            throw new PatternProblem("it is not a regular expression");
        }
    }
}

/// <summary>A pattern that cannot be used; caught where it was to be made ready.</summary>
internal sealed class PatternProblem(string message) : Exception(message);
