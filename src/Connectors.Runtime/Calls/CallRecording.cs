using System.Text;

using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>Makes the record of a call that has ended: clean of secrets, and not longer than is kept.</summary>
internal sealed class CallRecording(TimeProvider time, CallCapture capture)
{
    /// <summary>Of a body or of JSON, in characters.</summary>
    public const int TextAtMost = 64 * 1024;

    public CallRecord Of(CallInProgress call, ActivatedJob job, CallState state, JobOutcome? outcome)
    {
        var record = new CallRecord
        {
            State = state,
            Capture = capture,
            Duration = time.GetElapsedTime(call.Began),
            Executed = call.Executed is { } executed ? time.GetElapsedTime(call.Began, executed) : null,
            ErrorCode = ErrorCodeOf(call, outcome),
            NextAttemptAt = outcome switch
            {
                JobOutcome.Failed { Failure: { RetriesLeft: > 0, Backoff: var backoff } } => time.GetUtcNow() + backoff,
                JobOutcome.Parked parked => time.GetUtcNow() + parked.Pause,
                _ => null,
            },
        };
        if (capture is CallCapture.None)
            return record;

        var redactor = call.Redactor;
        var first = call.Exchanges.Count > 0 ? call.Exchanges[0] : null;
        var keepsBodies = capture is CallCapture.All || (capture is CallCapture.Errors && state is not (CallState.Completed or CallState.Parked));
        record = record with
        {
            Sent = first?.StartedAt - call.StartedAt,
            FirstByte = first?.Answered is { } answered ? first.StartedAt - call.StartedAt + answered : null,
            Exchanges = new ExchangeRecording(redactor, keepsBodies).Of(call.Exchanges),
            ErrorMessage = MessageOf(outcome),
            Log = [.. call.Lines.Select(redactor.Clean)],
        };
        return keepsBodies ? WithContents(record, call, job, outcome) : record;
    }

    private static CallRecord WithContents(CallRecord record, CallInProgress call, ActivatedJob job, JobOutcome? outcome)
    {
        var redactor = call.Redactor;
        var variables = outcome switch
        {
            JobOutcome.Completed completed => completed.Variables,
            JobOutcome.Failed failed => failed.Failure.Variables,
            JobOutcome.Thrown thrown => thrown.Error.Variables,
            _ => default,
        };
        var isResultSent = outcome is JobOutcome.Completed && call.Result is { } result && result.Span.SequenceEqual(variables.Span);
        return record with
        {
            // Before secrets are filled in: it has their placeholders.
            Inputs = TextOf(job.Variables, redactor),
            Response = TextOf(call.Response, redactor),
            Result = isResultSent ? null : TextOf(call.Result, redactor),
            ErrorExpressionValue = call.ErrorVerdict is { } verdict ? TextOf(verdict.ToJson(), redactor) : null,
            ResultNulls = call.ExplainResult?.Invoke()?.Clean(redactor).Entries ?? [],
            ErrorExpressionNulls = call.ErrorExpressionNulls?.Clean(redactor).Entries ?? [],
            Variables = variables.IsEmpty ? null : TextOf(variables, redactor),
        };
    }

    private static string? ErrorCodeOf(CallInProgress call, JobOutcome? outcome) => outcome switch
    {
        JobOutcome.Thrown thrown => thrown.Error.Code,
        JobOutcome.Failed => call.FailureCode is { } code ? call.Redactor.Clean(code) : null,
        _ => null,
    };

    private static string? MessageOf(JobOutcome? outcome) => outcome switch
    {
        JobOutcome.Thrown thrown => thrown.Error.Message,
        JobOutcome.Failed failed => failed.Failure.Message,
        JobOutcome.Parked parked => parked.Reason,
        _ => null,
    };

    private static RecordedText? TextOf(ReadOnlyMemory<byte>? json, Redactor redactor)
    {
        if (json is not { } utf8)
            return null;

        var text = SensitiveNames.ShownJson(redactor.Clean(Encoding.UTF8.GetString(utf8.Span)));
        var cut = Cut(text, TextAtMost);
        return new RecordedText(cut, utf8.Length, cut.Length < text.Length);
    }

    /// <summary>The beginning of a text, without half a character at its end.</summary>
    public static string Cut(string text, int atMost) =>
        text.Length <= atMost ? text : atMost is 0 ? "" : text[..(char.IsHighSurrogate(text[atMost - 1]) ? atMost - 1 : atMost)];
}
