using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>What senders are told of their events, and how metrics and the activity log call it.</summary>
internal static class WebhookAnswers
{
    /// <summary>Composes the answer to an event that was accepted.</summary>
    /// <param name="problem">Why it cannot be composed, without data; null when it can.</param>
    /// <returns>Null for nothing to say.</returns>
    public static WebhookAnswer? Compose(
        FeelExpression expression, FeelContext @event, CorrelationResult.Success success, DateTimeOffset now, out string? problem)
    {
        try
        {
            var context = new LaidOver("correlation", () => CorrelationView.Of(success), @event);
            var result = expression.Evaluate(context, new FeelEvaluation { Now = now });
            // Not in its words, which may quote the request.
            problem = result.Failure is { } failure ? $"{failure.Code} at position {failure.Start + 1} of the response expression" : null;
            return problem is not null || result.Value.IsNull ? null : WebhookAnswer.FromFeel(result.Value);
        }
        catch (ConnectorException unfit)
        {
            problem = unfit.Code;
            return null;
        }
    }

    /// <param name="note">Gets what the operator may read.</param>
    public static WebhookRefusal Refuse(CorrelationResult result, Action<string> note)
    {
        switch (result)
        {
            case CorrelationResult.NotMatched:
                return WebhookRefusal.Of(
                    StatusCodes.Status422UnprocessableEntity,
                    "WEBHOOK_NOT_MATCHED",
                    "The activation condition of this webhook is not met by the request.");
            case CorrelationResult.InvalidInput invalid:
                note(invalid.Detail);
                return WebhookRefusal.Of(StatusCodes.Status422UnprocessableEntity, invalid.Code, invalid.Reason);
            case CorrelationResult.Quarantined kept:
                return Refuse(kept.Problem, note).In(kept.Key);
            case CorrelationResult.Suspended:
                return WebhookRefusal.Suspended();
            case CorrelationResult.Refused refused:
                note($"The cluster refused the event ({refused.Error}).");
                return ClusterStatus.Refusal(refused.Error);
            default:
                throw new System.Diagnostics.UnreachableException($"No answer for {result.GetType().Name}.");
        }
    }

    /// <summary>For the activity log; null for refusals, which are noted where they are answered.</summary>
    public static string? Describe(CorrelationResult result) => result switch
    {
        CorrelationResult.InstanceCreated created => $"{created.Element.ElementId} started process instance {created.Key.Value}.",
        CorrelationResult.MessagePublished published => $"{published.Element.ElementId} published message {published.Key.Value}.",
        CorrelationResult.MessageCorrelated correlated =>
            $"{correlated.Element.ElementId} reached process instance {correlated.InstanceKey.Value}.",
        CorrelationResult.AlreadyAccepted known => $"{known.Element.ElementId} had accepted the event before.",
        CorrelationResult.NotMatched { IsConsumed: true } => "No activation condition is met by the event; it is consumed.",
        CorrelationResult.Held held => $"The event is held as {held.Key.Value}: its trigger is suspended, or others wait before it.",
        _ => null,
    };

    /// <summary>For metrics.</summary>
    public static string Name(CorrelationResult result) => result switch
    {
        CorrelationResult.Success => "correlated",
        CorrelationResult.Held => "held",
        CorrelationResult.Quarantined { Problem: CorrelationResult.NotMatched } => "activation-condition-failed",
        CorrelationResult.NotMatched => "activation-condition-failed",
        _ => "correlation-failed",
    };

    /// <summary>Whether somebody may have a reference to the documents of an event. An unclear outcome counts as yes.</summary>
    public static bool Keeps(CorrelationResult result) => result switch
    {
        CorrelationResult.Success success => !success.IsRepetition,
        CorrelationResult.Held held => !held.IsRepetition,
        CorrelationResult.Quarantined kept => !kept.IsRepetition,
        CorrelationResult.Refused refused => refused.Error is Protocol.ClusterError.Unavailable
            or Protocol.ClusterError.DeadlineExceeded or Protocol.ClusterError.Internal,
        CorrelationResult.NotMatched or CorrelationResult.InvalidInput or CorrelationResult.Suspended => false,
        _ => throw new System.Diagnostics.UnreachableException($"No rule for {result.GetType().Name}."),
    };
}
