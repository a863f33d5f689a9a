using Fairlead.Bpmn;
using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Explaining;

/// <summary>
/// What an element would be given: its input mappings, evaluated as when it is activated, by the same code. Nothing of it happens:
/// the state that it happens in is made for the question and thrown away.
/// </summary>
public sealed record InputPreview
{
    private static readonly DefinitionKey Definition = new(1);
    private static readonly InstanceKey Instance = new(2);
    private static readonly ElementKey Element = new(3);

    private InputPreview() { }

    /// <summary>In the order of evaluation; when one cannot be evaluated it is the last.</summary>
    public required IReadOnlyList<ExplainedInput> Inputs { get; init; }

    /// <summary>Why the element would wait with an incident; null when it would not.</summary>
    public string? Problem { get; init; }

    /// <summary>UTF-8 JSON object: the variables that the mappings set at the element.</summary>
    public required ReadOnlyMemory<byte> Assigned { get; init; }

    /// <summary>UTF-8 JSON object: all that the element sees then, as a worker gets it.</summary>
    public required ReadOnlyMemory<byte> Visible { get; init; }

    /// <summary>Null when the element makes no job of its own.</summary>
    public PreviewedJob? Job { get; init; }

    /// <param name="sight">The element and what it sees.</param>
    /// <param name="now">What <c>now()</c> gives.</param>
    /// <param name="problem">Why there is no preview, as the end of a sentence; empty when there is one.</param>
    public static InputPreview? Of(ElementSight sight, Timestamp now, out string problem)
    {
        var model = BpmnReader.Read(sight.Resource, sight.ResourceName).Document.Processes.FirstOrDefault(process => process.Id == sight.ProcessId);
        problem = model is null ? $"the file has no process '{sight.ProcessId}'"
            : model.Nodes.All(node => node.Id != sight.ElementId) ? $"process '{sight.ProcessId}' has no element '{sight.ElementId}'"
            : JsonValues.TryReadObject(sight.Variables, out _, out var wrong) ? ""
            : $"{wrong}, and not an object of variables";
        return problem.Length > 0 ? null : Of(sight, now);
    }

    private static InputPreview Of(ElementSight sight, Timestamp now)
    {
        var x = Begin(sight, now);
        var node = x.Process(Definition).Find(sight.ElementId);
        x.Emit(new Event.ElementActivating(Element, Instance, new(Instance.Value), node.Id, node.Type, []));
        var variables = new VisibleVariables(x.State, Element);
        var trace = new MappingTrace();
        var failed = Mappings.EvaluateInputs(x, node.Inputs, variables, trace);
        Scopes.SetLocal(x, x.State.Element(Element)!, variables.Assigned);
        PreviewedJob? job = null;
        failed ??= Describe(x, node, new VisibleVariables(x.State, Element), out job);
        return new InputPreview
        {
            Inputs = trace.Inputs,
            Problem = failed is null ? null : $"{failed.Message} [{failed.ErrorType}]",
            Assigned = JsonValues.WriteObject(variables.Assigned),
            Visible = Scopes.WriteVisible(x.State, Element, []),
            Job = job,
        };
    }

    private static Execution Begin(ElementSight sight, Timestamp now)
    {
        var state = new State(new NothingStored());
        var x = new Execution(state, new ProcessorOptions(), new DefinitionCache(state));
        x.Begin(now);
        x.Emit(new Event.ProcessDeployed(
            Definition, new(4), sight.ProcessId, null, sight.ProcessVersion, null, sight.ResourceName, sight.Resource, sight.Tenant));
        x.Emit(new Event.InstanceCreated(Instance, Definition, sight.ProcessId, sight.ProcessVersion, AwaitResult: false, []));
        JsonValues.TryReadObject(sight.Variables, out var given, out _);
        foreach (var shared in sight.ClusterVariables)
            x.Emit(new Event.ClusterVariableCreated(shared.Key, shared.Scope.IsGlobal, shared.Scope.Tenant, shared.Name, shared.Value));
        var key = x.NewKey();
        foreach (var (name, json) in given) x.Emit(new Event.VariableSet(new(key++), Instance, new(Instance.Value), name, json));
        return x;
    }

    private static Problem? Describe(Execution x, Node node, VisibleVariables variables, out PreviewedJob? job)
    {
        job = null;
        var (jobType, retries, headers) = node switch
        {
            JobNode task => (task.JobType, task.Retries, task.Headers),
            AdHocNode { Worker: { } worker } => (worker.JobType, worker.Retries, worker.Headers),
            _ => (null, null, null),
        };
        if (jobType is null) return null;
        if (JobTask.Evaluate(x, jobType, retries!, variables, out var type, out var retriesLeft) is { } noJob) return noJob;
        List<string>? computed = null;
        if (node is JobNode { Computed.Length: > 0 } own && ComputedHeaders.Evaluate(x, own, variables, out computed) is { } noHeader) return noHeader;
        var all = new Dictionary<string, string>(headers!);
        for (var i = 0; i < (computed?.Count ?? 0); i += 2) all[computed![i]] = computed[i + 1];
        job = new PreviewedJob(type, retriesLeft, all);
        return null;
    }
}

/// <summary>The job that an element would make.</summary>
/// <param name="Headers">Without those that name linked files.</param>
public sealed record PreviewedJob(string Type, int Retries, IReadOnlyDictionary<string, string> Headers);
