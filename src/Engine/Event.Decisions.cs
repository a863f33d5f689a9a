namespace Fairlead.Engine;

public abstract partial record Event
{
    /// <summary>A DMN file has a new version. Its decisions follow, in the order of the file.</summary>
    public sealed record RequirementsDeployed(
        RequirementsKey Key,
        DeploymentKey Deployment,
        string RequirementsId,
        string Name,
        int Version,
        string ResourceName,
        ReadOnlyMemory<byte> Resource,
        string? Tenant = null) : Event;

    public sealed record DecisionDeployed(
        DecisionKey Key, RequirementsKey Requirements, string DecisionId, string Name, int Version, string? VersionTag) : Event;

    /// <summary>A decision was evaluated, or it was tried.</summary>
    /// <param name="Decision">That was asked for.</param>
    /// <param name="Element">The business rule task; null for a decision that was evaluated for itself.</param>
    /// <param name="Instance">That the task belongs to.</param>
    /// <param name="Definition">Of the instance.</param>
    /// <param name="Evaluated">Those before others that require them; the one that failed last.</param>
    /// <param name="FailedDecisionId">The one whose logic failed; null when none did.</param>
    /// <param name="Failure">Why, in a sentence; null when it did not fail.</param>
    public sealed record DecisionEvaluated(
        EvaluationKey Key,
        DecisionKey Decision,
        RequirementsKey Requirements,
        ElementKey? Element,
        InstanceKey? Instance,
        DefinitionKey? Definition,
        IReadOnlyList<EvaluatedDecision> Evaluated,
        string? FailedDecisionId,
        string? Failure) : Event;
}
