using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Mqtt;

/// <summary>Where a broker is, and how it is spoken to.</summary>
public sealed record MqttConnection
{
    [Required, Field("Host name", Group = "Connection")]
    public required string HostName { get; init; }

    [Range(1, 65_535)]
    [Field("Port", Help = "Empty for 1883, or 8883 where the connection is encrypted.", Group = "Connection")]
    public int? Port { get; init; }

    [Field("Encrypted", Help = "TLS.", Group = "Connection")]
    public bool Encrypted { get; init; }

    [Field("Version of MQTT", Group = "Connection")]
    public MqttVersion ProtocolVersion { get; init; } = MqttVersion.Five;

    [Field(
        "Client id",
        Help = "Best left empty: two connections of one id end each other. A subscription has one that is always the same.",
        Group = "Connection")]
    public string? ClientId { get; init; }

    internal int PortNumber => Port ?? (Encrypted ? 8883 : 1883);
}

/// <summary>In the words of the standard.</summary>
public enum MqttVersion
{
    [JsonStringEnumMemberName("5"), Choice("5")] Five,
    [JsonStringEnumMemberName("3.1.1"), Choice("3.1.1")] ThreeOneOne,
}

/// <summary>TLS of the task's own; all in PEM.</summary>
public sealed record MqttClientTls
{
    [Field("Client certificate", Help = "In PEM, for brokers that know clients by it.", Group = "Connection", IsLong = true)]
    public string? ClientCertificate { get; init; }

    [Field("Private key", Help = "Of the certificate, in PEM, not encrypted.", Group = "Connection")]
    public Secret ClientPrivateKey { get; init; }

    [Field("Trusted certificate", Help = "In PEM: the broker's, or its authority's. Empty trusts whom this machine trusts.", Group = "Connection", IsLong = true)]
    public string? TrustedCertificate { get; init; }
}
