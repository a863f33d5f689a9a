using System.Security.Authentication;

using Fairlead.Connectors.Sdk;
using MQTTnet;

namespace Fairlead.Connectors.Mqtt;

/// <summary>What went wrong with a broker, in words for whoever has to act.</summary>
internal static class BrokerFailure
{
    public const string Unreachable = "MQTT_UNREACHABLE";
    public const string Refused = "MQTT_REFUSED";
    public const string Unconfirmed = "MQTT_UNCONFIRMED";

    /// <param name="outcome">A sentence about what that means.</param>
    public static ConnectorException OfConnecting(BrokerAddress broker, Exception failure, string outcome)
    {
        var cause = failure;
        while (cause.InnerException is { } inner && cause is not AuthenticationException)
            cause = inner;
        var why = cause is AuthenticationException
            ? $"TLS could not be agreed on, or the certificate is not one for {broker.Host} that is trusted here"
            : cause.Message.TrimEnd('.');
        return new ConnectorException(Unreachable, $"The broker {broker.Name} cannot be reached: {why}. {outcome} [{Unreachable}]", failure)
        {
            Variables = new { broker = broker.Name },
        };
    }

    public static ConnectorException OfRefusedConnection(BrokerAddress broker, MqttClientConnectResult result, string outcome) => OfRefusal(
        broker,
        result.ResultCode switch
        {
            MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized =>
                $"it does not let in {(broker.UserName is null ? "a client without a user name" : $"the user {broker.UserName} with this password")}",
            MqttClientConnectResultCode.UnsupportedProtocolVersion => $"it does not speak MQTT {(broker.IsFive ? "5; set connection.protocolVersion to 3.1.1" : "3.1.1")}",
            MqttClientConnectResultCode.ClientIdentifierNotValid => $"it does not accept the client id \"{broker.ClientId}\"",
            var code => $"{code}",
        },
        (int)result.ResultCode,
        result.ReasonString,
        outcome);

    /// <param name="why">A sentence without a full stop.</param>
    public static ConnectorException OfRefusal(BrokerAddress broker, string why, int code, string? words, string outcome) => new(
        Refused,
        $"The broker {broker.Name} refused: {why}{(string.IsNullOrEmpty(words) ? "" : $" ({words})")}. {outcome} [{Refused}]")
    {
        Variables = new { broker = broker.Name, reasonCode = code, reasonString = words },
    };
}
