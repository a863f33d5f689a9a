namespace Fairlead.Protocol.Rest;

/// <summary>Makes a call again now.</summary>
public sealed record CallRetryRequest
{
    /// <summary>Inputs to use instead of those of the model, by their names: they become local variables of the element. Null for none.</summary>
    public JsonObjectText? Variables { get; init; }
}

/// <summary>A call will be made again.</summary>
public sealed record CallRetryResult
{
    /// <summary>The job that is done again.</summary>
    public required JobKey JobKey { get; init; }

    /// <summary>What is offered to the other side: the same as before, unless the inputs were edited.</summary>
    public required string IdempotencyKey { get; init; }
}

/// <summary>Maps the response of a call again. Nothing is sent to the other side.</summary>
public sealed record CallRemapRequest
{
    /// <summary>Null for that of the model, empty for none.</summary>
    public string? ResultVariable { get; init; }

    /// <summary>FEEL; null for that of the model, empty for none.</summary>
    public string? ResultExpression { get; init; }

    /// <summary>FEEL; null for that of the model, empty for none.</summary>
    public string? ErrorExpression { get; init; }

    /// <summary>Whether the job, which failed and waits, is done with the outcome.</summary>
    public bool Apply { get; init; }
}

/// <summary>What a response was mapped to.</summary>
public sealed record CallRemapResult
{
    /// <summary>What would become of the job: <see cref="CallState.Completed"/>, <see cref="CallState.Failed"/> or <see cref="CallState.BpmnError"/>.</summary>
    public required CallState State { get; init; }

    /// <summary>What the expressions are, and what each gave.</summary>
    public required CallMapping Mapping { get; init; }

    /// <summary>What the cluster would be told; of a failure the error variables.</summary>
    public CallText? Variables { get; init; }

    /// <summary>Of a failure, or of a BPMN error.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What the operator would be told.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Whether the job will be done with it.</summary>
    public bool IsApplied { get; init; }
}

/// <summary>How two calls differ.</summary>
public sealed record CallComparison
{
    /// <summary>Of the layers, in their order; empty when they are the same.</summary>
    public required IReadOnlyList<CallDifference> Differences { get; init; }
}

/// <summary>One difference of two calls.</summary>
/// <param name="Field">Where: a layer, and within JSON the path, for example <c>inputs/body/amount</c>.</param>
/// <param name="Left">In the first call; null when it is not there.</param>
/// <param name="Right">In the other call; null when it is not there.</param>
public sealed record CallDifference(string Field, string? Left, string? Right);
