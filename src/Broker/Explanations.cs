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
