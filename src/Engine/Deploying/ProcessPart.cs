using Fairlead.Bpmn;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Deploying;

/// <summary>A process of a BPMN file. The start events of a new version replace those of the version before.</summary>
internal sealed class ProcessPart : DeployedPart
{
    private readonly string? _tenant;
    private readonly BpmnProcess _model;
    private readonly ExecutableProcess _compiled;
    private readonly List<Start> _starts;
    private readonly Definition? _before;

    private ProcessPart(Execution x, string? tenant, Resource resource, BpmnProcess model, ExecutableProcess compiled, List<Start> starts)
        : base(resource)
    {
        _tenant = tenant;
        _model = model;
        _compiled = compiled;
        _starts = starts;
        _before = x.State.LatestDefinition(tenant, compiled.Id);
    }

    public override IEnumerable<PartId> Ids => [new(VersionedKinds.Process, _compiled.Id, EngineCode.ProcessIdTwice, _model.Line)];

    public override DeploymentKey? UnchangedSince =>
        _before is not null && IsSameFile(_before.ResourceName, _before.Resource) ? _before.Deployment : null;

    public override IEnumerable<Companion> Companions => _compiled.BoundToDeployment.Select(bound =>
        new Companion(bound.Kind, bound.Id.Literal, bound.ElementId, _model.Nodes.First(node => node.Id == bound.ElementId).Line));

    /// <param name="parts">Gets those that nothing is wrong with by themselves.</param>
    public static void Read(Execution x, string? tenant, Resource resource, List<DeployedPart> parts, List<FileProblem> problems)
    {
        var diagnostics = new List<BpmnDiagnostic>();
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
            var starts = ReadStarts(x, tenant, resource.Name, process, compiled, diagnostics);
            parts.Add(new ProcessPart(x, tenant, resource, process, compiled, starts));
        }

        problems.AddRange(diagnostics.Select(problem => new FileProblem(problem.Code, problem.Message, problem.File, problem.ElementId, problem.Line)));
    }

    public override void Deploy(Execution x, DeploymentKey deployment, DeploymentAnswer answer)
    {
        var key = new DefinitionKey(x.NewKey());
        x.Emit(new Event.ProcessDeployed(
            key,
            deployment,
            _compiled.Id,
            _compiled.Name,
            x.State.NextVersion(_tenant, VersionedKinds.Process, _compiled.Id, _before?.Version),
            _compiled.VersionTag,
            Resource.Name,
            Resource.Content.ToArray(),
            _tenant));
        if (_before is not null) StartTriggers.Close(x, _before.Key);
        var definition = x.State.Definition(key)!;
        StartTriggers.Open(x, definition, _starts);
        answer.Processes.Add(Describe(definition, isDuplicate: false));
    }

    public override void Repeat(DeploymentAnswer answer) => answer.Processes.Add(Describe(_before!, isDuplicate: true));

    private static List<Start> ReadStarts(
        Execution x, string? tenant, string fileName, BpmnProcess process, ExecutableProcess compiled, List<BpmnDiagnostic> diagnostics)
    {
        var starts = new List<Start>();
        foreach (var start in compiled.Root.TriggeredStarts)
        {
            var problem = StartTriggers.Read(x, tenant, start, out var name, out var schedule)?.Message;
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
            if (!diagnostics.Exists(known => known.ElementId == start.Id))
                diagnostics.Add(new(code, message, fileName, start.Id, line));
        }
    }

    private static DeployedProcess Describe(Definition definition, bool isDuplicate) => new(
        definition.Key,
        definition.ProcessId,
        definition.Name,
        definition.Version,
        definition.VersionTag,
        definition.ResourceName,
        isDuplicate);
}
