namespace Fairlead.Engine.Model;

/// <summary>A node whose content begins when it is chosen: by an expression, by a worker or by a command.</summary>
internal sealed class AdHocNode : ScopeNode
{
    /// <summary>Gives the ids of the elements to begin with.</summary>
    public required ModelText? ActiveElements { get; init; }

    public required string? OutputCollection { get; init; }

    /// <summary>With <see cref="OutputCollection"/>.</summary>
    public required ModelText? Output { get; init; }

    public required ModelText? Until { get; init; }

    /// <summary>Whether what still runs ends when <see cref="Until"/> is true.</summary>
    public required bool CancelsRemaining { get; init; }

    /// <summary>The job of the worker that chooses; null when the expressions do.</summary>
    public required AdHocWorker? Worker { get; init; }

    /// <summary>Where what was chosen lies; event sub-processes lie in the node itself.</summary>
    public required InnerInstanceNode Inner { get; init; }

    /// <summary>What can be chosen, by id.</summary>
    public IReadOnlyDictionary<string, Node> Elements { get; set; } = new Dictionary<string, Node>();

    /// <summary>What workers and expressions choose from, as JSON.</summary>
    public ReadOnlyMemory<byte> Description { get; set; }
}

internal sealed record AdHocWorker(ModelText JobType, ModelText Retries, IReadOnlyDictionary<string, string> Headers);

/// <summary>Holds one element that was chosen, and what its flows lead to. The diagram does not show it.</summary>
internal sealed class InnerInstanceNode : ScopeNode
{
    public const string TypeName = "AD_HOC_SUB_PROCESS_INNER_INSTANCE";

    /// <summary>Behind the id of the ad-hoc sub-process.</summary>
    public const string IdSuffix = "#innerInstance";
}
