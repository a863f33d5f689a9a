using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>A certificate with its key out of a PKCS #12 store, found by its alias.</summary>
/// <remarks>Source: RFC 7292. Aliases are friendly names; as in Java, capitals do not matter.</remarks>
internal static class Pkcs12Keystore
{
    private const string Location = "authentication.certificate.keystoreLocation";
    private const string FriendlyName = "1.2.840.113549.1.9.20";

    private static readonly byte[] JavaMagic = [0xFE, 0xED, 0xFE, 0xED];

    /// <exception cref="ConnectorInputException">It is none, cannot be opened, or has no such entry.</exception>
    public static X509Certificate2 Read(SoapCertificate.Keystore store)
    {
        var bytes = Decode(store.KeystoreLocation.Reveal());
        var bags = Open(bytes, store.KeystorePassword.Reveal());
        var keys = bags.Where(bag => bag is Pkcs12KeyBag or Pkcs12ShroudedKeyBag).ToList();
        var key = keys.Find(bag => NameOf(bag)?.Equals(store.Alias.Trim(), StringComparison.OrdinalIgnoreCase) ?? false)
            ?? throw new ConnectorInputException(keys.Count is 0
                ? $"{Location}: the keystore has no private key."
                : $"authentication.certificate.alias: the keystore has no private key of this name. It has: {string.Join(", ", keys.Select(bag => NameOf(bag) ?? "one without a name"))}.");
        using var opened = OpenKey(key, store);
        var publicKey = opened switch { RSA rsa => rsa.ExportSubjectPublicKeyInfo(), ECDsa ecdsa => ecdsa.ExportSubjectPublicKeyInfo(), _ => [] };
        var own = bags.OfType<Pkcs12CertBag>().Select(bag => bag.GetCertificate())
            .FirstOrDefault(certificate => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(publicKey))
            ?? throw new ConnectorInputException($"{Location}: the keystore has no certificate for the key.");
        return opened switch { RSA rsa => own.CopyWithPrivateKey(rsa), ECDsa ecdsa => own.CopyWithPrivateKey(ecdsa), _ => own };
    }

    private static byte[] Decode(string text)
    {
        var base64 = text.Contains(";base64,", StringComparison.Ordinal) ? text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..] : text;
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64.Trim(), bytes, out var length) || length < 4)
        {
            throw new ConnectorInputException(
                $"{Location}: expected the content of a PKCS #12 keystore in base64, or a document with it. Files of the server are not read.");
        }

        return bytes.AsSpan(0, 4).SequenceEqual(JavaMagic)
            ? throw new ConnectorInputException($"{Location}: this is a keystore in Java's own format; convert it with: keytool -importkeystore -deststoretype PKCS12.")
            : bytes[..length];
    }

    private static List<Pkcs12SafeBag> Open(byte[] bytes, string password)
    {
        try
        {
            var info = Pkcs12Info.Decode(bytes, out _);
            if (info.IntegrityMode is Pkcs12IntegrityMode.Password && !info.VerifyMac(password))
                throw new ConnectorInputException($"authentication.certificate.keystorePassword: it does not open the keystore of {Location}.");
            var bags = new List<Pkcs12SafeBag>();
            foreach (var safe in info.AuthenticatedSafe)
            {
                if (safe.ConfidentialityMode is Pkcs12ConfidentialityMode.Password)
                    safe.Decrypt(password);
                if (safe.ConfidentialityMode is Pkcs12ConfidentialityMode.None)
                    bags.AddRange(safe.GetBags());
            }

            return bags;
        }
        catch (CryptographicException unread)
        {
            throw new ConnectorInputException($"{Location}: it is no PKCS #12 keystore, or one whose encryption is not known here.", unread);
        }
    }

    private static AsymmetricAlgorithm OpenKey(Pkcs12SafeBag bag, SoapCertificate.Keystore store)
    {
        // Java's tools give both the same password; others leave the second out.
        string[] passwords = [store.Password.Reveal(), store.KeystorePassword.Reveal()];
        foreach (var password in passwords)
        {
            foreach (var open in (Func<AsymmetricAlgorithm>[])[RSA.Create, ECDsa.Create])
            {
                var key = open();
                if (TryImport(key, bag, password))
                    return key;
                key.Dispose();
            }
        }

        throw new ConnectorInputException("authentication.certificate.password: it does not open the key, or the key is neither of RSA nor of ECDSA.");
    }

    private static bool TryImport(AsymmetricAlgorithm key, Pkcs12SafeBag bag, string password)
    {
        try
        {
            if (bag is Pkcs12ShroudedKeyBag shrouded)
                key.ImportEncryptedPkcs8PrivateKey(password, shrouded.EncryptedPkcs8PrivateKey.Span, out _);
            else if (bag is Pkcs12KeyBag plain)
                key.ImportPkcs8PrivateKey(plain.Pkcs8PrivateKey.Span, out _);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string? NameOf(Pkcs12SafeBag bag)
    {
        foreach (var attribute in bag.Attributes)
        {
            if (attribute.Oid?.Value is FriendlyName && attribute.Values.Count > 0)
                return new AsnReader(attribute.Values[0].RawData, AsnEncodingRules.BER).ReadCharacterString(UniversalTagNumber.BMPString);
        }

        return null;
    }
}
