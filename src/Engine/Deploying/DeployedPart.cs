using Fairlead.Engine.Running;

namespace Fairlead.Engine.Deploying;

/// <summary>
/// What of a deployment has versions of its own: a process, the decisions of a file. Each kind has a file of its own here, which reads
/// and deploys it. Made while nothing is changed yet.
/// </summary>
internal abstract class DeployedPart(Resource resource)
{
    /// <summary>The file that it lies in.</summary>
    public Resource Resource => resource;

    /// <summary>What no other part of the deployment may be called.</summary>
    public abstract IEnumerable<PartId> Ids { get; }

    /// <summary>The deployment of the newest version, when that came from a file of the same name and content; else null.</summary>
    public abstract DeploymentKey? UnchangedSince { get; }

    /// <summary>What it looks for among what is deployed together with it.</summary>
    public virtual IEnumerable<Companion> Companions => [];

    /// <summary>Makes a new version.</summary>
    public abstract void Deploy(Execution x, DeploymentKey deployment, DeploymentAnswer answer);

    /// <summary>Answers with the newest version, which is the same.</summary>
    public abstract void Repeat(DeploymentAnswer answer);

    protected bool IsSameFile(string name, ReadOnlyMemory<byte> content) =>
        name == resource.Name && content.Span.SequenceEqual(resource.Content.Span);
}

/// <param name="Kind">For example <c>process</c>.</param>
/// <param name="TwiceCode">The code of the problem that two of them are.</param>
/// <param name="Line">In its file, one-based.</param>
internal sealed record PartId(string Kind, string Id, string TwiceCode, int Line);

/// <summary>What must be deployed together with a part.</summary>
/// <param name="Kind">As in <see cref="PartId"/>.</param>
/// <param name="Id">Null when it is computed.</param>
/// <param name="ElementId">That says so.</param>
/// <param name="Line">Of the element, one-based.</param>
internal sealed record Companion(string Kind, string? Id, string ElementId, int Line);

/// <summary>What is wrong with a file.</summary>
/// <param name="ElementId">Null when the file itself is at fault.</param>
/// <param name="Line">One-based; 0 when unknown.</param>
public sealed record FileProblem(string Code, string Message, string File, string? ElementId, int Line)
{
    /// <summary>A line of its own: the file, the element, the reason and the code.</summary>
    public override string ToString() =>
        $"{File}{(Line > 0 ? $":{Line}" : "")}: {(ElementId is null ? "" : $"{ElementId}: ")}{Message} [{Code}]";
}

/// <summary>What the caller gets, collected part by part.</summary>
internal sealed class DeploymentAnswer
{
    public List<DeployedProcess> Processes { get; } = [];

    public List<DeployedDecision> Decisions { get; } = [];

    public List<DeployedRequirements> Requirements { get; } = [];

    public List<DeployedFile> Resources { get; } = [];

    public Reply.Deployed ToReply(DeploymentKey key) =>
        new(key, Processes) { Decisions = Decisions, Requirements = Requirements, Resources = Resources };
}
