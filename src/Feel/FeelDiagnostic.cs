namespace Fairlead.Feel;

/// <summary>Something to tell about an expression: what, and where in its text.</summary>
/// <param name="Code">Stable name of the kind of problem, such as <c>FEEL_SYNTAX</c> or <c>NO_VARIABLE_FOUND</c>.</param>
/// <param name="Message">A sentence for the person who wrote the expression.</param>
/// <param name="Start">First character concerned: zero-based, in UTF-16 units.</param>
/// <param name="Length">How many UTF-16 units are concerned.</param>
public sealed record FeelDiagnostic(string Code, string Message, int Start, int Length)
{
    /// <summary>Whether there is a value all the same.</summary>
    public FeelSeverity Severity { get; init; }

    /// <summary>Where it starts for a person who reads the text: both count from 1, the column in UTF-16 units.</summary>
    /// <param name="text">The text of the expression.</param>
    public (int Line, int Column) PositionIn(string text)
    {
        var before = text.AsSpan(0, Math.Clamp(Start, 0, text.Length));
        return (before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    /// <summary>
    /// All of it as one sentence for people who do not see the text: <c>[CODE] Message (at 'order.total', character 4).</c> What lies on
    /// several lines is told with its line. The place is left out when the whole text is meant.
    /// </summary>
    /// <param name="text">The text of the expression.</param>
    /// <param name="charactersAtMost">UTF-16 units of the message; what is longer is cut. At least 1.</param>
    public string Describe(string text, int charactersAtMost = 600) => Tracing.DiagnosticText.Of(this, text, charactersAtMost);
}

/// <summary>How bad something is.</summary>
public enum FeelSeverity
{
    /// <summary>There is no value.</summary>
    Error,

    /// <summary>There is a value, but probably not the one that was meant.</summary>
    Warning,
}
