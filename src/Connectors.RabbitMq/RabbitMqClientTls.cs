using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>TLS of the task's own; all in PEM. Without it the broker's certificate is judged by whom this machine trusts.</summary>
public sealed record RabbitMqClientTls
{
    [Field("Client certificate", Help = "In PEM, for brokers that ask for one.", Group = "Authentication", IsLong = true)]
    public string? ClientCertificate { get; init; }

    [Field("Private key", Help = "Of the certificate, in PEM, not encrypted.", Group = "Authentication")]
    public Secret ClientPrivateKey { get; init; }

    [Field("Trusted certificate", Help = "In PEM: the broker's, or its authority's. Empty trusts whom this machine trusts.", Group = "Authentication", IsLong = true)]
    public string? TrustedCertificate { get; init; }

    /// <exception cref="ConnectorInputException">Certificates cannot be read, or do not belong together.</exception>
    internal ClientTls Read()
    {
        X509Certificate2Collection trusted = [];
        var read = "clientTls.trustedCertificate";
        try
        {
            if (!string.IsNullOrWhiteSpace(TrustedCertificate))
            {
                trusted.ImportFromPem(Lines(TrustedCertificate));
                if (trusted.Count is 0)
                    throw new ConnectorInputException($"{read}: expected a certificate in PEM, but there is none.");
            }

            read = "clientTls.clientCertificate and clientTls.clientPrivateKey";
            return new ClientTls(
                string.IsNullOrWhiteSpace(ClientCertificate)
                    ? null
                    : X509Certificate2.CreateFromPem(Lines(ClientCertificate), Lines(ClientPrivateKey.Reveal())),
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
