using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>
/// Decides what an event does: which element takes it, under which key and identity, with which variables. The same for events that arrive,
/// for those that are driven again, and for the question what would happen.
/// </summary>
internal static class InboundDecider
{
    public const string ExpressionFailed = "INBOUND_EXPRESSION_FAILED";
    public const string SeveralMatch = "INBOUND_SEVERAL_MATCH";
    public const string NoCorrelationKey = "INBOUND_NO_CORRELATION_KEY";

    private const int DeduplicationKeyAtMost = 256;

    /// <param name="elements">Of one running connector, newest version first; at least one.</param>
    /// <param name="trace">Where the course is written down; null for nobody who asks.</param>
    public static InboundDecision Decide(
        IReadOnlyList<InboundElement> elements, FeelContext @event, string? messageId, DateTimeOffset now, DecisionTrace? trace = null)
    {
        var work = new Work(@event, now, trace);
        InboundElement? taker = null;
        try
        {
            var matches = work.Matches(elements);
            if (matches.Count is 0)
                return new InboundDecision.NotMatched(elements.Any(element => element.ConsumesUnmatched));
            if (AreAmbiguous(matches))
                return Several(matches);

            taker = matches[0];
            return matches.Count is 1 || AreVersionsOfOne(matches)
                ? work.EffectOf(taker, messageId)
                : AcrossVersions(work, matches, messageId);
        }
        catch (FeelFailure failure)
        {
            return new InboundDecision.Unfit(taker, failure.Code, failure.Reason, failure.Place);
        }
        catch (ConnectorException unfit)
        {
            return new InboundDecision.Unfit(taker, unfit.Code, ReasonOf(unfit), unfit.Message);
        }
    }

    /// <summary>Whether some element would take the event. An event that would have to be put aside is not taken.</summary>
    public static bool CanActivate(IReadOnlyList<InboundElement> elements, FeelContext @event, DateTimeOffset now)
    {
        try
        {
            var matches = new Work(@event, now, trace: null).Matches(elements);
            return matches.Count > 0 && !AreAmbiguous(matches);
        }
        catch (FeelFailure)
        {
            return false;
        }
    }

    /// <summary>Of an event that no element could take: by the words of the newest one.</summary>
    /// <returns>Null when it has no identity, or none that can be made out.</returns>
    public static string? DeduplicationKeyOf(InboundElement newest, FeelContext @event, string? messageId, DateTimeOffset now)
    {
        try
        {
            return KeyOf(newest, new Work(@event, now, trace: null).MessageIdOf(newest, messageId));
        }
        catch (ConnectorException)
        {
            return null;
        }
    }

    /// <summary>The same waiting element in several versions of a process: one message reaches whichever waits.</summary>
    private static bool AreVersionsOfOne(List<InboundElement> matches) =>
        matches[0].Point is CorrelationPoint.Message { IsStart: false } point
        && matches.All(match =>
            match.Point == point
            && match.CorrelationKey?.Text == matches[0].CorrelationKey?.Text
            && match.MessageId?.Text == matches[0].MessageId?.Text
            && match.MessageTimeToLive == matches[0].MessageTimeToLive
            && match.Result.Variable == matches[0].Result.Variable
            && match.Result.Expression?.Text == matches[0].Result.Expression?.Text);

    /// <summary>Whether two elements of one version would take the event, and it makes a difference which.</summary>
    private static bool AreAmbiguous(List<InboundElement> matches) =>
        matches.Count > 1
        && matches.GroupBy(match => match.Definition.Key).Any(version => version.Count() > 1 && !AreVersionsOfOne([.. version]));

    /// <summary>
    /// Versions that see the event differently. It belongs to the one of which an instance waits for it; when none does, to the newest that
    /// can make something of it.
    /// </summary>
    private static InboundDecision.Effect AcrossVersions(Work work, List<InboundElement> matches, string? messageId)
    {
        var effects = new List<InboundDecision.Effect>();
        ConnectorException? unfit = null;
        foreach (var version in matches.OrderByDescending(match => match.Definition.Version).DistinctBy(match => match.Definition.Key))
        {
            try
            {
                var effect = work.EffectOf(version, messageId);
                if (!effects.Exists(other => other.Element.Point == effect.Element.Point && other.CorrelationKey == effect.CorrelationKey))
                    effects.Add(effect);
            }
            catch (ConnectorException failure)
            {
                unfit ??= failure;
            }
        }

        if (effects.Count is 0)
            throw unfit!;
        var newest = effects[0];
        // One identity, whoever takes the event: a repetition is none although somebody else waits by then.
        return effects.Count is 1
            ? newest
            : newest with
            {
                WhereAwaited = [.. effects
                    .Where(effect => effect.Element.Point is CorrelationPoint.Message { IsStart: false })
                    .Select(effect => effect with { DeduplicationKey = newest.DeduplicationKey })],
            };
    }

