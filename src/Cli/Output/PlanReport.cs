using System.Text;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Output;

/// <summary>What a call would send, step by step.</summary>
internal sealed record PlanReport(PlanResult Result)
{
    public void Write()
    {
        if (Result.Inputs.Count > 0)
        {
            Screen.WriteLine("Inputs");
            foreach (var input in Result.Inputs)
                InputsReport.Write(input);
            Screen.WriteLine();
        }

        foreach (var exchange in Result.Requests)
            Write(exchange);
        if (Result.Problem is { } problem)
            Screen.WriteLine($"{(Result.IsSent ? "It failed" : "Nothing would be sent")}: {problem}{(Result.ProblemCode is { } code && !problem.Contains(code, StringComparison.Ordinal) ? $" [{code}]" : "")}");
        if (Result.Denial is { } denial)
            Screen.WriteLine($"The network policy would refuse it: {denial}");
        if (Result.Secrets.Count > 0)
            Screen.WriteLine($"Secrets: {string.Join(", ", Result.Secrets)}");
        if (Result.CallAtMost is { } limit)
            Screen.WriteLine(Invariant($"The call may take {limit / 1000.0:0.###} seconds{(Result.Retries is { } retries ? $"; retries: {retries}" : "")}."));
        WriteOutcome();
    }

    private void Write(PlannedExchange exchange)
    {
        Screen.WriteLine(Result.IsSent ? "Sent" : "Would be sent");
        Screen.WriteLine($"  {exchange.Request}");
        foreach (var header in exchange.Headers)
            Screen.WriteLine($"  {header.Name}: {header.Value}");
        if (exchange.Body.Length > 0)
            Screen.WriteLine($"\n  {Screen.Indented(exchange.Body, 2)}");
        if (exchange.Answer is { } answer)
        {
            Screen.WriteLine($"\nAnswered\n  {answer}");
            foreach (var header in exchange.AnswerHeaders ?? [])
                Screen.WriteLine($"  {header.Name}: {header.Value}");
            if (exchange.AnswerBody is { Length: > 0 } body)
                Screen.WriteLine($"\n  {Screen.Indented(body, 2)}");
        }

        Screen.WriteLine();
    }

    private void WriteOutcome()
    {
        if (Result.Outcome is not { } outcome)
            return;
        Screen.WriteLine($"\nOutcome: {RestWord.Of(outcome.Kind)}{(outcome.ErrorCode is { } code ? $" {code}" : "")}");
        if (outcome.Message is { } message)
            Screen.WriteLine($"  {Screen.Indented(message, 2)}");
        Screen.WriteLine($"  {Encoding.UTF8.GetString(outcome.Variables.Utf8.Span)}");
        foreach (var found in Result.ResultNulls.Concat(Result.ErrorExpressionNulls))
            Screen.WriteLine($"  {InputsReport.Describe(found, Source(found))}");
    }

    private string Source(NullItem found) =>
        Result.Headers.GetValueOrDefault(Result.ResultNulls.Contains(found) ? "resultExpression" : "errorExpression", "");
}
