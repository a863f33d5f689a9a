using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Fairlead.Connectors.Tests.Soap;

/// <summary>Certificates that sign, and the inputs that name them.</summary>
internal static class Signer
{
    private static readonly X509Certificate2 Shared = Certificate("ecdsa");

    /// <summary>An input, as JSON.</summary>
    public static string Single { get; } = SingleOf(Shared);

    /// <summary>An input, as JSON.</summary>
    public static string Keystore { get; } = KeystoreOf(
        Convert.ToBase64String(StoreOf("long-store-password", ("orders", Shared, "long-key-password"))), "long-store-password", "orders", "long-key-password");

    public static X509Certificate2 Certificate(string kind)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        if (kind is "ecdsa")
        {
            using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new CertificateRequest("CN=orders", ecdsa, HashAlgorithmName.SHA256).CreateSelfSigned(from, to);
        }

        using var rsa = RSA.Create(2048);
        return new CertificateRequest("CN=orders", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, to);
    }

    public static string SingleOf(X509Certificate2 certificate) => JsonSerializer.Serialize(new
    {
        certificateType = "single",
        certificate = certificate.ExportCertificatePem(),
        privateKey = certificate.GetRSAPrivateKey()?.ExportPkcs8PrivateKeyPem() ?? certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
    });

    public static string KeystoreOf(string content, string storePassword, string alias, string keyPassword) => JsonSerializer.Serialize(new
    {
        certificateType = "keystore",
        keystoreLocation = content,
        keystorePassword = storePassword,
        alias,
        password = keyPassword,
    });

    /// <summary>As Java's tools make it: an entry has a name, and its key a password of its own.</summary>
    public static byte[] StoreOf(string password, params (string Alias, X509Certificate2 Certificate, string Password)[] entries)
    {
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000);
        var (keys, certificates) = (new Pkcs12SafeContents(), new Pkcs12SafeContents());
        foreach (var (alias, certificate, keyPassword) in entries)
        {
            AsymmetricAlgorithm key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()!;
            Name(keys.AddShroudedKey(key, keyPassword, parameters), alias);
            Name(certificates.AddCertificate(X509CertificateLoader.LoadCertificate(certificate.RawData)), alias);
        }

        var builder = new Pkcs12Builder();
        builder.AddSafeContentsUnencrypted(keys);
        builder.AddSafeContentsEncrypted(certificates, password, parameters);
        builder.SealWithMac(password, HashAlgorithmName.SHA256, 1_000);
        return builder.Encode();
    }

    private static void Name(Pkcs12SafeBag bag, string alias)
    {
        var name = new AsnWriter(AsnEncodingRules.DER);
        name.WriteCharacterString(UniversalTagNumber.BMPString, alias);
        bag.Attributes.Add(new Pkcs9AttributeObject("1.2.840.113549.1.9.20", name.Encode()));
    }
}
