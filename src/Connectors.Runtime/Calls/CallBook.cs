using System.Text;
using System.Text.Unicode;

using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>Begins and ends the calls of jobs: what is written down before and after.</summary>
/// <param name="journal">Null keeps nothing.</param>
public sealed class CallBook(
    ICluster cluster,
    HttpTransport transport,
    DocumentService documents,
    IOptions<ConnectorsOptions> options,
    TimeProvider time,
    ICallJournal? journal = null,
    RuntimeMetrics? metrics = null)
{
    /// <summary>Of a body or of JSON.</summary>
    private const int TextAtMost = 64 * 1024;

    internal async ValueTask<(CallInProgress Call, long Key)> BeginAsync(ActivatedJob job, Redactor redactor, CancellationToken cancellation)
    {
        var call = new CallInProgress(FactsOf(job), transport, time)
        {
            Redactor = redactor,
            Trace = job.Trace,
            Metrics = metrics,
            Records = journal is not null,
            ClusterId = cluster.Id,
            DocumentService = documents,
        };
        return (call, journal is null ? 0 : await journal.BeginAsync(IntentOf(job, call), cancellation));
    }

    internal void End(CallInProgress call, long key, ActivatedJob job, CallState state, JobOutcome? outcome)
    {
        journal?.End(key, RecordOf(call, job, state, outcome));
    }

    /// <summary>The outcome of earlier attempts at the job is no longer in question.</summary>
    internal ValueTask SettleAsync(ActivatedJob job, CancellationToken cancellation) =>
        journal?.SettleAsync(job.Key.Value, cancellation) ?? ValueTask.CompletedTask;

    private static JobFacts FactsOf(ActivatedJob job) => new()
    {
        Key = job.Key.Value,
        Type = job.Type,
        ProcessId = job.ProcessId,
        ProcessVersion = job.ProcessVersion,
        ProcessInstanceKey = job.ProcessInstanceKey.Value,
        ElementId = job.ElementId,
        TenantId = job.TenantId,
        RetriesLeft = job.RetriesLeft,
        Headers = job.Headers,
    };

    private CallIntent IntentOf(ActivatedJob job, CallInProgress call) => new()
    {
        JobKey = job.Key.Value,
        Type = job.Type,
        StartedAt = call.StartedAt,
        ProcessId = job.ProcessId,
        ProcessVersion = job.ProcessVersion,
        ProcessDefinitionKey = job.ProcessDefinitionKey.Value,
        ProcessInstanceKey = job.ProcessInstanceKey.Value,
        ElementId = job.ElementId,
        ElementInstanceKey = job.ElementInstanceKey.Value,
        TenantId = job.TenantId,
        RetriesLeft = job.RetriesLeft,
        MustBeOnDisk = RepetitionHeaders.MayNotBeRepeated(job, options.Value.OutcomeUnknown),
    };

    private CallRecord RecordOf(CallInProgress call, ActivatedJob job, CallState state, JobOutcome? outcome)
    {
        var redactor = call.Redactor;
        var failure = (outcome as JobOutcome.Failed)?.Failure;
        var error = (outcome as JobOutcome.Thrown)?.Error;
        var variables = outcome switch
        {
            JobOutcome.Completed completed => completed.Variables,
            JobOutcome.Failed => failure!.Variables,
            JobOutcome.Thrown => error!.Variables,
            _ => default,
        };
        return new CallRecord
        {
            State = state,
            Duration = time.GetElapsedTime(call.Began),
            // Before secrets are filled in: it has their placeholders.
            Inputs = Cut(redactor.Clean(Encoding.UTF8.GetString(job.Variables.Span))),
            Exchanges = [.. call.Exchanges.Select(exchange => Clean(exchange, redactor))],
            Response = call.Response is { } response ? Cut(redactor.Clean(Encoding.UTF8.GetString(response.Span))) : null,
            ResultNulls = call.ExplainResult?.Invoke()?.Clean(redactor).Entries ?? [],
            ErrorExpressionNulls = call.ErrorExpressionNulls?.Clean(redactor).Entries ?? [],
            ErrorExpressionValue = call.ErrorVerdict is { } verdict ? Cut(redactor.Clean(Encoding.UTF8.GetString(verdict.ToJson()))) : null,
            Variables = variables.IsEmpty ? null : Cut(redactor.Clean(Encoding.UTF8.GetString(variables.Span))),
            ErrorCode = error?.Code,
            ErrorMessage = error?.Message ?? failure?.Message ?? (outcome as JobOutcome.Parked)?.Reason,
            NextAttemptAt = outcome switch
            {
                JobOutcome.Failed { Failure: { RetriesLeft: > 0, Backoff: var backoff } } => time.GetUtcNow() + backoff,
                JobOutcome.Parked parked => time.GetUtcNow() + parked.Pause,
                _ => null,
            },
            Log = [.. call.Lines.Select(redactor.Clean)],
        };
    }

    internal static RecordedExchange Clean(Exchange exchange, Redactor redactor) => new()
    {
        StartedAt = exchange.StartedAt,
        RequestLine = redactor.ToPlaceholders(exchange.RequestLine),
        RequestHeaders = [.. exchange.RequestHeaders.Select(header => Clean(header, redactor))],
        RequestBody = Clean(exchange.RequestBody, redactor),
        Answered = exchange.Answered,
        AnswerLine = redactor.ToPlaceholders(exchange.AnswerLine),
        AnswerHeaders = [.. exchange.AnswerHeaders.Select(header => Clean(header, redactor))],
        AnswerBody = Clean(exchange.AnswerBody, redactor),
        Failure = exchange.Failure is { } failure ? redactor.ToPlaceholders(failure) : null,
    };

    private static KeyValuePair<string, string> Clean(KeyValuePair<string, string> header, Redactor redactor) =>
        new(header.Key, redactor.ToPlaceholders(header.Value));

    private static RecordedBody Clean(Capture body, Redactor redactor)
    {
        if (body.BytesSeen is 0)
            return RecordedBody.None;

        var isText = Utf8.IsValid(WholeCharacters(body.Kept.Span));
        var text = isText
            ? redactor.ToPlaceholders(Encoding.UTF8.GetString(WholeCharacters(body.Kept.Span)))
            : Convert.ToBase64String(body.Kept.Span[..Math.Min(body.Kept.Length, TextAtMost / 4 * 3)]);
        var cut = Cut(text);
        return new RecordedBody(cut, !isText, body.BytesSeen, body.BytesSeen > body.Kept.Length || cut.Length < text.Length);
    }

    /// <summary>Without the first bytes of a character that was cut off.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(3, text.Length); back++)
        {
            var lead = text[^back];
            if (lead < 0x80)
                return text;
            if (lead >= 0xC0)
                return back < (lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2) ? text[..^back] : text;
        }

        return text;
    }

    private static string Cut(string text) =>
        text.Length <= TextAtMost ? text : text[..(char.IsHighSurrogate(text[TextAtMost - 1]) ? TextAtMost - 1 : TextAtMost)];
}
