using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Telemetry;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>
/// Does one job and says what to tell the cluster: backoff, job timeout, secrets, functions, binding, call, result mapping,
/// error expression, in this order.
/// </summary>
public sealed class JobDecision(
    JobSecrets secrets,
    IntrinsicFunctions functions,
    UnknownOutcomes unknown,
    Expressions expressions,
    IOptions<ConnectorsOptions> options,
    TimeProvider time,
    ILogger<JobDecision> logger)
{
    /// <exception cref="OperationCanceledException">The host stops: the job is abandoned.</exception>
    internal async Task<JobOutcome> DecideAsync(
        OutboundConnector connector, ActivatedJob job, CallInProgress call, JobLease lease, CancellationToken cancellation)
    {
        var attempt = await AttemptAsync(connector, job, call, lease, cancellation);
        call.Executed = time.GetTimestamp();
        if (attempt is Attempt.Parked parked)
            return new JobOutcome.Parked(parked.Pause, parked.Reason);
        return await JudgeOrGiveUpAsync(job, attempt, call, cancellation);
    }

    /// <summary>What would become of the job if the connector gave this response.</summary>
    internal async Task<JobOutcome> RemapAsync(ActivatedJob job, byte[] response, CallInProgress call, CancellationToken cancellation)
    {
        Attempt attempt;
        try
        {
            attempt = await MapResponseAsync(job, new OutboundAnswer(response, AdHoc: null), call, cancellation);
        }
        catch (ConnectorException failure)
        {
            call.FailureCode = failure.Code;
            attempt = new Attempt.Failed(JobError.Of(failure, job, TimeSpan.Zero, call.Redactor));
        }

        return await JudgeOrGiveUpAsync(job, attempt, call, cancellation);
    }

    /// <summary>What becomes of a job whose call failed elsewhere.</summary>
    internal async Task<JobOutcome> DecideOnAsync(
        ActivatedJob job, ConnectorException failure, CallInProgress call, CancellationToken cancellation)
    {
        call.FailureCode = failure.Code;
        var attempt = new Attempt.Failed(JobError.Of(failure, job, TimeSpan.Zero, call.Redactor));
        return await JudgeOrGiveUpAsync(job, attempt, call, cancellation);
    }

    private async Task<JobOutcome> JudgeOrGiveUpAsync(
        ActivatedJob job, Attempt attempt, CallInProgress call, CancellationToken cancellation)
    {
        try
        {
            return await JudgeAsync(job, attempt, call, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception broken)
        {
            // Let out, it would leave the job to its timeout, and the call would be made again and again.
            call.FailureCode = (broken as ConnectorException)?.Code;
            return GiveUp(broken, attempt, job, call.Redactor);
        }
    }

    private async Task<Attempt.Succeeded> MapResponseAsync(
        ActivatedJob job, OutboundAnswer answer, CallInProgress call, CancellationToken cancellation)
    {
        call.Response = answer.Json;
        var response = new Response(answer.Json);
        var result = answer.AdHoc is { } adHoc
            ? AdHocAnswers.VariablesOf(adHoc)
            : await ResultMapping.Of(job.Headers, expressions).MapAsync(response, time.GetUtcNow(), call.Documents, cancellation);
        call.ExplainResult = result.ExplainNulls;
        SizeGuard.Check(result.Json, "The result");
        call.Result = result.Json;
        return new Attempt.Succeeded(response, result, answer.AdHoc is null ? null : AdHocAnswers.CompletionOf(answer.AdHoc));
    }

    private async Task<Attempt> AttemptAsync(
        OutboundConnector connector, ActivatedJob job, CallInProgress call, JobLease lease, CancellationToken cancellation)
    {
        var backoff = TimeSpan.Zero;
        try
        {
            backoff = BackoffOf(job);
            if (call.Refusal is { } refusal)
                throw refusal;
            call.SendsKey = RepetitionHeaders.SendsKey(job, options.Value.SendIdempotencyKey);
            if (JobTimeoutHeader.Of(job) is { } timeout)
                await lease.HoldForAsync(timeout, cancellation);
            var variables = await secrets.FillInAsync(job, call.Redactor, cancellation);
            var answer = await ExecuteAsync(connector, job, variables, call, lease, cancellation);
            return await MapResponseAsync(job, answer, call, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (CallParkedException parked)
        {
            return new Attempt.Parked(parked.Pause, parked.Message);
        }
        catch (Exception failure)
        {
            if (failure is not (ConnectorException or ClusterException))
                Log.ConnectorDefect(logger, job.Key.Value, job.Type, DefectText.Of(failure));
            call.FailureCode = (failure as ConnectorException)?.Code;
            call.IsOutcomeUnknown = failure is ConnectorException { IsOutcomeUnknown: true };
            return new Attempt.Failed(JobError.Of(failure, job, backoff, call.Redactor));
        }
    }

    private async Task<OutboundAnswer> ExecuteAsync(
        OutboundConnector connector,
        ActivatedJob job,
        ReadOnlyMemory<byte> variables,
        CallInProgress call,
        JobLease lease,
        CancellationToken cancellation)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(lease.Ends, cancellation);
        try
        {
            if (call.Replay is { } recorded)
                return new OutboundAnswer(recorded, AdHoc: null);
            variables = await functions.RunAsync(job, variables, call, ends.Token);
            return await unknown.AnswerAsync(connector, job, variables, call, ends.Token)
                ?? await connector.ExecuteAsync(variables, call, ends.Token);
        }
        catch (OperationCanceledException late) when (lease.Ends.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ConnectorException(
                JobError.TimedOut,
                $"The call did not end within {lease.Limit.TotalSeconds:0.#} seconds and was cut off. It may have taken effect. A longer "
                + $"time is set by {ConnectorsOptions.Section}:{nameof(ConnectorsOptions.CallAtMost)}, or by the header jobTimeout of "
                + $"element {job.ElementId}. [{JobError.TimedOut}]",
                late);
        }
    }

    private static TimeSpan BackoffOf(ActivatedJob job)
    {
        if (!job.Headers.TryGetValue("retryBackoff", out var text))
            return TimeSpan.Zero;

        return IsoDuration.TryParse(text, out var backoff) && backoff >= TimeSpan.Zero
            ? backoff
            : throw new ConnectorException(
                JobError.RetryBackoffInvalid,
                $"The header retryBackoff of element {job.ElementId} is \"{text}\": expected a duration such as PT30S, or no "
                + $"such header. [{JobError.RetryBackoffInvalid}]")
            {
                Retry = RetryAdvice.Never,
            };
    }

    private async Task<JobOutcome> JudgeAsync(ActivatedJob job, Attempt attempt, CallInProgress call, CancellationToken cancellation)
    {
        var redactor = call.Redactor;
        var verdict = job.Headers.TryGetValue("errorExpression", out var text) && !string.IsNullOrWhiteSpace(text)
            ? await ErrorVerdict.OfAsync(
                expressions.Get(text),
                ContextOf(job, attempt),
                time.GetUtcNow(),
                call.Documents,
                result =>
                {
                    call.ErrorVerdict = result.Value;
                    call.ErrorExpressionNulls = NullTrace.OfWarnings(expressions.Get(text), result);
                },
                cancellation)
            : new ErrorVerdict.None();
        return (verdict, attempt) switch
        {
            (ErrorVerdict.None, Attempt.Succeeded success) => new JobOutcome.Completed(success.Result.Json, success.AdHoc),
            (ErrorVerdict.None, Attempt.Failed failure) => new JobOutcome.Failed(failure.Error.ToFailure(), failure.Error.Code ?? failure.Error.Type),
            (ErrorVerdict.Ignore, Attempt.Succeeded { AdHoc: not null }) => throw AdHocAnswers.RefuseIgnore(job),
            (ErrorVerdict.Ignore ignore, _) => new JobOutcome.Completed(Checked(ignore.Variables)),
            (ErrorVerdict.Throw error, _) => new JobOutcome.Thrown(new BpmnError
            {
                Code = error.Code,
                Message = Limits.Cut(redactor.Clean(error.Message)),
                Variables = redactor.CleanJson(Checked(error.Variables)),
            }),
            (ErrorVerdict.Fail fail, _) => new JobOutcome.Failed(new JobFailure
            {
                RetriesLeft = fail.RetriesLeft,
                Backoff = fail.Backoff < TimeSpan.Zero ? TimeSpan.Zero : fail.Backoff,
                Message = Limits.Cut(redactor.Clean(Limits.Message(fail.Message, fail.Variables))),
                Variables = redactor.CleanJson(Checked(fail.Variables)),
            }, "jobError"),
            _ => throw new System.Diagnostics.UnreachableException($"No rule for {verdict.GetType().Name}."),
        };
    }

    /// <remarks>Once anything was mapped, the mapped variables are all that an error expression sees, also as <c>response</c>.</remarks>
    private static LaidOver ContextOf(ActivatedJob job, Attempt attempt)
    {
        var seen = attempt switch
        {
            Attempt.Succeeded { Result.IsEmpty: true } or Attempt.Succeeded { AdHoc: not null } => ((Attempt.Succeeded)attempt).Response,
            Attempt.Succeeded success => new Response(FeelValue.From(success.Result.Context)),
            Attempt.Failed failure => new Response(FeelValue.From(FeelContext.Of(("error", FeelValue.From(failure.Error.ToContext()))))),
            _ => throw new System.Diagnostics.UnreachableException($"No rule for {attempt.GetType().Name}."),
        };
        return new LaidOver("job", () => FeelValue.From(FeelContext.Of(("retries", FeelValue.From(job.RetriesLeft)))), seen.Spread());
    }

    private static byte[] Checked(FeelContext variables)
    {
        const string What = "The error expression's result";
        var json = SizeGuard.Write(FeelValue.From(variables), What);
        SizeGuard.Check(json, What);
        return json;
    }

    /// <summary>An expression that fails now fails next time too; the failure it was asked about must not get lost over it.</summary>
    private static JobOutcome.Failed GiveUp(Exception broken, Attempt attempt, ActivatedJob job, Redactor redactor)
    {
        var error = JobError.Of(broken, job, TimeSpan.Zero, redactor) with { RetriesLeft = 0 };
        if (attempt is Attempt.Failed { Error: var cause })
            error = error with { Message = Limits.Cut($"{error.Message} It was asked about this failure: {cause.Message}") };
        return new JobOutcome.Failed(error.ToFailure(), error.Code ?? error.Type);
    }
}
