using System.Text;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Planning;

/// <summary>
/// Shows what a call would send without sending it, and sends one outside of any process. The connector itself makes the request; where it
/// would go out, it is written down and the call ends.
/// </summary>
public sealed class CallPlanner(
    ConnectorCatalog catalog,
    JobSecrets secrets,
    IntrinsicFunctions functions,
    JobDecision decision,
    CallBook book,
    NetworkPolicy policy,
    IOptions<ConnectorsOptions> options,
    TimeProvider time)
{
    private const string NotServed = "JOB_TYPE_UNSERVED";

    /// <summary>A dry run of a job.</summary>
    /// <param name="job">Key 0 for one that does not exist; it is offered no idempotency key.</param>
    /// <param name="givenResponse">UTF-8 JSON that stands for what the connector would give back; null for none.</param>
    public async Task<CallPlan> PlanAsync(ActivatedJob job, ReadOnlyMemory<byte>? givenResponse, CancellationToken cancellation)
    {
        if (Find(job.Type) is not { } connector)
            return Unserved(job);

        var call = book.Plan(connector, job);
        ConnectorException? problem = null;
        try
        {
            call.SendsKey = job.Key.Value is not 0 && RepetitionHeaders.SendsKey(job, options.Value.SendIdempotencyKey);
            await connector.ExecuteAsync(await FillInAsync(job, call, cancellation), call, cancellation);
        }
        catch (CallPlannedException)
        {
            // This is what it was made for.
        }
        catch (ConnectorException refused)
        {
            problem = refused;
        }

        var plan = Describe(job, call, problem) with { Denial = await DenialAsync(call, cancellation) };
        return givenResponse is { } response
            ? WithOutcome(plan, call, response, await decision.RemapAsync(job, response.ToArray(), call, cancellation))
            : plan;
    }

    /// <summary>Makes one call outside of any process. It is written down as every call is.</summary>
    /// <param name="job">With key 0. Its inputs are the caller's own words: secrets are filled in wherever they are named.</param>
    public async Task<CallPlan> CallAsync(ActivatedJob job, CancellationToken cancellation)
    {
        if (Find(job.Type) is not { } connector)
            return Unserved(job);

        var (call, key) = await book.BeginAsync(connector, job, new Redactor(), cancellation);
        using var connections = call.Connections;
        call.SendsKey = false;
        using var limit = new CancellationTokenSource(LimitOf(job), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        ReadOnlyMemory<byte>? response = null;
        ConnectorException? problem = null;
        try
        {
            if (call.Refusal is { } refusal)
                throw refusal;
            response = (await connector.ExecuteAsync(await FillInAsync(job, call, both.Token), call, both.Token)).Json;
            call.Response = response;
        }
        catch (ConnectorException failed)
        {
            problem = failed;
        }
        catch (CallParkedException parked)
        {
            problem = new ConnectorException("CALL_PARKED", $"Nothing was sent: {parked.Message}");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            problem = new ConnectorException(
                JobError.TimedOut, $"The call did not end within {LimitOf(job).TotalSeconds:0.#} seconds and was cut off. It may have taken effect.");
        }
        catch (OperationCanceledException)
        {
            book.End(call, key, job, CallState.Abandoned, outcome: null);
            throw;
        }

        var outcome = problem is null
            ? await decision.RemapAsync(job, response!.Value.ToArray(), call, cancellation)
            : await decision.DecideOnAsync(job, problem, call, cancellation);
        book.End(call, key, job, StateOf(outcome), outcome);
        return WithOutcome(Describe(job, call, problem) with { IsSent = true }, call, response, outcome);
    }

    private OutboundConnector? Find(string type) => catalog.Outbound.FirstOrDefault(connector => connector.JobType == type);

    /// <summary>Outside of any process no model says where secrets and functions may stand: functions do not run there.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> FillInAsync(ActivatedJob job, CallInProgress call, CancellationToken cancellation) =>
        job.ProcessDefinitionKey.Value is 0
            ? await secrets.FillInEverywhereAsync(job, call.Redactor, cancellation)
            : await functions.RunAsync(job, await secrets.FillInAsync(job, call.Redactor, cancellation), call, cancellation);

    /// <summary>Judges the address that the request names. A name is not looked up: that would be a message to somebody, too.</summary>
    private async Task<string?> DenialAsync(CallInProgress call, CancellationToken cancellation)
    {
        if (call.Exchanges is not [var exchange, ..]
            || !Uri.TryCreate(exchange.RequestLine[(exchange.RequestLine.IndexOf(' ', StringComparison.Ordinal) + 1)..], UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https"))
        {
            return null;
        }

        try
        {
            if (address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || address.IsLoopback)
                await policy.FindAsync(address.Host, address.Port, cancellation);
            return policy.JudgeHost(address.Host, address.Port) is { } denied
                ? call.Redactor.Clean($"{address.Host} must not be called: {denied.Rule}. {denied.Remedy} [{NetworkPolicy.Denied}]")
                : null;
        }
        catch (ConnectorException denied)
        {
            return call.Redactor.Clean(denied.Message);
        }
    }

    private CallPlan Describe(ActivatedJob job, CallInProgress call, ConnectorException? problem) => new()
    {
        Type = job.Type,
        IsSent = false,
        Input = call.Redactor.Clean(Encoding.UTF8.GetString(job.Variables.Span)),
        Exchanges = new ExchangeRecording(call.Redactor).Of(call.Exchanges),
        Secrets = [.. SecretSyntax.NamesIn(Encoding.UTF8.GetString(job.Variables.Span)).Distinct()],
        Problem = problem is null ? null : call.Redactor.Clean(problem.Message),
        ProblemCode = problem is null ? null : call.Redactor.Clean(problem.Code),
        CallAtMost = LimitOf(job),
    };

    private static CallPlan WithOutcome(CallPlan plan, CallInProgress call, ReadOnlyMemory<byte>? response, JobOutcome outcome)
    {
        var redactor = call.Redactor;
        return plan with
        {
            Response = response is { } json ? redactor.Clean(Encoding.UTF8.GetString(json.Span)) : null,
            Outcome = outcome switch
            {
                JobOutcome.Completed completed => new PlannedOutcome(PlannedOutcomeKind.Completed, Text(completed.Variables, redactor), null, null),
                JobOutcome.Failed failed => new PlannedOutcome(PlannedOutcomeKind.Failed, Text(failed.Failure.Variables, redactor), null, failed.Failure.Message),
                JobOutcome.Thrown thrown => new PlannedOutcome(
                    PlannedOutcomeKind.BpmnError, Text(thrown.Error.Variables, redactor), thrown.Error.Code, thrown.Error.Message),
                _ => throw new System.Diagnostics.UnreachableException($"No words for {outcome.GetType().Name}."),
            },
            ResultNulls = call.ExplainResult?.Invoke()?.Clean(redactor).Entries ?? [],
            ErrorExpressionNulls = call.ErrorExpressionNulls?.Clean(redactor).Entries ?? [],
        };
    }

    private static string Text(ReadOnlyMemory<byte> json, Redactor redactor) =>
        json.IsEmpty ? "{}" : redactor.Clean(Encoding.UTF8.GetString(json.Span));

    private TimeSpan LimitOf(ActivatedJob job) =>
        job.Headers.TryGetValue("jobTimeout", out var text) && IsoDuration.TryParse(text, out var own) && own > TimeSpan.Zero && own < options.Value.CallAtMost
            ? own
            : options.Value.CallAtMost;

    private static CallState StateOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Completed => CallState.Completed,
        JobOutcome.Thrown => CallState.BpmnError,
        _ => CallState.Failed,
    };

    private static CallPlan Unserved(ActivatedJob job) => new()
    {
        Type = job.Type,
        IsSent = false,
        Input = Encoding.UTF8.GetString(job.Variables.Span),
        Problem = $"No connector of this server serves the job type '{job.Type}'.",
        ProblemCode = NotServed,
    };
}
