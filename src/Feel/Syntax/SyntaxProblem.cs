namespace Fairlead.Feel.Syntax;

/// <summary>Leaves the parser at the first place where the text cannot be understood; caught by the parser itself.</summary>
internal sealed class SyntaxProblem(string code, string message, int start, int length) : Exception(message)
{
    public FeelDiagnostic Diagnostic { get; } = new(code, message, start, length);
}