    private static InboundDecision.Unfit Several(List<InboundElement> matches) => new(
        Element: null,
        SeveralMatch,
        "More than one element of the process would take this event.",
        $"The elements {string.Join(", ", matches.Select(match => $"{match.ElementId} (version {match.Definition.Version})"))} all take "
        + $"this event: give them activation conditions that exclude each other. [{SeveralMatch}]");

    private static string ReasonOf(ConnectorException unfit) => unfit.Code switch
    {
        SizeGuard.TooLarge => "The event is too large to become variables.",
        NoCorrelationKey => "The request has no correlation key where the process expects it.",
        _ => "The event could not be mapped to variables.",
    };

    /// <summary>The trigger and the event. Not the version: a repetition may arrive after the next deployment.</summary>
    private static string? KeyOf(InboundElement element, string? messageId)
    {
        if (string.IsNullOrEmpty(messageId))
            return null;

        var key = $"{element.Definition.TenantId}/{element.Definition.ProcessId}/{element.ElementId}/{messageId}";
        return key.Length <= DeduplicationKeyAtMost ? key : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }

    private static string? TextOf(FeelValue value)
    {
        if (value.IsNull)
            return null;
        return value.TryGetString(out var text) ? text : Encoding.UTF8.GetString(SizeGuard.Write(value, "The key or id"));
    }

    /// <summary>The expressions of elements on one event.</summary>
    private readonly struct Work(FeelContext @event, DateTimeOffset now, DecisionTrace? trace)
    {
        private readonly FeelEvaluation _evaluation = new() { Now = now, Trace = trace?.Limits };

        /// <summary>Asks every element, whatever the first one says.</summary>
        public List<InboundElement> Matches(IReadOnlyList<InboundElement> elements)
        {
            var matches = new List<InboundElement>(1);
            FeelFailure? failure = null;
            ProcessDefinitionKey? failed = null;
            foreach (var element in elements)
            {
                if (element.ActivationCondition is not { } condition)
                {
                    matches.Add(element);
                    continue;
                }

                // Only true activates; null and other values do not.
                var result = Evaluate(element, InboundStep.ActivationCondition, condition);
                if (result.Failure is not null)
                {
                    failure ??= FeelFailure.Of(ExpressionFailed, "The activation condition", condition, result);
                    failed ??= element.Definition.Key;
                }
                else if (result.Value.TryGetBoolean(out var active) && active)
                    matches.Add(element);
            }

            // A condition of an older version may not understand what is for a newer one.
            return failure is null || (matches.Count > 0 && matches.TrueForAll(match => match.Definition.Key != failed)) ? matches : throw failure;
        }

        public InboundDecision.Effect EffectOf(InboundElement element, string? messageId)
        {
            var id = MessageIdOf(element, messageId);
            var key = element.Point is CorrelationPoint.Message message ? CorrelationKeyOf(element, message) : "";
            var response = new Response(FeelValue.From(@event));
            if (trace is not null && element.Result.Expression is { } expression)
                trace.Add(element, InboundStep.Result, expression.Evaluate(response.Spread(), _evaluation with { Documents = new FeelDocuments() }));
            var variables = element.Result.Map(response, now).Json;
            SizeGuard.Check(variables, "The result");
            return new InboundDecision.Effect(element, key, variables, id ?? "", KeyOf(element, id));
        }

        public string? MessageIdOf(InboundElement element, string? messageId)
        {
            if (element.MessageId is not { } expression)
                return messageId;

            var result = Evaluate(element, InboundStep.MessageId, expression);
            return result.Failure is null
                ? TextOf(result.Value)
                : throw FeelFailure.Of(ExpressionFailed, "The message id expression", expression, result);
        }

        /// <summary>A key that cannot be made out is none.</summary>
        private string CorrelationKeyOf(InboundElement element, CorrelationPoint.Message message)
        {
            string? key = null;
            var why = "";
            if (element.CorrelationKey is { } expression)
            {
                var result = Evaluate(element, InboundStep.CorrelationKey, expression);
                if (result.Failure is null)
                    key = TextOf(result.Value);
                else
                    why = $" {FeelFailure.Of(ExpressionFailed, "The correlation key", expression, result).Place}";
            }

            if (string.IsNullOrEmpty(key) && !message.IsStart)
                throw new ConnectorException(
                    NoCorrelationKey,
                    $"The request has no correlation key where the process expects it: element {element.ElementId} cannot tell which "
                    + $"instance it is for.{why} [{NoCorrelationKey}]");
            return key ?? "";
        }

        private FeelResult Evaluate(InboundElement element, InboundStep step, FeelExpression expression)
        {
            var result = expression.Evaluate(@event, _evaluation);
            trace?.Add(element, step, result);
            return result;
        }
    }
}
