using Fairlead.Bpmn;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>
/// All files or none: the processes that changed get a new version, whose start events replace those of the version before.
/// </summary>
internal static class DeployHandler
{
    private static readonly string[] Endings = [".bpmn", ".xml"];

    public static Reply Handle(Execution x, Command.Deploy command)
    {
        if (command.Resources.Count == 0) return Refusal.InvalidArgument("Expected to deploy at least one file, but there is none.");
        var diagnostics = new List<BpmnDiagnostic>();
        var found = new List<Found>();
        foreach (var resource in command.Resources)
        {
            var problems = new List<BpmnDiagnostic>();
            Read(x, resource, found, problems);
            diagnostics.AddRange(problems.OrderBy(problem => problem.Line));
        }

        RefuseTwice(found, diagnostics);
        if (diagnostics.Count > 0)
        {
            return Refusal.InvalidArgument(
                $"Expected to deploy {command.Resources.Count} {(command.Resources.Count == 1 ? "file" : "files")}, but found "
                + $"{diagnostics.Count} {(diagnostics.Count == 1 ? "problem" : "problems")}:\n{string.Join('\n', diagnostics)}");
        }

        var before = found.ConvertAll(process => x.State.LatestDefinition(process.Compiled.Id));
        // Processes that call within their deployment need all of it to have one deployment key.
        var isBound = found.Exists(process => process.Compiled.CallsWithinDeployment);
        var isUnchanged = found.Index().ToList().TrueForAll(pair => IsSame(before[pair.Index], pair.Item.Resource))
            && (!isBound || before.TrueForAll(definition => definition!.Deployment == before[0]!.Deployment));
        var deployment = isUnchanged ? before[0]!.Deployment : new DeploymentKey(x.NewKey());
        var answer = new List<DeployedProcess>();
        foreach (var (index, process) in found.Index())
        {
            answer.Add((isUnchanged || !isBound) && IsSame(before[index], process.Resource)
                ? Describe(before[index]!, isDuplicate: true)
                : Describe(Deploy(x, deployment, process, before[index]), isDuplicate: false));
        }

        if (!isUnchanged) x.Notify(new Notice.DefinitionsChanged());
        return new Reply.Deployed(deployment, answer);
    }

    private static void Read(Execution x, Resource resource, List<Found> found, List<BpmnDiagnostic> diagnostics)
    {
        if (!Array.Exists(Endings, ending => resource.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            diagnostics.Add(new(
                EngineCode.FileUnsupported,
                $"Only BPMN files can be deployed, with names that end in {string.Join(" or ", Endings)}: leave this one out.",
                resource.Name,
                null,
                0));
            return;
        }

        var read = BpmnReader.Read(resource.Content, resource.Name);
        diagnostics.AddRange(read.Diagnostics);
        foreach (var process in read.Document.Processes)
        {
            if (!read.IsValid)
            {
                // What was understood of a broken file may lack what the compiler relies on.
                Compiler.CheckTexts(process, resource.Name, diagnostics);
                continue;
            }

            var compiled = Compiler.Compile(process, resource.Name, diagnostics);
            found.Add(new Found(resource, process, compiled, ReadStarts(x, resource.Name, process, compiled, diagnostics)));
        }
    }

    private static List<Start> ReadStarts(
        Execution x, string fileName, BpmnProcess process, ExecutableProcess compiled, List<BpmnDiagnostic> diagnostics)
    {
        var starts = new List<Start>();
        foreach (var start in compiled.Root.TriggeredStarts)
        {
            var problem = StartTriggers.Read(x, start, out var name, out var schedule)?.Message;
            var found = new Start(start, name, schedule);
            if (name.Length > 0 && starts.Exists(other => other.Name == name && other.IsSignal == found.IsSignal))
                problem = $"Another start event of the process waits for {(found.IsSignal ? "signal" : "message")} '{name}' too: keep one.";
            if (problem is null) starts.Add(found);
            else Report(start, problem);
        }

        return starts;

        void Report(StartNode start, string message)
        {
            var code = start.Trigger switch
            {
                CatchTrigger.Timer => EngineCode.TimerInvalid,
                CatchTrigger.Signal => EngineCode.SignalNameInvalid,
                _ => EngineCode.MessageNameInvalid,
            };
            var line = process.Nodes.First(node => node.Id == start.Id).Line;
            // A literal that is wrong has been reported by the compiler.
            if (!diagnostics.Exists(known => known.File == fileName && known.ElementId == start.Id))
                diagnostics.Add(new(code, message, fileName, start.Id, line));
        }
    }

    private static void RefuseTwice(List<Found> found, List<BpmnDiagnostic> diagnostics)
    {
        foreach (var group in found.GroupBy(process => process.Compiled.Id).Where(group => group.Count() > 1))
        {
            foreach (var process in group.Skip(1))
            {
                diagnostics.Add(new(
                    EngineCode.ProcessIdTwice,
                    $"There is a process with this id in {group.First().Resource.Name} too: give each an id of its own.",
                    process.Resource.Name,
                    group.Key,
                    process.Model.Line));
            }
        }
    }

    private static bool IsSame(Definition? latest, Resource resource) =>
        latest is not null && latest.ResourceName == resource.Name && latest.Resource.Span.SequenceEqual(resource.Content.Span);

    private static Definition Deploy(Execution x, DeploymentKey deployment, Found process, Definition? before)
    {
        var key = new DefinitionKey(x.NewKey());
        x.Emit(new Event.ProcessDeployed(
            key,
            deployment,
            process.Compiled.Id,
            process.Compiled.Name,
            (before?.Version ?? 0) + 1,
            process.Compiled.VersionTag,
            process.Resource.Name,
            process.Resource.Content.ToArray()));
        if (before is not null) StartTriggers.Close(x, before.Key);
        StartTriggers.Open(x, x.State.Definition(key)!, process.Starts);
        return x.State.Definition(key)!;
    }

    private static DeployedProcess Describe(Definition definition, bool isDuplicate) => new(
        definition.Key,
        definition.ProcessId,
        definition.Name,
        definition.Version,
        definition.VersionTag,
        definition.ResourceName,
        isDuplicate);

    private sealed record Found(Resource Resource, BpmnProcess Model, ExecutableProcess Compiled, List<Start> Starts);
}
