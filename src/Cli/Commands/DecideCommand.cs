using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Evaluates a deployed decision and shows how its value came about.</summary>
internal static class DecideCommand
{
    public static Command Create(CommonOptions options)
    {
        var decision = new Argument<string>("DECISION") { Description = "Id of the decision; its latest version is evaluated." };
        var variables = Variables.Option();
        var tenant = TenantOption.Create();
        var command = new Command("decide", "Evaluates a decision and shows which rules matched.") { decision, variables, tenant };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new DecisionEvaluationRequest
            {
                TenantId = parsed.GetValue(tenant),
                DecisionDefinitionId = parsed.GetRequiredValue(decision),
                Variables = Variables.Read(parsed.GetValue(variables)),
            },
            cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, DecisionEvaluationRequest request, CancellationToken cancellation)
    {
        var result = await session.Client.EvaluateAsync(request, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(result, JsonOutput.Shapes.EvaluateDecisionResult);
            return;
        }

        foreach (var evaluated in result.EvaluatedDecisions)
            Write(evaluated);
        Screen.WriteLine(result.FailureMessage ?? $"Result: {result.Output}");
    }

    private static void Write(EvaluatedDecisionItem evaluated)
    {
        Screen.WriteLine(Invariant(
            $"{evaluated.DecisionDefinitionId} (version {evaluated.DecisionDefinitionVersion}) gives {evaluated.Output}"));
        foreach (var input in evaluated.EvaluatedInputs)
            Screen.WriteLine($"  with {input.InputName} = {input.InputValue}");
        foreach (var rule in evaluated.MatchedRules)
        {
            var outputs = rule.EvaluatedOutputs.Select(output => $"{output.OutputName} = {output.OutputValue}");
            Screen.WriteLine(Invariant($"  by rule {rule.RuleIndex}: {string.Join(", ", outputs)}"));
        }
    }
}
