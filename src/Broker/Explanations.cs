using Fairlead.Broker.Running;
using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Fairlead.Engine.Explaining;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker;

/// <summary>Answers why something is as it is, by evaluating it again. Nothing is changed by it.</summary>
public sealed class Explanations
{
    private readonly PartitionLoop _loop;
    private readonly TimeProvider _time;

    internal Explanations(PartitionLoop loop, TimeProvider time) => (_loop, _time) = (loop, time);

    /// <summary>What the input mappings of an element instance give on the variables of now, and why some of it is null.</summary>
    /// <param name="withTrace">Whether the whole evaluations are wanted.</param>
    /// <exception cref="ClusterException">There is no such element instance, or it has ended.</exception>
    public async Task<InputsExplanation> OfInputsAsync(Protocol.ElementInstanceKey key, bool withTrace, CancellationToken cancellation) =>
        Explain(
            await FindAsync(new SightRead(new(key.Value)), cancellation).ConfigureAwait(false),
            $"Expected to find element instance {key.Value}, but there is no such element instance, or it has ended.",
            withTrace);

    /// <summary>The same for the element instance that a job was made for.</summary>
    /// <exception cref="ClusterException">There is no such job, or it is done.</exception>
    public async Task<InputsExplanation> OfInputsAsync(Protocol.JobKey key, bool withTrace, CancellationToken cancellation) =>
        Explain(
            await FindAsync(new JobSightRead(new(key.Value)), cancellation).ConfigureAwait(false),
            $"Expected to find job {key.Value}, but there is no such job, or it is done.",
            withTrace);

    /// <summary>What a worker would get for a job that is not done; the job stays as it is.</summary>
    /// <exception cref="ClusterException">There is no such job, or it is done.</exception>
    public async Task<PlannedJob> OfJobAsync(Protocol.JobKey key, CancellationToken cancellation)
    {
        var explained = await OfInputsAsync(key, withTrace: false, cancellation).ConfigureAwait(false);
        var read = new JobRead(new(key.Value), Now);
        _loop.Submit(read);
        return await read.WaitAsync(cancellation).ConfigureAwait(false) is Engine.ActivatedJob job
            ? new PlannedJob(Answers.ToJob(job), explained.Inputs, Problem: null)
            : throw new ClusterException(ClusterError.NotFound, $"Expected to find job {key.Value}, but there is no such job, or it is done.");
    }

    /// <summary>The job that an element would make on these variables; it need not run anywhere.</summary>
    /// <param name="definition">Null for the latest version of <paramref name="processId"/>.</param>
    /// <param name="variables">UTF-8 JSON object: what the element sees.</param>
    /// <exception cref="ClusterException">There is no such process or element, or the variables are none.</exception>
    public async Task<PlannedJob> OfElementAsync(
        ProcessDefinitionKey? definition, string? processId, string elementId, ReadOnlyMemory<byte> variables, CancellationToken cancellation)
    {
        var what = definition is { } key ? $"definition {key.Value}" : $"process '{processId}'";
        var sight = await FindAsync(new ImaginedRead(definition is { } known ? new(known.Value) : null, processId, elementId, variables), cancellation)
            .ConfigureAwait(false) ?? throw new ClusterException(ClusterError.NotFound, $"Expected to find {what}, but there is none.");
        var preview = InputPreview.Of(sight, Now, out var problem)
            ?? throw new ClusterException(ClusterError.InvalidArgument, $"Expected to plan element '{elementId}' of {what}, but {problem}.");
        var inputs = InputExplaining.ToItems(preview, withTrace: false);
        return new PlannedJob(preview.Job is { } job ? ToJob(sight, preview, job) : null, inputs, preview.Problem);
    }

    private static Protocol.ActivatedJob ToJob(ElementSight sight, InputPreview preview, PreviewedJob job) => new()
    {
        Key = new(0),
        Type = job.Type,
        ProcessInstanceKey = new(0),
        ProcessDefinitionKey = new(sight.Definition.Value),
        ProcessId = sight.ProcessId,
        ProcessVersion = sight.ProcessVersion,
        ElementId = sight.ElementId,
        TenantId = sight.Tenant ?? Tenants.Default,
        ElementInstanceKey = new(0),
        Headers = job.Headers,
        Worker = "",
        RetriesLeft = job.Retries,
        Deadline = default,
        Variables = preview.Visible,
    };

    /// <summary>What the engine would refuse in a deployment of these files. Connectors are not its business.</summary>
    public async Task<IReadOnlyList<DeploymentFinding>> OfDeploymentAsync(
        IReadOnlyList<DeploymentFile> files, CancellationToken cancellation)
    {
        var read = new DeploymentRead(Requests.ToCommand(files, tenant: null).Resources, Now);
        _loop.Submit(read);
        var problems = (IReadOnlyList<Engine.Deploying.FileProblem>)await read.WaitAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. problems.Select(problem => new DeploymentFinding
            {
                Severity = FindingSeverity.Error,
                Code = problem.Code,
                Message = problem.Message,
                ResourceName = problem.File,
                ElementId = problem.ElementId,
                Line = problem.Line > 0 ? problem.Line : null,
            }),
        ];
    }

    private Timestamp Now => new(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private InputsExplanation Explain(ElementSight? found, string missing, bool withTrace)
    {
        var sight = found ?? throw new ClusterException(ClusterError.NotFound, missing);
        // Not in the loop: others need it, and this takes its time.
        var preview = InputPreview.Of(sight, Now, out var problem)
            ?? throw new ClusterException(ClusterError.Internal, $"Expected to explain element instance {sight.Element.Value}, but {problem}.");
        return InputExplaining.ToAnswer(sight, preview, withTrace);
    }

    private async Task<ElementSight?> FindAsync(PendingRead read, CancellationToken cancellation)
    {
        _loop.Submit(read);
        return await read.WaitAsync(cancellation).ConfigureAwait(false) as ElementSight;
    }

    private sealed class DeploymentRead(IReadOnlyList<Resource> files, Timestamp now) : PendingRead
    {
        public override object Read(Processor processor) => processor.CheckDeployment(files, now);
    }

    private sealed class JobRead(Engine.JobKey key, Timestamp now) : PendingRead
    {
        public override object Read(Processor processor) => (object?)processor.PreviewJob(key, now) ?? key;
    }

    private sealed class ImaginedRead(DefinitionKey? definition, string? processId, string elementId, ReadOnlyMemory<byte> variables) : PendingRead
    {
        public override object Read(Processor processor) =>
            (object?)processor.Imagine(definition, processId, elementId, variables) ?? elementId;
    }

    private sealed class SightRead(ElementKey key) : PendingRead
    {
        public override object Read(Processor processor) => (object?)processor.FindSight(key) ?? key;
    }

    private sealed class JobSightRead(Engine.JobKey key) : PendingRead
    {
        public override object Read(Processor processor) =>
            processor.FindElementOfJob(key) is { } element && processor.FindSight(element) is { } sight ? sight : key;
    }
}
