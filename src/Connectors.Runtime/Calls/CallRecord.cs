using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>What became of one attempt, clean of secrets.</summary>
public sealed record CallRecord
{
    public required CallState State { get; init; }

    /// <summary>How much of it is here.</summary>
    public CallCapture Capture { get; init; }

    /// <summary>From the start of the attempt until the cluster was told.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>From the start until the first request went out; null when none did, or it is not known.</summary>
    public TimeSpan? Sent { get; init; }

    /// <summary>From the start until the first answer began; null when none did, or it is not known.</summary>
    public TimeSpan? FirstByte { get; init; }

    /// <summary>From the start until the connector had its result or its failure.</summary>
    public TimeSpan? Executed { get; init; }

    /// <summary>The job's variables after FEEL: JSON, with secrets as their placeholders.</summary>
    public RecordedText? Inputs { get; init; }

    public IReadOnlyList<RecordedExchange> Exchanges { get; init; } = [];

    /// <summary>What the connector gave back: JSON; null when it failed.</summary>
    public RecordedText? Response { get; init; }

    /// <summary>What the response was mapped to: JSON; null when it is what the cluster was told.</summary>
    public RecordedText? Result { get; init; }

    /// <summary>Why some of what the result expression gave is null.</summary>
    public IReadOnlyList<NullEntry> ResultNulls { get; init; } = [];

    /// <summary>What was null on the way through the error expression.</summary>
    public IReadOnlyList<NullEntry> ErrorExpressionNulls { get; init; } = [];

    /// <summary>What the error expression gave: JSON; null when there is none.</summary>
    public RecordedText? ErrorExpressionValue { get; init; }

    /// <summary>What the cluster was told: variables as JSON; of a failure the error variables.</summary>
    public RecordedText? Variables { get; init; }

    /// <summary>Of a failure or a BPMN error.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>After a failure; null when nothing follows by itself.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What the connector noted.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];
}

/// <summary>One request and its answer.</summary>
public sealed record RecordedExchange
{
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>For HTTP the method and the address.</summary>
    public required string RequestLine { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; init; }

    public required RecordedBody RequestBody { get; init; }

    /// <summary>Until the head of the answer was there; null when none came.</summary>
    public TimeSpan? Answered { get; init; }

    /// <summary>For HTTP the version, the status and its phrase; empty when none came.</summary>
    public string AnswerLine { get; init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> AnswerHeaders { get; init; } = [];

    public RecordedBody AnswerBody { get; init; } = RecordedBody.None;

    /// <summary>What went wrong on the way; null when an answer came.</summary>
    public string? Failure { get; init; }
}

/// <summary>A body as far as it is kept.</summary>
/// <param name="Text">Text, or base64 when it is none.</param>
/// <param name="IsBase64">Whether it is base64.</param>
/// <param name="Bytes">Of the whole body, as far as it came.</param>
/// <param name="IsCut">Whether there was more than is kept.</param>
public sealed record RecordedBody(string Text, bool IsBase64, long Bytes, bool IsCut)
{
    public static RecordedBody None { get; } = new("", false, 0, false);
}

/// <summary>JSON as far as it is kept.</summary>
/// <param name="Bytes">Of the whole text.</param>
/// <param name="IsCut">Whether there was more than is kept; then it is no JSON.</param>
public sealed record RecordedText(string Text, long Bytes, bool IsCut);
