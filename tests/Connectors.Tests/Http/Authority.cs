using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>Issues certificates that nobody on this machine trusts.</summary>
internal sealed class Authority : IDisposable
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-1);

    public Authority(string name = "Test root") : this(Signed(name, isAuthority: true, issuer: null))
    {
    }

    private Authority(X509Certificate2 root) => Root = root;

    public X509Certificate2 Root { get; }

    public string Pem => Root.ExportCertificatePem();

    /// <summary>An authority below this one.</summary>
    public Authority Below() => new(Signed("Test intermediate", isAuthority: true, Root));

    /// <summary>For <c>127.0.0.1</c> and <c>localhost</c>, as a server and as a client.</summary>
    /// <param name="name">Its subject.</param>
    /// <param name="days">Until its end.</param>
    public X509Certificate2 Issue(string name, int days = 30) => Signed(name, isAuthority: false, Root, days);

    public void Dispose() => Root.Dispose();

    public static string KeyPem(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    public static string KeyPem(X509Certificate2 certificate, string password) => certificate.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(
        password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000));

    private static X509Certificate2 Signed(string name, bool isAuthority, X509Certificate2? issuer, int days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
        }

        if (issuer is null)
            return request.CreateSelfSigned(Begin.AddDays(-1), Begin.AddDays(300));
        using var signed = request.Create(issuer, Begin, Begin.AddDays(1 + days), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        // Kestrel wants a key that can be used again.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
