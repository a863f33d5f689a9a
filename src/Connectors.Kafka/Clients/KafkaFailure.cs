using Confluent.Kafka;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>What can go wrong with a cluster, in the one code that processes written for this connector catch.</summary>
internal static class KafkaFailure
{
    public const string Code = "FAIL";

    /// <summary>Repeating it gives the same.</summary>
    private static readonly ErrorCode[] Final =
    [
        ErrorCode.InvalidMsg, ErrorCode.InvalidMsgSize, ErrorCode.InvalidRecord, ErrorCode.MsgSizeTooLarge, ErrorCode.RecordListTooLarge,
        ErrorCode.TopicException, ErrorCode.UnsupportedForMessageFormat, ErrorCode.PolicyViolation,
    ];

    /// <summary>
    /// Seen with librdkafka 2.16: a request that is under way when the time of its record ends is reported as not written, and is written.
    /// </summary>
    private static readonly ErrorCode[] Doubtful =
    [
        ErrorCode.Local_MsgTimedOut, ErrorCode.Local_TimedOut, ErrorCode.Local_Transport, ErrorCode.NetworkException,
        ErrorCode.NotEnoughReplicasAfterAppend, ErrorCode.RequestTimedOut,
    ];

    public static bool IsFinal(Error error) => Array.IndexOf(Final, error.Code) >= 0;

    /// <summary>The other side was not reached, or did not answer in time.</summary>
    public static bool IsOfConnection(Error error) => error.Code is ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown
        or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOut or ErrorCode.Local_Resolve or ErrorCode.Local_Authentication
        or ErrorCode.Local_Ssl or ErrorCode.RequestTimedOut or ErrorCode.NetworkException or ErrorCode.NotEnoughReplicas;

    /// <summary>The record was not written, or nobody knows.</summary>
    /// <param name="clientSays">The last that the client said about its connections; null for nothing.</param>
    public static ConnectorException NotDelivered(ClientSettings settings, string topic, Error error, PersistenceStatus status, string? clientSays)
    {
        var isUnknown = status is PersistenceStatus.PossiblyPersisted || Array.IndexOf(Doubtful, error.Code) >= 0;
        var what = isUnknown
            ? "was sent, but no delivery report came: it may have been written"
            : "was not written";
        return new ConnectorException(
            Code,
            $"The record for topic {topic} at {settings.Name} {what}: {Sentence(error.Reason)}{Hint(error, clientSays)}",
            new KafkaException(error))
        {
            IsOutcomeUnknown = isUnknown,
            Retry = IsFinal(error) ? RetryAdvice.Never : RetryAdvice.AsModelled,
            Variables = VariablesOf(settings, topic, error, isUnknown),
        };
    }

    /// <summary>The cluster could not be asked for something; nothing was sent.</summary>
    public static ConnectorException Unreached(ClientSettings settings, string topic, Error error, string? clientSays) => new(
        Code,
        $"{settings.Name} cannot be asked about topic {topic}: {Sentence(error.Reason)}{Hint(error, clientSays)}",
        new KafkaException(error))
    {
        Variables = VariablesOf(settings, topic, error, isUnknown: false),
    };

    /// <summary>The client cannot be made of these settings.</summary>
    public static ConnectorInputException Unfit(Exception cause) =>
        new($"{ClientSettings.Additional}: the client does not take them: {Sentence(cause.Message)}", cause);

    public static string Sentence(string reason) => reason.TrimEnd('.', ' ', '\n') + ".";

    private static object VariablesOf(ClientSettings settings, string topic, Error error, bool isUnknown) => new
    {
        topic,
        bootstrapServers = string.Join(',', settings.Bootstrap),
        error = $"{error.Code}",
        errorCode = (int)error.Code,
        outcome = isUnknown ? "unknown" : "notWritten",
    };

    private static string Hint(Error error, string? clientSays)
    {
        var hint = error.Code switch
        {
            ErrorCode.Local_UnknownTopic or ErrorCode.UnknownTopicOrPart => " Create the topic, or check its name.",
            ErrorCode.TopicAuthorizationFailed => " Give the user the right to write to the topic.",
            ErrorCode.Local_UnsupportedFeature => " An old broker may need enable.idempotence = false among the additional properties.",
            _ => "",
        };
        return IsOfConnection(error) && clientSays is not null ? $"{hint} The client says: {Sentence(clientSays)}" : hint;
    }
}
