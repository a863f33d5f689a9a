using Fairlead.Feel;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Output;

/// <summary>What came out of an expression, for people and for programs.</summary>
/// <param name="Hints">What is wrong with the expression whatever its variables are.</param>
internal sealed record FeelReport(string Text, FeelResult Result, IReadOnlyList<FeelDiagnostic> Hints, bool WantsTrace)
{
    private const int WarningsShownAtMost = 10;

    /// <summary>The value and the trace are the result; everything else is a remark.</summary>
    public void Write()
    {
        if (Result.Failure is null)
            Screen.WriteLine(Result.Value.ToString());
        if (WantsTrace && Result.Trace is { } trace)
            Screen.WriteLine($"\n{trace}".TrimEnd());
        foreach (var warning in Result.Warnings.Take(WarningsShownAtMost))
            Screen.WriteError(Pointer.At(Text, warning));
        if (Result.Warnings.Count > WarningsShownAtMost)
            Screen.WriteError($"… and {Result.Warnings.Count - WarningsShownAtMost} more warnings.");
        foreach (var hint in Hints.Take(WarningsShownAtMost))
            Screen.WriteError(Pointer.At(Text, hint));
        if (Result.Failure is { } failure)
            Screen.WriteError(Pointer.At(Text, failure));
        else if (Result.Trace?.Cause is { } cause && !Result.Warnings.Contains(cause))
            Screen.WriteError(Pointer.At(Text, cause with { Severity = FeelSeverity.Warning }));
    }

    public void WriteJson()
    {
        if (Result.Failure is { } failure)
        {
            Screen.WriteError(Pointer.At(Text, failure));
            return;
        }

        JsonOutput.Write(
            new ExpressionEvaluationResult
            {
                Expression = Text,
                Result = new JsonValueText(Result.Value.ToJson()),
                Warnings =
                [
                    .. Result.Warnings.Select(warning => new ExpressionEvaluationWarningItem
                    {
                        Message = warning.Message,
                        Code = warning.Code,
                        Start = warning.Start,
                        Length = warning.Length,
                    }),
                ],
                Trace = WantsTrace && Result.Trace is { } trace ? new JsonObjectText(trace.ToJson()) : null,
            },
            JsonOutput.Shapes.ExpressionEvaluationResult);
    }
}
