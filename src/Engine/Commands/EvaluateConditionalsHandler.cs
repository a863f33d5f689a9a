using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

/// <summary>Nothing else asks the conditions of start events. One that cannot be evaluated is not true: it may belong to somebody else.</summary>
internal static class EvaluateConditionalsHandler
{
    public static Reply Handle(Execution x, Command.EvaluateConditionals command)
    {
        if (command.Definition is { } wanted && (x.State.Definition(wanted) is not { } found || found.Tenant != command.Tenant))
            return Refusal.NotFound($"Expected to evaluate the conditions of definition {wanted.Value}, but {Refusal.Of(command.Tenant)}there is no such definition.");
        if (!JsonValues.TryReadObject(command.Variables, out var given, out var problem))
            return Refusal.Variables("evaluate conditions", problem);

        var variables = new VisibleVariables(x.State, default, command.Tenant);
        foreach (var (name, json) in given) variables.Assign(name, json);
        // A copy: the caller may use his buffer again.
        var passed = command.Variables.ToArray();
        var key = new ConditionalEvaluationKey(x.NewKey());
        x.Emit(new Event.ConditionsEvaluated(key, command.Definition, passed));
        var started = new List<(InstanceKey, DefinitionKey)>();
        foreach (var open in x.State.Conditions(null).ToList())
        {
            if (command.Definition is { } only && only != open.Definition) continue;
            if (x.State.TenantOf(open.Definition) != command.Tenant) continue;
            var start = (StartNode)x.Process(open.Definition).Find(open.CatchId);
            if (!Conditions.IsTrue(x, (CatchTrigger.Condition)start.Trigger!, variables)) continue;
            started.Add((Instances.Start(x, x.State.Definition(open.Definition)!, start, passed), open.Definition));
        }

        return new Reply.ConditionsEvaluated(key, started);
    }
}
