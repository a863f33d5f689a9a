namespace Fairlead.Feel.Runtime;

/// <summary>Ends an evaluation that cannot give a value; caught where the evaluation began.</summary>
internal sealed class EvaluationProblem(string code, string message, Node at) : Exception(message)
{
    public FeelDiagnostic Diagnostic { get; } = new(code, message, at.Start, at.Length);
}
