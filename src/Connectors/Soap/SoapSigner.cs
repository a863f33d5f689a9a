using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fairlead.Connectors.Soap;

/// <summary>A certificate with its key.</summary>
internal sealed class SoapSigner(X509Certificate2 certificate)
{
    private readonly Lock _gate = new();
    private readonly AsymmetricAlgorithm _key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()
        ?? throw new NotSupportedException("Only keys of RSA and ECDSA sign.");

    public X509Certificate2 Certificate => certificate;

    public bool IsRsa => _key is RSA;

    public byte[] Sign(byte[] data, HashAlgorithmName hash)
    {
        // A key is not made for several threads.
        lock (_gate)
        {
            return _key switch
            {
                RSA rsa => rsa.SignData(data, hash, RSASignaturePadding.Pkcs1),
                ECDsa ecdsa => ecdsa.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => throw new NotSupportedException("Only keys of RSA and ECDSA sign."),
            };
        }
    }
}
