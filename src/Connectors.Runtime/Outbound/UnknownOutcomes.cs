using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>Decides about a job whose earlier attempt may have taken effect: as the model says, before anything is sent again.</summary>
/// <param name="journal">Without one nothing is known of earlier attempts, and every attempt is made.</param>
public sealed class UnknownOutcomes(
    Expressions expressions, IOptions<ConnectorsOptions> options, TimeProvider time, ICallJournal? journal = null)
{
    public const string Unknown = "OUTCOME_UNKNOWN";
    public const string Undecided = "READ_BACK_UNDECIDED";

    /// <returns>What stands for the response of the earlier attempt; null when the call is to be made.</returns>
    /// <exception cref="ConnectorException">A person has to decide, or the other side could not be asked.</exception>
    internal async Task<OutboundAnswer?> AnswerAsync(
        OutboundConnector connector, ActivatedJob job, ReadOnlyMemory<byte> variables, CallInProgress call, CancellationToken cancellation)
    {
        var policy = RepetitionHeaders.PolicyOf(job, options.Value.OutcomeUnknown);
        if (journal?.FindUnknown(job.Key.Value) is not { } earlier)
            return null;

        switch (policy)
        {
            case OutcomeUnknownPolicy.Repeat:
                call.Log($"The call {earlier.Key} of {earlier.StartedAt:u} may have taken effect; it is made again.");
                call.SettlesUnknown = true;
                return null;
            case OutcomeUnknownPolicy.Incident:
                call.SettlesUnknown = true;
                throw new ConnectorException(
                    Unknown,
                    $"The answer to the call {earlier.Key} of {earlier.StartedAt:u} got lost: it may have taken effect. Look at the "
                    + "other side. Resolve the incident to make the call again, or complete the job by hand if it did. "
                    + $"[{Unknown}]")
                {
                    Retry = RetryAdvice.Never,
                };
            case OutcomeUnknownPolicy.ReadBack:
                var answer = await ReadBackAsync(connector, job, variables, call, earlier, cancellation);
                call.SettlesUnknown = true;
                return answer;
        }

        throw new System.Diagnostics.UnreachableException($"No rule for {policy}.");
    }

    private async Task<OutboundAnswer?> ReadBackAsync(
        OutboundConnector connector,
        ActivatedJob job,
        ReadOnlyMemory<byte> variables,
        CallInProgress call,
        UnknownCall earlier,
        CancellationToken cancellation)
    {
        call.Log($"The call {earlier.Key} of {earlier.StartedAt:u} may have taken effect; the other side is asked.");
        Response seen;
        ConnectorException? failure = null;
        try
        {
            seen = new Response((await connector.ExecuteAsync(InputOf(job, variables, call), call, cancellation)).Json);
        }
        catch (ConnectorException refused)
        {
            failure = refused;
            var error = JobError.Of(refused, job, TimeSpan.Zero, call.Redactor).ToContext();
            seen = new Response(FeelValue.From(FeelContext.Of(("error", FeelValue.From(error)))));
        }

        var verdict = Evaluate(job, RepetitionHeaders.ReadBackResult, seen.Spread());
        if (verdict.TryGetContext(out var decided) && decided.TryGet("done", out var flag) && flag.TryGetBoolean(out var done))
        {
            call.Log(done ? "It did take effect." : "It did not take effect; the call is made.");
            return done
                ? new OutboundAnswer((decided.TryGet("response", out var response) ? response : FeelValue.Null).ToJson(), AdHoc: null)
                : null;
        }

        throw failure ?? new ConnectorException(
            Undecided,
            $"The header {RepetitionHeaders.ReadBackResult} of element {job.ElementId} must give {{done: true, response: …}} or "
            + $"{{done: false}}, but it gave a {verdict.Kind}. Nothing was sent again. [{Undecided}]")
        {
            Retry = RetryAdvice.Never,
        };
    }

    private byte[] InputOf(ActivatedJob job, ReadOnlyMemory<byte> variables, CallInProgress call)
    {
        if (!FeelValue.FromJson(variables).TryGetContext(out var inputs))
            inputs = FeelContext.Empty;
        var asks = Evaluate(
            job, RepetitionHeaders.ReadBackInput, new LaidOver("idempotencyKey", () => FeelValue.From(call.IdempotencyKey), inputs));
        return asks.TryGetContext(out var over)
            ? FeelValue.From(FeelContext.Merge(inputs, over)).ToJson()
            : throw new ConnectorException(
                Undecided,
                $"The header {RepetitionHeaders.ReadBackInput} of element {job.ElementId} must give an object of inputs, but it gave a "
                + $"{asks.Kind}. Nothing was sent. [{Undecided}]")
            {
                Retry = RetryAdvice.Never,
            };
    }

    private FeelValue Evaluate(ActivatedJob job, string header, IFeelVariables context)
    {
        var expression = expressions.Get(job.Headers[header]);
        var result = expression.Evaluate(context, new FeelEvaluation { Now = time.GetUtcNow() });
        return result.Failure is null ? result.Value : throw FeelFailure.Of(Undecided, $"The header {header}", expression, result);
    }
}
