using System.ComponentModel.DataAnnotations;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka;

/// <summary>Where records go to or come from.</summary>
public sealed record KafkaTopic
{
    private const int NameAtMost = 249;

    [Required]
    [Field("Bootstrap servers", Help = "Brokers to begin with, separated by commas.", Example = "broker-1:9092,broker-2:9092")]
    public required string BootstrapServers { get; init; }

    [Required]
    [Field("Topic", Example = "orders")]
    public required string TopicName { get; init; }

    /// <exception cref="ConnectorInputException">No topic can have this name.</exception>
    internal string Name
    {
        get
        {
            var name = TopicName.Trim();
            return name.Length is > 0 and <= NameAtMost && name is not ("." or "..") && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
                ? name
                : throw new ConnectorInputException(
                    $"topic.topicName: expected 1 to {NameAtMost} letters, digits, dots, hyphens and underscores, but there is another character, or more of them.");
        }
    }
}

/// <summary>A user name and a password: SASL with PLAIN over TLS, unless the additional properties say otherwise.</summary>
public sealed record KafkaCredentials
{
    [Field("User name")]
    public string? Username { get; init; }

    [Field("Password")]
    public Secret? Password { get; init; }

    /// <returns>Empty when there are none.</returns>
    internal static IEnumerable<KeyValuePair<string, string>> PropertiesOf(KafkaCredentials? credentials)
    {
        var (user, password) = (credentials?.Username?.Trim() ?? "", credentials?.Password?.Reveal() ?? "");
        return (user.Length, password.Length) switch
        {
            (0, 0) => [],
            (0, _) => throw new ConnectorInputException("authentication.username: there is a password, but no user name."),
            (_, 0) => throw new ConnectorInputException("authentication.password: there is a user name, but no password."),
            _ =>
            [
                new("security.protocol", "sasl_ssl"),
                new("sasl.mechanism", "PLAIN"),
                new("sasl.username", user),
                new("sasl.password", password),
            ],
        };
    }
}
