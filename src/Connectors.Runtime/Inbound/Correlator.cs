using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>
/// Takes an event to the process it is for. The cluster writes the event's identity together with what it causes, so an event
/// that is sent again is answered again and done once.
/// </summary>
public sealed class Correlator(ICluster cluster, IOptions<InboundOptions> options, TimeProvider time)
{
    public const string ExpressionFailed = "INBOUND_EXPRESSION_FAILED";
    public const string SeveralMatch = "INBOUND_SEVERAL_MATCH";
    public const string NoCorrelationKey = "INBOUND_NO_CORRELATION_KEY";

    private const int DeduplicationKeyAtMost = 256;

    /// <param name="elements">Of one running connector, newest version first.</param>
    /// <param name="event">What expressions see; there is no <c>response</c> around it except in result expressions.</param>
    /// <param name="messageId">What the connector knows as the event's identity; an expression of the model wins.</param>
    /// <param name="trace">That the event belongs to; null when nobody said.</param>
    public async Task<CorrelationResult> CorrelateAsync(
        IReadOnlyList<InboundElement> elements, FeelContext @event, string? messageId, TraceContext? trace, CancellationToken cancellation)
    {
        try
        {
            var matches = Matches(elements, @event);
            if (matches.Count is 0)
                return new CorrelationResult.NotMatched(elements.Any(element => element.ConsumesUnmatched));
            if (matches.Count > 1 && !AreVersionsOfOne(matches))
                return Several(matches);

            return await SendAsync(matches[0], @event, messageId, trace, cancellation);
        }
        catch (ClusterException refused)
        {
            return new CorrelationResult.Refused(refused.Error, refused.Message);
        }
        catch (FeelFailure failure)
        {
            return new CorrelationResult.InvalidInput(failure.Code, failure.Reason, failure.Place);
        }
        catch (ConnectorException unfit)
        {
            return new CorrelationResult.InvalidInput(unfit.Code, Reason(unfit), unfit.Message);
        }
    }

