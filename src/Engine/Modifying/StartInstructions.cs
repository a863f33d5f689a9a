using Fairlead.Engine.Commands;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Modifying;

/// <summary>Lets an instance begin elsewhere than at its start event, or end before its end.</summary>
internal static class StartInstructions
{
    /// <summary>Looks at what the creator wants before anything is made.</summary>
    public static Reply.Rejected? Check(Execution x, Command.CreateInstance command, Definition definition, out ActivationPlanner plan)
    {
        var problems = new List<string>();
        var process = x.Process(definition.Key);
        plan = new ActivationPlanner(x, process, root: null, problems);
        foreach (var elementId in command.StartBefore) plan.Plan(new ActivateInstruction(elementId, Ancestor: null, []));
        foreach (var elementId in command.EndAfter)
            if (process.FindOuter(elementId) is null or ProcessNode) problems.Add($"it cannot end after '{elementId}': there is no such element.");
        return problems.Count == 0 ? null : Refuse(definition, problems);
    }

    /// <summary>Begins at the planned elements. The variables are there already.</summary>
    /// <returns>Null when it has begun; otherwise the command is undone.</returns>
    public static Reply.Rejected? Begin(Execution x, InstanceKey instance, Definition definition, ActivationPlanner plan)
    {
        x.Emit(new Event.ElementActivated(instance.Root, instance));
        plan.Root.Key = instance.Root;
        // No start event will be done that they could begin to wait after.
        var made = new List<ElementKey> { instance.Root };
        var problem = EventSubProcesses.OpenOfProcess(x, instance, (ProcessNode)plan.Root.Node)
            ?? Modification.Activate(x, instance, plan.Activations, made);
        if (problem is not null)
        {
            x.Undo();
            return Refuse(definition, [$"something could not begin to wait. {problem.Message}"]);
        }

        foreach (var scope in made) Correlation.TakeBuffered(x, scope);
        return null;
    }

    private static Reply.Rejected Refuse(Definition definition, List<string> problems) => Refusal.InvalidArgument(
        $"Expected to create an instance of process '{definition.ProcessId}', but {Refusal.Together(problems)}");
}
