namespace Fairlead.Feel.Syntax;

/// <summary>Leaves the parser at the first place where the text cannot be understood; caught by the parser itself.</summary>
/// <param name="expected">What could have stood there; null when something else is wrong.</param>
internal sealed class SyntaxProblem(string code, string message, int start, int length, string? expected = null) : Exception(message)
{
    public string? Expected { get; } = expected;

    public FeelDiagnostic Diagnostic { get; } = new(code, message, start, length);
}
