using Fairlead.Engine.Running;
using Fairlead.Engine.Values;
using Fairlead.Feel;

namespace Fairlead.Engine.Commands;

internal static class EvaluateDecisionHandler
{
    /// <summary>A decision that fails is an answer, too: only one that is not there is refused.</summary>
    public static Reply Handle(Execution x, Command.EvaluateDecision command)
    {
        if (Find(x, command, out var decision) is { } unknown) return unknown;
        if (!JsonValues.TryReadObject(command.Variables, out var variables, out var problem))
            return Refusal.Variables("evaluate a decision", problem);

        var evaluated = Decisions.Evaluate(x, decision, new Given(x, command.Tenant, variables), element: null, out var output);
        return new Reply.Evaluated(evaluated, decision, x.State.Requirements(decision.Requirements)!.RequirementsId, output)
        {
            Tenant = command.Tenant,
        };
    }

    /// <summary>What the caller gave, and the cluster variables.</summary>
    private sealed class Given(Execution x, string? tenant, NamedValue[] variables) : IFeelVariables
    {
        private readonly FeelContext _given =
            FeelContext.Of([.. variables.Select(variable => (variable.Name, FeelValue.FromJson(variable.Json)))]);

        public bool TryGet(string name, out FeelValue value)
        {
            var isFound = _given.TryGet(name, out value);
            if (name is not ClusterContexts.Name) return isFound;
            value = x.State.ClusterContext(tenant, value);
            return true;
        }
    }

    private static Reply.Rejected? Find(Execution x, Command.EvaluateDecision command, out Decision decision)
    {
        const string Expectation = "Expected to evaluate a decision";
        decision = null!;
        if (command.Decision is null && string.IsNullOrEmpty(command.DecisionId))
            return Refusal.InvalidArgument($"{Expectation}, but neither its key nor its id was given.");
        if ((command.Decision is { } key ? x.State.Decision(key) : x.State.LatestDecision(command.Tenant, command.DecisionId!)) is not { } found
            || x.State.Requirements(found.Requirements)!.Tenant != command.Tenant)
        {
            return Refusal.NotFound(command.Decision is { } wanted
                ? $"{Expectation} with key {wanted.Value}, but {Refusal.Of(command.Tenant)}there is no such decision."
                : $"{Expectation} with id '{command.DecisionId}', but {Refusal.Of(command.Tenant)}no such decision is deployed.");
        }

        decision = found;
        return null;
    }
}