    private List<InboundElement> Matches(IReadOnlyList<InboundElement> elements, FeelContext @event)
    {
        var matches = new List<InboundElement>(1);
        foreach (var element in elements)
        {
            // Only true activates; null and other values do not.
            if (element.ActivationCondition is not { } condition
                || (Evaluate(condition, "The activation condition", @event).TryGetBoolean(out var active) && active))
                matches.Add(element);
        }

        return matches;
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

    private static CorrelationResult.InvalidInput Several(List<InboundElement> matches) => new(
        SeveralMatch,
        "More than one element of the process would take this event.",
        $"The elements {string.Join(", ", matches.Select(match => $"{match.ElementId} (version {match.Definition.Version})"))} all take "
        + $"this event: give them activation conditions that exclude each other. [{SeveralMatch}]");

    private async Task<CorrelationResult> SendAsync(
        InboundElement element, FeelContext @event, string? messageId, TraceContext? trace, CancellationToken cancellation)
    {
        var effect = EffectOf(element, @event, messageId) with { Trace = trace };
        try
        {
            return (element.Point, element.IsSynchronous) switch
            {
                (CorrelationPoint.Start, _) => await CreateAsync(effect, cancellation),
                (CorrelationPoint.Message message, true) => await CorrelateAsync(effect, message.Name, cancellation),
                (CorrelationPoint.Message message, false) => await PublishAsync(effect, message.Name, cancellation),
                _ => throw new System.Diagnostics.UnreachableException($"No rule for {element.Point.GetType().Name}."),
            };
        }
        catch (ClusterException known) when (known.Error is ClusterError.AlreadyExists)
        {
            return new CorrelationResult.AlreadyAccepted(element);
        }
    }

    private Effect EffectOf(InboundElement element, FeelContext @event, string? messageId)
    {
        if (element.MessageId is { } expression)
            messageId = TextOf(Evaluate(expression, "The message id expression", @event));
        var key = element.Point is CorrelationPoint.Message message ? KeyOf(element, message, @event) : "";
        var variables = element.Result.Map(new Response(FeelValue.From(@event)), time.GetUtcNow()).Json;
        SizeGuard.Check(variables, "The result");
        return new Effect(element, key, variables, messageId ?? "", DeduplicationKeyOf(element, messageId));
    }

    private async Task<CorrelationResult> CreateAsync(Effect effect, CancellationToken cancellation)
    {
        var waits = effect.Element.IsSynchronous;
        var created = await cluster.CreateInstanceAsync(
            new CreateInstance
            {
                DefinitionKey = effect.Element.Definition.Key,
                Variables = effect.Variables,
                TenantId = effect.Element.Definition.TenantId,
                AwaitCompletion = waits,
                Wait = options.Value.ResultWait,
                DeduplicationKey = effect.DeduplicationKey,
                Trace = effect.Trace,
            },
            cancellation);
        return new CorrelationResult.InstanceCreated(
            effect.Element, created.Key, waits && !created.Variables.IsEmpty ? created.Variables : (ReadOnlyMemory<byte>?)null);
    }

    private async Task<CorrelationResult> PublishAsync(Effect effect, string name, CancellationToken cancellation)
    {
        var published = await cluster.PublishMessageAsync(
            new PublishMessage
            {
                Name = name,
                CorrelationKey = effect.CorrelationKey,
                TimeToLive = effect.Element.MessageTimeToLive,
                MessageId = effect.MessageId,
                Variables = effect.Variables,
                TenantId = effect.Element.Definition.TenantId,
                DeduplicationKey = effect.DeduplicationKey,
                Trace = effect.Trace,
            },
            cancellation);
        return new CorrelationResult.MessagePublished(effect.Element, published.Key);
    }

    // Neither a time to live nor a message id: who waits for the answer learns at once whether somebody took it.
    private async Task<CorrelationResult> CorrelateAsync(Effect effect, string name, CancellationToken cancellation)
    {
        var correlated = await cluster.CorrelateMessageAsync(
            new CorrelateMessage
            {
                Name = name,
                CorrelationKey = effect.CorrelationKey,
                Variables = effect.Variables,
                TenantId = effect.Element.Definition.TenantId,
                DeduplicationKey = effect.DeduplicationKey,
                Trace = effect.Trace,
            },
            cancellation);
        return new CorrelationResult.MessageCorrelated(effect.Element, correlated.Key, correlated.InstanceKey);
    }

    private string KeyOf(InboundElement element, CorrelationPoint.Message message, FeelContext @event)
    {
        var key = element.CorrelationKey is { } expression ? TextOf(Evaluate(expression, "The correlation key", @event)) : null;
        if (key is null or "" && !message.IsStart)
            throw new ConnectorException(
                NoCorrelationKey,
                $"The request has no correlation key where the process expects it: element {element.ElementId} cannot tell which "
                + $"instance it is for. [{NoCorrelationKey}]");
        return key ?? "";
    }

    private FeelValue Evaluate(FeelExpression expression, string what, FeelContext @event)
    {
        var result = expression.Evaluate(@event, new FeelEvaluation { Now = time.GetUtcNow() });
        return result.Failure is not null ? throw FeelFailure.Of(ExpressionFailed, what, expression, result) : result.Value;
    }

    private static string? TextOf(FeelValue value)
    {
        if (value.IsNull)
            return null;
        return value.TryGetString(out var text) ? text : Encoding.UTF8.GetString(SizeGuard.Write(value, "The key or id"));
    }

    /// <summary>The trigger and the event. Not the version: a repetition may arrive after the next deployment.</summary>
    private static string? DeduplicationKeyOf(InboundElement element, string? messageId)
    {
        if (string.IsNullOrEmpty(messageId))
            return null;

        var key = $"{element.Definition.TenantId}/{element.Definition.ProcessId}/{element.ElementId}/{messageId}";
        return key.Length <= DeduplicationKeyAtMost ? key : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }

    private static string Reason(ConnectorException unfit) => unfit.Code switch
    {
        SizeGuard.TooLarge => "The event is too large to become variables.",
        NoCorrelationKey => "The request has no correlation key where the process expects it.",
        _ => "The event could not be mapped to variables.",
    };

    /// <summary>What an event will do, once everything about it is known.</summary>
    private sealed record Effect(
        InboundElement Element, string CorrelationKey, ReadOnlyMemory<byte> Variables, string MessageId, string? DeduplicationKey)
    {
        public TraceContext? Trace { get; init; }
    }
}
