using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Mqtt;

/// <summary>Reads topics in a session that the broker keeps. A message is acknowledged when what became of it is on disk, and not before.</summary>
/// <remarks>
/// The connection does not come back by itself: a lost one ends the run with its reason, and the runtime begins another after a pause that
/// grows. The session is found again by the client id, which is the same in every runtime.
/// </remarks>
[Connector(
    "io.fairlead:mqtt-inbound:1",
    Name = "MQTT message",
    Description = "Starts or continues a process with each message of topics of an MQTT broker.",
    Icon = "M4 20a2 2 0 1 0 0-.1M4 13a7 7 0 0 1 7 7M4 8a12 12 0 0 1 12 12M4 3a17 17 0 0 1 17 17")]
public sealed class MqttInboundConnector : ISubscriptionConnector<MqttSubscription>
{
    private const string Share = "$share/";

    public void Check(MqttSubscription settings)
    {
        BrokerOf(settings);
        if (settings.SessionExpiry <= TimeSpan.Zero || settings.SessionExpiry.TotalSeconds > uint.MaxValue)
            throw new ConnectorInputException("sessionExpiry: expected a duration above zero, such as P1D.");
        if (settings.SharedGroup is { Length: > 0 } group && group.IndexOfAny(['/', '+', '#']) >= 0)
            throw new ConnectorInputException("sharedGroup: expected a name without /, + and #.");
        foreach (var filter in settings.TopicFilters.Where(filter => !IsFilter(filter)))
        {
            throw new ConnectorInputException(
                $"topicFilters: \"{filter}\" is no topic filter: + and # stand for whole levels, and # is the last of them"
                + (filter.StartsWith(Share, StringComparison.Ordinal) ? "; the name of a share is the input sharedGroup." : "."));
        }
    }

    public async Task RunAsync(MqttSubscription settings, Subscription subscription, CancellationToken cancellation)
    {
        var broker = BrokerOf(settings);
        if (broker.ClientId.Length is 0)
            broker = broker with { ClientId = $"fairlead-{subscription.Id}" };
        await using var reader = new TopicReader(broker, settings, subscription, cancellation);
        await reader.OpenAsync();
        throw await reader.UntilEndAsync();
    }

    private static BrokerAddress BrokerOf(MqttSubscription settings) =>
        BrokerAddress.Of(settings.Authentication, settings.Connection, settings.ClientTls);

    private static bool IsFilter(string filter)
    {
        var levels = filter.Split('/');
        return filter.Length > 0
            && !filter.Contains('\0', StringComparison.Ordinal)
            && !filter.StartsWith(Share, StringComparison.Ordinal)
            && Encoding.UTF8.GetByteCount(filter) <= 60_000
            && levels[..^1].All(level => !level.Contains('#', StringComparison.Ordinal))
            && levels.All(level => level.Length is 1 || level.IndexOfAny(['+', '#']) < 0);
    }
}
