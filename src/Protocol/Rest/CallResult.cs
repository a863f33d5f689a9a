namespace Fairlead.Protocol.Rest;

/// <summary>Everything that is known of a call, layer by layer from the model to what the cluster was told.</summary>
public sealed record CallResult
{
    /// <summary>What searches show.</summary>
    public required CallItem Call { get; init; }

    /// <summary>When what happened.</summary>
    public required CallTimes Times { get; init; }

    /// <summary>What the model says; null when the deployed model cannot be had.</summary>
    public CallTemplate? Template { get; init; }

    /// <summary>The variables after FEEL, with secrets as their placeholders; null when they are not kept.</summary>
    public CallText? Inputs { get; init; }

    /// <summary>What went over the wire, in the order of the requests.</summary>
    public required IReadOnlyList<CallExchange> Exchanges { get; init; }

    /// <summary>What the connector made of the answer; null when it failed, or it is not kept.</summary>
    public CallText? Response { get; init; }

    /// <summary>What the expressions made of it.</summary>
    public required CallMapping Mapping { get; init; }

    /// <summary>What the cluster was told; of a failure the error variables. Null when it is not kept.</summary>
    public CallText? Variables { get; init; }

    /// <summary>What the connector noted.</summary>
    public required IReadOnlyList<string> Log { get; init; }
}

/// <summary>When what happened in a call. Null is what did not happen, or is not known.</summary>
public sealed record CallTimes
{
    /// <summary>When the job was created.</summary>
    public DateTimeOffset? QueuedTime { get; init; }

    /// <summary>When the job was handed out and the call began.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When the first request went out.</summary>
    public DateTimeOffset? SentTime { get; init; }

    /// <summary>When the first answer began.</summary>
    public DateTimeOffset? FirstByteTime { get; init; }

    /// <summary>When the connector had its result or its failure.</summary>
    public DateTimeOffset? ExecutedTime { get; init; }

    /// <summary>When the cluster had taken what became of it.</summary>
    public DateTimeOffset? EndTime { get; init; }
}

/// <summary>What a model says about a call.</summary>
public sealed record CallTemplate
{
    /// <summary>Input mappings, in their order.</summary>
    public required IReadOnlyList<CallInput> Inputs { get; init; }

    /// <summary>Task headers.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
}

/// <summary>An input mapping.</summary>
/// <param name="Target">Name of the variable.</param>
/// <param name="Source">A text, or FEEL behind an equals sign.</param>
public sealed record CallInput(string Target, string Source);

/// <summary>Text as far as it is kept.</summary>
public sealed record CallText
{
    /// <summary>JSON, unless it is cut.</summary>
    public required string Text { get; init; }

    /// <summary>Of the whole text, before secrets were hidden.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether there was more than is kept.</summary>
    public bool IsCut { get; init; }
}

/// <summary>What the expressions of the model made of a response.</summary>
public sealed record CallMapping
{
    /// <summary>Takes all of it.</summary>
    public string? ResultVariable { get; init; }

    /// <summary>FEEL that chooses from it.</summary>
    public string? ResultExpression { get; init; }

    /// <summary>What these two gave; null when it is not kept.</summary>
    public CallText? Result { get; init; }

    /// <summary>FEEL that decides about errors.</summary>
    public string? ErrorExpression { get; init; }

    /// <summary>What it gave; null when there is none, or it is not kept.</summary>
    public CallText? ErrorExpressionValue { get; init; }

    /// <summary>Why some of what the result expression gave is null; empty when nothing is.</summary>
    public IReadOnlyList<CallNull> ResultNulls { get; init; } = [];

    /// <summary>What was null on the way through the error expression.</summary>
    public IReadOnlyList<CallNull> ErrorExpressionNulls { get; init; } = [];
}

/// <summary>Why something is null.</summary>
/// <param name="Name">Where it lies in the result: <c>customer.name</c>; empty for the result itself, and for what was null on the way.</param>
/// <param name="Part">The part of the expression that is to blame.</param>
/// <param name="Code">As FEEL names the reason.</param>
/// <param name="Message">Why it is null.</param>
/// <param name="Line">Where the part begins in the expression without its equals sign, from 1.</param>
/// <param name="Column">Where it begins in that line, from 1.</param>
public sealed record CallNull(string Name, string Part, string Code, string Message, int Line, int Column);

/// <summary>One request and its answer.</summary>
public sealed record CallExchange
{
    /// <summary>When it went out.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>First line; for HTTP the method and the address.</summary>
    public required string Request { get; init; }

    /// <summary>In their order; a name may occur twice.</summary>
    public required IReadOnlyList<CallHeader> RequestHeaders { get; init; }

    /// <summary>What was sent; null when nothing was.</summary>
    public CallBody? RequestBody { get; init; }

    /// <summary>First line of the answer; null when none came.</summary>
    public string? Answer { get; init; }

    /// <summary>How long it took until the answer began, in milliseconds; null when none came.</summary>
    public double? AnswerMs { get; init; }

    /// <summary>In their order; a name may occur twice.</summary>
    public required IReadOnlyList<CallHeader> AnswerHeaders { get; init; }

    /// <summary>What came back; null when nothing did.</summary>
    public CallBody? AnswerBody { get; init; }

    /// <summary>What went wrong on the way; null when an answer came.</summary>
    public string? Failure { get; init; }
}

/// <summary>A header of a message.</summary>
public sealed record CallHeader(string Name, string Value);

/// <summary>A body as far as it is kept.</summary>
public sealed record CallBody
{
    /// <summary>Text, or base64 when it is none.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it is base64.</summary>
    public bool IsBase64 { get; init; }

    /// <summary>Of the whole body, as far as it came.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether there was more than is kept.</summary>
    public bool IsCut { get; init; }
}
