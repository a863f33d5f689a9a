using Fairlead.Engine.Model;
using Fairlead.Engine.Modifying;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

internal static class ModifyInstanceHandler
{
    public static Reply Handle(Execution x, Command.ModifyInstance command)
    {
        if (x.State.Element(command.Key.Root) is not { Root: not null } root)
            return Refusal.NotFound($"Expected to modify process instance {command.Key.Value}, but there is no such active instance.");
        if (command is { Activate.Count: 0, Move.Count: 0, Terminate.Count: 0 })
            return Refusal.InvalidArgument($"Expected to modify process instance {command.Key.Value}, but there is no instruction.");

        var problems = new List<string>();
        var activations = new ActivationPlanner(x, x.Process(root.Definition), root, problems);
        var terminations = new TerminationPlanner(x, root, problems);
        foreach (var instruction in command.Activate) activations.Plan(instruction);
        foreach (var instruction in command.Move) Plan(instruction, root, activations, terminations, problems);
        foreach (var choice in command.Terminate)
            foreach (var element in terminations.Find(choice, "terminated")) terminations.Add(element);
        var ends = terminations.Plan(activations.Entered);
        return problems.Count > 0 ? Refuse(command, problems) : Do(x, command, activations, ends);
    }

    private static void Plan(
        MoveInstruction instruction,
        ElementInstance root,
        ActivationPlanner activations,
        TerminationPlanner terminations,
        List<string> problems)
    {
        foreach (var source in terminations.Find(instruction.Source, "moved"))
        {
            if (source.Key == root.Key)
            {
                problems.Add($"element instance {source.Key.Value} cannot be moved: it is the process instance itself.");
                continue;
            }

            activations.Plan(instruction, source);
            terminations.Add(source);
        }
    }

    private static Reply Do(
        Execution x, Command.ModifyInstance command, ActivationPlanner activations, IReadOnlyList<ElementInstance> ends)
    {
        x.Emit(new Event.InstanceModified(command.Key));
        var made = new List<ElementKey>();
        var problem = Modification.Activate(x, command.Key, activations.Activations, made);
        foreach (var element in ends)
        {
            if (problem is not null) break;
            var node = x.NodeOf(element);
            Modification.Discard(x, element);
            // The start event would have begun to wait for them when it was done.
            if (node is not StartNode { Scope: ProcessNode { HasWaitingEventSubProcesses: true } process }) continue;
            problem = EventSubProcesses.OpenOfProcess(x, command.Key, process);
            made.Add(command.Key.Root);
        }

        if (problem is not null)
        {
            x.Undo();
            return Refuse(command, [$"something could not begin to wait. {problem.Message}"]);
        }

        foreach (var scope in made) Correlation.TakeBuffered(x, scope);
        return new Reply.Done();
    }

    private static Reply.Rejected Refuse(Command.ModifyInstance command, List<string> problems) => Refusal.InvalidArgument(
        $"Expected to modify process instance {command.Key.Value}, but {Refusal.Together(problems)}");
}
