using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Mqtt;

/// <summary>Where a broker is and who connects: what makes two connections the same.</summary>
internal sealed record BrokerAddress
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required bool IsEncrypted { get; init; }

    public required bool IsFive { get; init; }

    /// <summary>Empty for one that is made up.</summary>
    public required string ClientId { get; init; }

    /// <summary>Null for nobody.</summary>
    public required string? UserName { get; init; }

    public required Secret Password { get; init; }

    /// <summary>Equal texts are equal settings.</summary>
    public required MqttClientTls? Tls { get; init; }

    /// <summary>For limits and for people.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <exception cref="ConnectorInputException">Certificates cannot be read, or do not belong together.</exception>
    public static BrokerAddress Of(MqttAuthentication authentication, MqttConnection connection, MqttClientTls? tls)
    {
        var credentials = authentication as MqttAuthentication.ByCredentials;
        var broker = new BrokerAddress
        {
            Host = connection.HostName.Trim(),
            Port = connection.PortNumber,
            IsEncrypted = connection.Encrypted,
            IsFive = connection.ProtocolVersion is MqttVersion.Five,
            ClientId = connection.ClientId?.Trim() ?? "",
            UserName = credentials?.UserName,
            Password = credentials?.Password ?? default,
            Tls = tls,
        };
        broker.ReadTls();
        return broker;
    }

    /// <returns>Null where nothing is encrypted.</returns>
    public ClientTls? ReadTls()
    {
        if (!IsEncrypted)
            return null;
        X509Certificate2Collection trusted = [];
        var read = "clientTls.trustedCertificate";
        try
        {
            if (!string.IsNullOrWhiteSpace(Tls?.TrustedCertificate))
                trusted.ImportFromPem(Lines(Tls.TrustedCertificate));
            if (!string.IsNullOrWhiteSpace(Tls?.TrustedCertificate) && trusted.Count is 0)
                throw new ConnectorInputException($"{read}: expected a certificate in PEM, but there is none.");
            read = "clientTls.clientCertificate and clientTls.clientPrivateKey";
            return new ClientTls(
                string.IsNullOrWhiteSpace(Tls?.ClientCertificate)
                    ? null
                    : X509Certificate2.CreateFromPem(Lines(Tls.ClientCertificate), Lines(Tls.ClientPrivateKey.Reveal())),
                trusted: trusted);
        }
        catch (Exception unread) when (unread is CryptographicException or ArgumentException)
        {
            throw new ConnectorInputException($"{read}: expected PEM that belongs together, but it cannot be read.", unread);
        }
    }

    /// <summary>Line breaks get lost on the way through forms and environment variables.</summary>
    private static string Lines(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal);
}
