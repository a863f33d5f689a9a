using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Mqtt;

/// <summary>Topics to be read.</summary>
public sealed record MqttSubscription
{
    [Field("Authentication", Group = "Authentication")]
    public MqttAuthentication Authentication { get; init; } = new MqttAuthentication.Nobody();

    [Field("Connection", Group = "Connection")]
    public required MqttConnection Connection { get; init; }

    [Field("TLS of the task's own", Group = "Connection")]
    public MqttClientTls? ClientTls { get; init; }

    [Required, MinLength(1)]
    [Field("Topic filters", Help = "One, or a list: = [\"a/+/b\", \"c/#\"]. + stands for one level, # for all below.", Group = "Subscription")]
    public required IReadOnlyList<string> TopicFilters { get; init; }

    [Range(0, 2)]
    [Field("Quality of service", Help = "0: a message may be lost without a word. 1 and 2: none is lost.", Group = "Subscription", Default = "1")]
    public int Qos { get; init; } = 1;

    [Field("Share name", Help = "Others that subscribe under the same name share the messages. Empty to get all.", Group = "Subscription")]
    public string? SharedGroup { get; init; }

    [Field("Retained messages", Help = "What the broker has kept of before the subscription.", Group = "Subscription")]
    public MqttRetained RetainedMessages { get; init; }

    [Field(
        "Session ends after",
        Help = "How long the broker keeps messages while nobody reads, such as P1D. Before MQTT 5 the broker alone decides.",
        Group = "Subscription",
        Default = "P1D")]
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(1);

    [Range(1, 1_000)]
    [Field(
        "Messages in flight",
        Help = "How many messages the broker hands out before one is acknowledged, from 1 to 1000. With 1 each is applied before the next.",
        Group = "Subscription",
        Default = "32")]
    public int ReceiveMaximum { get; init; } = 32;
}

/// <summary>Which retained messages count.</summary>
public enum MqttRetained
{
    [JsonStringEnumMemberName("new"), Choice("when the subscription is new")] New,
    [JsonStringEnumMemberName("always"), Choice("at every connection")] Always,
    [JsonStringEnumMemberName("never"), Choice("never")] Never,
}
