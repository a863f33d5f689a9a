using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>Reads the certificates of signatures, and keeps what was read.</summary>
internal sealed class SoapCertificates
{
    private readonly KeptReadings<SoapSigner> _kept = new(atMost: 100);

    /// <exception cref="ConnectorInputException">It cannot be read, or cannot sign.</exception>
    public SoapSigner Of(SoapCertificate certificate) => certificate switch
    {
        SoapCertificate.Pem single => _kept.Get(
            ["single", single.Certificate, single.PrivateKey.Reveal()],
            () => Signer(
                PemText.ReadWithKey(
                    single.Certificate, single.PrivateKey, default, ("authentication.certificate.certificate", "authentication.certificate.privateKey", "its password")).Own,
                "authentication.certificate.privateKey")),
        SoapCertificate.Keystore store => _kept.Get(
            ["keystore", store.KeystoreLocation.Reveal(), store.KeystorePassword.Reveal(), store.Alias, store.Password.Reveal()],
            () => Signer(Pkcs12Keystore.Read(store), "authentication.certificate.keystoreLocation")),
        _ => throw new System.Diagnostics.UnreachableException($"No rule for {certificate}."),
    };

    private static SoapSigner Signer(X509Certificate2 certificate, string input)
    {
        try
        {
            return new SoapSigner(certificate);
        }
        catch (Exception unfit) when (unfit is NotSupportedException or CryptographicException)
        {
            throw new ConnectorInputException($"{input}: the key cannot sign; expected one of RSA or ECDSA.", unfit);
        }
    }
}
