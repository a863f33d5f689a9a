using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;

using Fairlead.Connectors.Runtime.Telemetry;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>The two ways to send a message.</summary>
internal sealed record MessageWays(
    Func<PublishMessage, CancellationToken, Task<PublishedMessage>> Publish,
    Func<CorrelateMessage, CancellationToken, Task<CorrelatedMessage>> Correlate)
{
    public static MessageWays To(ICluster cluster) => new(cluster.PublishMessageAsync, cluster.CorrelateMessageAsync);
}

/// <summary>Messages of one call: written down with it, and sent once however many attempts there are.</summary>
/// <param name="ways">Null where there is no cluster.</param>
internal sealed class ClusterMessages(CallInProgress call, MessageWays? ways) : CallMessages
{
    public const string NotCorrelated = "MESSAGE_NOT_CORRELATED";
    public const string AlreadyPublished = "MESSAGE_ALREADY_PUBLISHED";
    public const string OutcomeUnknown = "MESSAGE_OUTCOME_UNKNOWN";
    public const string Refused = "MESSAGE_REFUSED";

    /// <summary>What a client of Camunda 8 gives a message that is given none.</summary>
    private static readonly TimeSpan UsualTimeToLive = TimeSpan.FromHours(1);

    private int _sent;

    public override async Task<MessageReceipt> PublishAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        var (tenant, variables, once) = Prepare(message, "publish");
        var life = message.TimeToLive ?? UsualTimeToLive;
        // A cluster without a ledger knows a repetition by the message id alone.
        var isNamedHere = message.MessageId.Length is 0 && once is not null;
        await AnnounceAsync("PUBLISH", message, tenant, variables, [("Message-Id", message.MessageId), ("Time-To-Live", XmlConvert.ToString(life))], cancellation);
        try
        {
            var published = await Ways.Publish(
                new PublishMessage
                {
                    Name = message.Name,
                    CorrelationKey = message.CorrelationKey,
                    Variables = variables,
                    TimeToLive = life,
                    MessageId = isNamedHere ? once! : message.MessageId,
                    DeduplicationKey = once,
                    TenantId = tenant,
                    Trace = TraceHeaders.Current ?? call.Trace,
                },
                cancellation);
            return Note(published.Duplicate, new MessageReceipt(published.Key.Value, null, tenant));
        }
        catch (ClusterException known) when (known.Error is ClusterError.AlreadyExists && isNamedHere)
        {
            return Note(isRepetition: true, new MessageReceipt(null, null, tenant));
        }
        catch (ClusterException refused)
        {
            throw Failure(refused, message);
        }
    }

    public override async Task<MessageReceipt> CorrelateAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        var (tenant, variables, once) = Prepare(message, "correlate");
        await AnnounceAsync("CORRELATE", message, tenant, variables, [], cancellation);
        try
        {
            var correlated = await Ways.Correlate(
                new CorrelateMessage
                {
                    Name = message.Name,
                    CorrelationKey = message.CorrelationKey,
                    Variables = variables,
                    DeduplicationKey = once,
                    TenantId = tenant,
                    Trace = TraceHeaders.Current ?? call.Trace,
                },
                cancellation);
            return Note(correlated.Duplicate, new MessageReceipt(correlated.Key.Value, correlated.InstanceKey.Value, tenant));
        }
        catch (ClusterException refused)
        {
            throw Failure(refused, message);
        }
    }

    private MessageWays Ways => ways ?? throw new ConnectorException(
        Refused, $"This call belongs to no cluster, so that it can send no message. [{Refused}]") { Retry = RetryAdvice.Never };

    private (string Tenant, byte[] Variables, string? Once) Prepare(OutgoingMessage message, string what)
    {
        var number = Interlocked.Increment(ref _sent);
        var tenant = message.TenantId ?? call.Job.TenantId;
        var variables = message.Variables is null ? "{}"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(message.Variables, ConnectorJson.Options);
        if (variables is not [(byte)'{', ..])
            throw new ConnectorInputException("variables: expected an object, one entry for each variable of the message.");
        return (tenant, variables, call.SendsIdempotencyKey ? OnceOf(message, tenant, what, number) : null);
    }

    /// <summary>
    /// An attempt that goes another way than the one before must not be taken for it: so what is sent is part of the name, and not only its
    /// place in the attempt.
    /// </summary>
    private string OnceOf(OutgoingMessage message, string tenant, string what, int number)
    {
        var subject = Encoding.UTF8.GetBytes($"{what}\0{tenant}\0{message.Name}\0{message.CorrelationKey}\0{message.MessageId}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"call/{call.IdempotencyKey}/{number}/{Convert.ToHexStringLower(SHA256.HashData(subject).AsSpan(0, 8))}");
    }

    private async ValueTask AnnounceAsync(
        string verb,
        OutgoingMessage message,
        string tenant,
        byte[] variables,
        IReadOnlyList<(string Name, string Value)> more,
        CancellationToken cancellation)
    {
        (string Name, string Value)[] headers = [("Correlation-Key", message.CorrelationKey), .. more, ("Tenant", tenant)];
        await call.SendingAsync(
            new WireMessage(
                $"{verb} {message.Name}",
                [.. headers.Where(header => header.Value.Length > 0).Select(header => KeyValuePair.Create(header.Name, header.Value))],
                variables),
            cancellation);
    }

    private MessageReceipt Note(bool isRepetition, MessageReceipt receipt)
    {
        Answered(isRepetition ? "SENT BEFORE" : "SENT", [("Message-Key", receipt.MessageKey), ("Process-Instance-Key", receipt.ProcessInstanceKey)]);
        if (isRepetition)
            call.Log("An earlier attempt sent this message; it was not sent again.");
        return receipt;
    }

    private void Answered(string line, IReadOnlyList<(string Name, long? Key)> keys) => call.Received(new WireMessage(
        line,
        [.. keys.Where(key => key.Key is not null)
            .Select(key => KeyValuePair.Create(key.Name, key.Key!.Value.ToString(CultureInfo.InvariantCulture)))],
        default));

    private ConnectorException Failure(ClusterException refused, OutgoingMessage message)
    {
        Answered($"REFUSED {refused.Error}", []);
        var variables = new { messageName = message.Name, correlationKey = message.CorrelationKey };
        return refused.Error switch
        {
            ClusterError.NotFound => new ConnectorException(
                NotCorrelated, $"Nothing takes the message {message.Name} with this correlation key now: {refused.Message} [{NotCorrelated}]", refused)
            {
                Variables = variables,
            },
            ClusterError.AlreadyExists => new ConnectorException(
                AlreadyPublished,
                $"A message {message.Name} with this correlation key and message id was published and lives still: {refused.Message} [{AlreadyPublished}]",
                refused)
            {
                Variables = variables,
            },
            ClusterError.InvalidArgument => new ConnectorInputException($"The cluster does not take the message {message.Name}: {refused.Message}", refused),
            ClusterError.DeadlineExceeded => new ConnectorException(
                OutcomeUnknown, $"The cluster did not answer in time; the message {message.Name} may have been sent. [{OutcomeUnknown}]", refused)
            {
                IsOutcomeUnknown = true,
                Variables = variables,
            },
            ClusterError.InvalidState or ClusterError.ResourceExhausted or ClusterError.Unavailable or ClusterError.Internal =>
                new ConnectorException(Refused, $"The cluster did not take the message {message.Name}: {refused.Message} [{Refused}]", refused)
                {
                    Variables = variables,
                },
        };
    }
}
