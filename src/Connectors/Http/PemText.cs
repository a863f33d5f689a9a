using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>Certificates and keys as people paste them. Refusals name the input and never show it.</summary>
internal static class PemText
{
    private const string Certificate = "CERTIFICATE";

    private static readonly string[] PlainKeys = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];

    /// <summary>A certificate with its key, and what stands behind it in the same text.</summary>
    /// <param name="certificate">One or more certificates, its own first.</param>
    /// <param name="key">PKCS #8, PKCS #1 or SEC 1; only PKCS #8 may be encrypted.</param>
    /// <param name="password">Of the key; empty for none.</param>
    /// <param name="inputs">Their names, for refusals.</param>
    /// <exception cref="ConnectorInputException">They cannot be read, or do not belong together.</exception>
    public static (X509Certificate2 Own, IReadOnlyList<X509Certificate2> Others) ReadWithKey(
        string certificate, Secret key, Secret password, (string Certificate, string Key, string Password) inputs)
    {
        var certificates = ReadCertificates(certificate, inputs.Certificate);
        var pem = Lines(key.Reveal());
        var label = LabelOf(pem);
        if (label is "ENCRYPTED PRIVATE KEY" && password.Reveal().Length is 0)
            throw new ConnectorInputException($"{inputs.Password}: the private key is encrypted, but there is no password.");
        if (pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw new ConnectorInputException($"{inputs.Key}: the key is encrypted in OpenSSL's old format; convert it with: openssl pkcs8 -topk8 -in key.pem.");
        if (label is not "ENCRYPTED PRIVATE KEY" && !PlainKeys.Contains(label))
        {
            throw new ConnectorInputException(
                $"{inputs.Key}: expected a private key in PEM, beginning with -----BEGIN PRIVATE KEY-----, but there is {(label is null ? "none" : $"a {label}")}.");
        }

        try
        {
            var own = certificates[0].ExportCertificatePem();
            return (
                label is "ENCRYPTED PRIVATE KEY"
                    ? X509Certificate2.CreateFromEncryptedPem(own, pem, password.Reveal())
                    : X509Certificate2.CreateFromPem(own, pem),
                certificates[1..]);
        }
        catch (CryptographicException unread)
        {
            throw new ConnectorInputException(
                label is "ENCRYPTED PRIVATE KEY"
                    ? $"{inputs.Key}: it cannot be opened. Check {inputs.Password}, and that the key belongs to the first certificate of {inputs.Certificate}."
                    : $"{inputs.Key}: it cannot be read, or does not belong to the first certificate of {inputs.Certificate}.",
                unread);
        }
        catch (ArgumentException unfit)
        {
            throw new ConnectorInputException($"{inputs.Key}: it does not belong to the first certificate of {inputs.Certificate}.", unfit);
        }
    }

    /// <summary>At least one.</summary>
    /// <exception cref="ConnectorInputException">There is none, or one cannot be read.</exception>
    public static X509Certificate2[] ReadCertificates(string text, string input)
    {
        var found = new List<X509Certificate2>();
        var rest = Lines(text).AsSpan();
        try
        {
            while (PemEncoding.TryFind(rest, out var fields))
            {
                if (rest[fields.Label] is Certificate)
                    found.Add(X509Certificate2.CreateFromPem(rest[fields.Location]));
                rest = rest[fields.Location.End..];
            }
        }
        catch (CryptographicException unread)
        {
            throw new ConnectorInputException($"{input}: certificate {found.Count + 1} cannot be read.", unread);
        }

        return found.Count > 0
            ? [.. found]
            : throw new ConnectorInputException($"{input}: expected a certificate in PEM, beginning with -----BEGIN CERTIFICATE-----, but there is none.");
    }

    private static string? LabelOf(string pem) => PemEncoding.TryFind(pem, out var fields) ? pem[fields.Label] : null;

    /// <summary>Line breaks get lost on the way through forms and environment variables.</summary>
    private static string Lines(string text) =>
        text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("-----BEGIN", "\n-----BEGIN", StringComparison.Ordinal);
}
