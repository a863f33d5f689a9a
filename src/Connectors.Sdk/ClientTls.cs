using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fairlead.Connectors.Sdk;

/// <summary>
/// What TLS shows the other side, and whom it trusts, where that is a matter of one call and not of this machine. A request of
/// <see cref="OutboundCall.Http"/> carries it as <see cref="CallHttp.Tls"/>; for connections of other kinds there are <see cref="Options"/>.
/// </summary>
/// <remarks>The other side must have a certificate for the host that was asked for, whoever is trusted.</remarks>
public sealed class ClientTls
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly Lazy<SslStreamCertificateContext?> _shown;

    /// <param name="certificate">Shown where the other side asks for one, with its private key; null for none.</param>
    /// <param name="intermediates">Shown with it, so that the other side finds the way to the root that it trusts.</param>
    /// <param name="trusted">Roots, or certificates of the other side itself, that are trusted in place of those of this machine; empty for those.</param>
    /// <param name="trustsMachineToo">Whether those of this machine are trusted as well.</param>
    /// <exception cref="ArgumentException">The certificate has no private key.</exception>
    public ClientTls(
        X509Certificate2? certificate,
        IEnumerable<X509Certificate2>? intermediates = null,
        IEnumerable<X509Certificate2>? trusted = null,
        bool trustsMachineToo = false)
    {
        if (certificate is { HasPrivateKey: false })
            throw new ArgumentException("The certificate has no private key.", nameof(certificate));

        Certificate = certificate;
        Intermediates = [.. intermediates ?? []];
        Trusted = [.. trusted ?? []];
        TrustsMachineToo = trustsMachineToo;
        Id = Convert.ToHexString(SHA256.HashData(
        [
            .. Fingerprint(certificate), .. Intermediates.SelectMany(Fingerprint), 0, .. Trusted.SelectMany(Fingerprint), (byte)(trustsMachineToo ? 1 : 0),
        ]));
        _shown = new Lazy<SslStreamCertificateContext?>(() =>
            certificate is null ? null : SslStreamCertificateContext.Create(certificate, [.. Intermediates], offline: true));
    }

    /// <summary>Null for none.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Shown with the certificate.</summary>
    public IReadOnlyList<X509Certificate2> Intermediates { get; }

    /// <summary>Empty for those that this machine trusts.</summary>
    public IReadOnlyList<X509Certificate2> Trusted { get; }

    /// <summary>Whether those that this machine trusts are trusted beside <see cref="Trusted"/>.</summary>
    public bool TrustsMachineToo { get; }

    /// <summary>The same for the same certificates, in hexadecimal digits. No secret.</summary>
    public string Id { get; }

    /// <summary>For a connection that the caller makes; set the host there.</summary>
    public SslClientAuthenticationOptions Options()
    {
        var options = new SslClientAuthenticationOptions { ClientCertificateContext = _shown.Value };
        if (Trusted.Count > 0)
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors);
        return options;
    }

    private bool IsTrusted(X509Certificate? certificate, X509Chain? given, SslPolicyErrors errors)
    {
        if (errors is SslPolicyErrors.None && TrustsMachineToo)
            return true;
        if (certificate is not X509Certificate2 leaf || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;

        // What is trusted need not be a root: a chain that ends nowhere is fine as long as one of its certificates is among the trusted.
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Trusted.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(Trusted.ToArray());
        if (given is not null)
            chain.ChainPolicy.ExtraStore.AddRange(given.ChainPolicy.ExtraStore);
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        return chain.Build(leaf)
            && chain.ChainElements.Any(element => Trusted.Any(trusted => trusted.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
    }

    private static byte[] Fingerprint(X509Certificate2? certificate) => certificate is null ? [1] : SHA256.HashData(certificate.RawDataMemory.Span);
}
