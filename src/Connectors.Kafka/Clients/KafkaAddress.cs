using System.Globalization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>Where a broker listens.</summary>
/// <param name="Host">A name or an address; one of IPv6 without brackets.</param>
internal sealed record KafkaAddress(string Host, int Port)
{
    private const int PortByDefault = 9092;

    /// <summary>Reads a list such as <c>broker-1:9092, broker-2:9092</c>.</summary>
    /// <exception cref="ConnectorInputException">It is none.</exception>
    public static IReadOnlyList<KafkaAddress> ListOf(string text, string field)
    {
        IReadOnlyList<KafkaAddress> addresses =
            [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => Of(part, field))];
        return addresses.Count > 0 ? addresses : throw new ConnectorInputException($"{field}: expected brokers such as broker-1:9092, but it is empty.");
    }

    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}") : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static KafkaAddress Of(string text, string field)
    {
        // A listener's name may stand in front: SASL_SSL://broker-1:9092.
        var place = text.LastIndexOf("://", StringComparison.Ordinal) is >= 0 and var end ? text[(end + 3)..] : text;
        return Uri.TryCreate($"kafka://{place}", UriKind.Absolute, out var uri) && uri is { Host.Length: > 0, PathAndQuery: "/" or "", UserInfo: "" }
            ? new KafkaAddress(uri.DnsSafeHost, uri.Port is -1 ? PortByDefault : uri.Port)
            : throw new ConnectorInputException($"{field}: expected brokers such as broker-1:9092, separated by commas, but one is none.");
    }
}
