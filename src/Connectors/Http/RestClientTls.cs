using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>TLS of the task's own: what the other side sees, and whom it must be known to.</summary>
public sealed record RestClientTls
{
    [Field("Client certificate", Help = "In PEM, its own first, then those between it and the root.", IsLong = true)]
    public string? ClientCertificate { get; init; }

    [Field("Private key", Help = "Of the certificate, in PEM.", IsLong = true)]
    public Secret ClientPrivateKey { get; init; }

    [Field("Password of the private key", Help = "Empty for a key that is not encrypted.")]
    public Secret PrivateKeyPassword { get; init; }

    [Field("Trusted certificate", Help = "In PEM: whoever has none of these, or from none of these, is not called. Empty trusts whom this machine trusts.", IsLong = true)]
    public string? TrustedCertificate { get; init; }

    internal bool IsEmpty =>
        string.IsNullOrWhiteSpace(ClientCertificate) && string.IsNullOrWhiteSpace(ClientPrivateKey.Reveal()) && string.IsNullOrWhiteSpace(TrustedCertificate);

    /// <exception cref="ConnectorInputException">It cannot be used.</exception>
    internal void Check()
    {
        if (!IsEmpty)
            Read(trustsMachineToo: false);
    }

    /// <exception cref="ConnectorInputException">It cannot be used.</exception>
    internal ClientTls Read(bool trustsMachineToo)
    {
        var trusted = string.IsNullOrWhiteSpace(TrustedCertificate) ? [] : PemText.ReadCertificates(TrustedCertificate, "clientTls.trustedCertificate");
        var hasKey = !string.IsNullOrWhiteSpace(ClientPrivateKey.Reveal());
        if (string.IsNullOrWhiteSpace(ClientCertificate))
        {
            return hasKey
                ? throw new ConnectorInputException("clientTls.clientCertificate: there is a private key, but no certificate that it belongs to.")
                : new ClientTls(null, null, trusted, trustsMachineToo);
        }

        if (!hasKey)
            throw new ConnectorInputException("clientTls.clientPrivateKey: there is a certificate, but no private key for it.");
        var (own, others) = PemText.ReadWithKey(
            ClientCertificate,
            ClientPrivateKey,
            PrivateKeyPassword,
            ("clientTls.clientCertificate", "clientTls.clientPrivateKey", "clientTls.privateKeyPassword"));
        return new ClientTls(own, others, trusted, trustsMachineToo);
    }
}

/// <summary>Reads it once.</summary>
internal sealed class ReadClientTls
{
    private readonly KeptReadings<ClientTls> _kept = new(atMost: 100);

    /// <returns>Null when the task has none of its own.</returns>
    /// <param name="typed">Null for none.</param>
    /// <param name="trustsMachineToo">Where another place than the task's address is asked, such as one that gives tokens.</param>
    public ClientTls? Of(RestClientTls? typed, bool trustsMachineToo = false) => typed is null or { IsEmpty: true } ? null : _kept.Get(
        [typed.ClientCertificate, typed.ClientPrivateKey.Reveal(), typed.PrivateKeyPassword.Reveal(), typed.TrustedCertificate, $"{trustsMachineToo}"],
        () => typed.Read(trustsMachineToo));
}
