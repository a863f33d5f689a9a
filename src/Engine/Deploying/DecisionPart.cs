using Fairlead.Dmn;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Deploying;

/// <summary>A DMN file. The file and each of its decisions have versions of their own.</summary>
internal sealed class DecisionPart : DeployedPart
{
    private readonly string? _tenant;
    private readonly DmnModel _model;
    private readonly Requirements? _before;
    private readonly Decision?[] _decisionsBefore;

    private DecisionPart(Execution x, string? tenant, Resource resource, DmnModel model)
        : base(resource)
    {
        (_tenant, _model) = (tenant, model);
        _before = x.State.LatestRequirements(tenant, model.Id);
        _decisionsBefore = [.. model.Decisions.Select(decision => x.State.LatestDecision(tenant, decision.Id))];
    }

    public override IEnumerable<PartId> Ids =>
    [
        new(VersionedKinds.DecisionModel, _model.Id, EngineCode.DecisionIdTwice, 0),
        .. _model.Decisions.Select(decision => new PartId(VersionedKinds.Decision, decision.Id, EngineCode.DecisionIdTwice, decision.Line)),
    ];

    /// <remarks>A decision may have moved to another file meanwhile: then this file makes it anew.</remarks>
    public override DeploymentKey? UnchangedSince =>
        _before is not null
        && IsSameFile(_before.ResourceName, _before.Resource)
        && Array.TrueForAll(_decisionsBefore, decision => decision?.Requirements == _before.Key)
            ? _before.Deployment
            : null;

    /// <param name="parts">Gets the file when nothing is wrong with it.</param>
    public static void Read(Execution x, string? tenant, Resource resource, List<DeployedPart> parts, List<FileProblem> problems)
    {
        var read = DmnModel.Read(resource.Content, resource.Name);
        problems.AddRange(read.Diagnostics.Select(problem => new FileProblem(problem.Code, problem.Message, problem.File, problem.ElementId, problem.Line)));
        if (read.IsValid) parts.Add(new DecisionPart(x, tenant, resource, read.Model!));
    }

    public override void Deploy(Execution x, DeploymentKey deployment, DeploymentAnswer answer)
    {
        var key = new RequirementsKey(x.NewKey());
        x.Emit(new Event.RequirementsDeployed(
            key,
            deployment,
            _model.Id,
            _model.Name,
            x.State.NextVersion(_tenant, VersionedKinds.DecisionModel, _model.Id, _before?.Version),
            Resource.Name,
            Resource.Content.ToArray(),
            _tenant));
        foreach (var (decision, before) in _model.Decisions.Zip(_decisionsBefore))
        {
            x.Emit(new Event.DecisionDeployed(
                new(x.NewKey()),
                key,
                decision.Id,
                decision.Name,
                x.State.NextVersion(_tenant, VersionedKinds.Decision, decision.Id, before?.Version),
                decision.VersionTag));
        }

        var requirements = x.State.Requirements(key)!;
        Describe(requirements, requirements.Decisions.Select(own => x.State.Decision(own)!), isDuplicate: false, answer);
    }

    public override void Repeat(DeploymentAnswer answer) =>
        Describe(_before!, _decisionsBefore.Select(decision => decision!), isDuplicate: true, answer);

    private static void Describe(Requirements requirements, IEnumerable<Decision> decisions, bool isDuplicate, DeploymentAnswer answer)
    {
        answer.Decisions.AddRange(decisions.Select(decision => new DeployedDecision(
            decision.Key,
            decision.DecisionId,
            decision.Name,
            decision.Version,
            decision.VersionTag,
            requirements.Key,
            requirements.RequirementsId,
            isDuplicate)));
        answer.Requirements.Add(new DeployedRequirements(
            requirements.Key, requirements.RequirementsId, requirements.Name, requirements.Version, requirements.ResourceName, isDuplicate));
    }
}
