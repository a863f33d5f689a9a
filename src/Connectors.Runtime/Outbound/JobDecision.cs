using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>
/// Does one job and says what to tell the cluster: backoff, job timeout, secrets, binding, call, result mapping, error
/// expression, in this order.
/// </summary>
public sealed class JobDecision(
    JobSecrets secrets, Expressions expressions, ClusterCommands commands, TimeProvider time, ILogger<JobDecision> logger)
{
    /// <summary>A call is cut off before the cluster gives the job away: by this part of what was left, and at most this long.</summary>
    private const double ReserveOfTimeout = 0.1;
    private static readonly TimeSpan ReserveAtMost = TimeSpan.FromSeconds(5);

    /// <summary>Timers of the platform end at 2^32 ms.</summary>
    private static readonly TimeSpan CallAtMost = TimeSpan.FromDays(49);

    /// <exception cref="OperationCanceledException">The host stops: the job is abandoned.</exception>
    internal async Task<JobOutcome> DecideAsync(
        OutboundConnector connector, ActivatedJob job, CallInProgress call, CancellationToken cancellation)
    {
        var attempt = await AttemptAsync(connector, job, call, cancellation);
        if (attempt is Attempt.Parked parked)
            return new JobOutcome.Parked(parked.Pause, parked.Reason);
        try
        {
            return Judge(job, attempt, call);
        }
        catch (Exception broken)
        {
            // Let out, it would leave the job to its timeout, and the call would be made again and again.
            return GiveUp(broken, attempt, job, call.Redactor);
        }
    }

    private async Task<Attempt> AttemptAsync(
        OutboundConnector connector, ActivatedJob job, CallInProgress call, CancellationToken cancellation)
    {
        var backoff = TimeSpan.Zero;
        try
        {
            backoff = BackoffOf(job);
            if (JobTimeoutHeader.Of(job) is { } timeout)
                job = job with { Deadline = await HoldAsync(job, timeout, cancellation) };
            var variables = await secrets.FillInAsync(job, call.Redactor, cancellation);
            var json = await ExecuteAsync(connector, job, variables, call, cancellation);
            call.Response = json;
            var response = new Response(json);
            var result = ResultMapping.Of(job.Headers, expressions).Map(response, time.GetUtcNow());
            SizeGuard.Check(result.Json, "The result");
            return new Attempt.Succeeded(response, result);
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
                Log.ConnectorDefect(logger, job.Key.Value, job.Type, call.Redactor.Clean(failure.ToString()));
            return new Attempt.Failed(JobError.Of(failure, job, backoff, call.Redactor));
        }
    }

    private async Task<DateTimeOffset> HoldAsync(ActivatedJob job, TimeSpan timeout, CancellationToken cancellation)
    {
        var deadline = await commands.HoldAsync(job, timeout, cancellation);
        return deadline > time.GetUtcNow()
            ? deadline
            : throw new ConnectorException(
                JobError.TimedOut,
                $"The call was not made: the job timeout of {timeout.TotalSeconds:0.###} seconds had passed by the time the cluster "
                + $"confirmed it. Set a longer jobTimeout for element {job.ElementId}. [{JobError.TimedOut}]");
    }

    private async Task<byte[]> ExecuteAsync(
        OutboundConnector connector, ActivatedJob job, ReadOnlyMemory<byte> variables, CallInProgress call, CancellationToken cancellation)
    {
        var left = job.Deadline - time.GetUtcNow();
        var reserve = left * ReserveOfTimeout;
        var limit = left - (reserve < ReserveAtMost ? reserve : ReserveAtMost);
        using var deadline = new CancellationTokenSource(
            limit > CallAtMost ? CallAtMost : limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time);
        await using var abandoned = cancellation.UnsafeRegister(static call => ((CancellationTokenSource)call!).Cancel(), deadline);
        try
        {
            return await connector.ExecuteAsync(variables, call, deadline.Token);
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ConnectorException(
                JobError.TimedOut,
                $"The call did not end within {limit.TotalSeconds:0.#} seconds and was cut off, because the job would soon be "
                + $"given to another worker. It may have taken effect. [{JobError.TimedOut}]",
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

    private JobOutcome Judge(ActivatedJob job, Attempt attempt, CallInProgress call)
    {
        var redactor = call.Redactor;
        var verdict = job.Headers.TryGetValue("errorExpression", out var text) && !string.IsNullOrWhiteSpace(text)
            ? ErrorVerdict.Of(expressions.Get(text), ContextOf(job, attempt), time.GetUtcNow(), value => call.ErrorVerdict = value)
            : new ErrorVerdict.None();
        return (verdict, attempt) switch
        {
            (ErrorVerdict.None, Attempt.Succeeded success) => new JobOutcome.Completed(success.Result.Json),
            (ErrorVerdict.None, Attempt.Failed failure) => new JobOutcome.Failed(failure.Error.ToFailure()),
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
            }),
            _ => throw new System.Diagnostics.UnreachableException($"No rule for {verdict.GetType().Name}."),
        };
    }

    /// <remarks>Once anything was mapped, the mapped variables are all that an error expression sees, also as <c>response</c>.</remarks>
    private static LaidOver ContextOf(ActivatedJob job, Attempt attempt)
    {
        var seen = attempt switch
        {
            Attempt.Succeeded { Result.IsEmpty: true } success => success.Response,
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
        return new JobOutcome.Failed(error.ToFailure());
    }
}
