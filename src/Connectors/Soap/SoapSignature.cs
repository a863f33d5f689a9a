using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>Signs elements of a message.</summary>
/// <remarks>
/// Sources: XML Signature 1.1 §4; Exclusive XML Canonicalization 1.0; X.509 Certificate Token Profile 1.1 §3.3.1. It is written out here
/// because the base library's class knows no ECDSA and finds elements by attributes other than <c>wsu:Id</c>.
/// </remarks>
internal static class SoapSignature
{
    private const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    private const string DsigMore = "http://www.w3.org/2001/04/xmldsig-more#";
    private const string Encryption = "http://www.w3.org/2001/04/xmlenc#";

    private static readonly (string Uri, HashAlgorithmName Hash)[] Digests =
    [
        ($"{Encryption}sha256", HashAlgorithmName.SHA256), ($"{DsigMore}sha384", HashAlgorithmName.SHA384), ($"{Encryption}sha512", HashAlgorithmName.SHA512),
        ($"{Dsig}sha1", HashAlgorithmName.SHA1),
    ];

    private static readonly (string Uri, HashAlgorithmName Hash, bool IsRsa)[] Signatures =
    [
        ($"{DsigMore}rsa-sha256", HashAlgorithmName.SHA256, true), ($"{DsigMore}rsa-sha384", HashAlgorithmName.SHA384, true),
        ($"{DsigMore}rsa-sha512", HashAlgorithmName.SHA512, true), ($"{Dsig}rsa-sha1", HashAlgorithmName.SHA1, true),
        ($"{DsigMore}ecdsa-sha256", HashAlgorithmName.SHA256, false), ($"{DsigMore}ecdsa-sha384", HashAlgorithmName.SHA384, false),
        ($"{DsigMore}ecdsa-sha512", HashAlgorithmName.SHA512, false), ($"{DsigMore}ecdsa-sha1", HashAlgorithmName.SHA1, false),
    ];

    /// <param name="input">What the task says about it.</param>
    /// <param name="signer">Signs.</param>
    /// <param name="security">Where the signature is put, last.</param>
    /// <param name="token">The certificate in the message.</param>
    /// <param name="always">What is signed in any case.</param>
    /// <exception cref="ConnectorInputException">There is no such part or algorithm, or the key does not fit.</exception>
    public static void Add(
        SoapAuthentication.Signature input, SoapSigner signer, XmlElement security, XmlElement token, IReadOnlyList<XmlElement> always)
    {
        var digest = Find(Digests, known => known.Uri, input.DigestAlgorithm, Digests[0], "authentication.digestAlgorithm");
        var usable = Signatures.Where(known => known.IsRsa == signer.IsRsa).ToArray();
        var method = Find(usable, known => known.Uri, input.SignatureAlgorithm, usable[0], "authentication.signatureAlgorithm");

        List<XmlElement> parts = [.. always];
        foreach (var (index, part) in (input.EncryptionParts ?? []).Index())
            parts.AddRange(Named(part, index, security).Where(element => !parts.Contains(element)));

        var signature = security.OwnerDocument.CreateElement("ds", "Signature", Dsig);
        var signedInfo = signature.AddElement("ds", "SignedInfo", Dsig);
        signedInfo.AddElement("ds", "CanonicalizationMethod", Dsig).SetAttribute("Algorithm", SignedXml.XmlDsigExcC14NTransformUrl);
        signedInfo.AddElement("ds", "SignatureMethod", Dsig).SetAttribute("Algorithm", method.Uri);
        // All names first: a name within a part belongs to what is digested.
        var ids = parts.ConvertAll(SoapSecurity.Identify);
        foreach (var (part, id) in parts.Zip(ids))
        {
            var reference = signedInfo.AddElement("ds", "Reference", Dsig);
            reference.SetAttribute("URI", $"#{id}");
            reference.AddElement("ds", "Transforms", Dsig).AddElement("ds", "Transform", Dsig).SetAttribute("Algorithm", SignedXml.XmlDsigExcC14NTransformUrl);
            reference.AddElement("ds", "DigestMethod", Dsig).SetAttribute("Algorithm", digest.Uri);
            reference.AddElement("ds", "DigestValue", Dsig, Convert.ToBase64String(CryptographicOperations.HashData(digest.Hash, Canonical(part))));
        }

        signature.AddElement("ds", "SignatureValue", Dsig, Convert.ToBase64String(signer.Sign(Canonical(signedInfo), method.Hash)));
        var pointer = signature.AddElement("ds", "KeyInfo", Dsig)
            .AddElement("wsse", "SecurityTokenReference", SoapSecurity.Wsse)
            .AddElement("wsse", "Reference", SoapSecurity.Wsse);
        pointer.SetAttribute("URI", $"#{SoapSecurity.Identify(token)}");
        pointer.SetAttribute("ValueType", SoapSecurity.X509);
        security.AppendChild(signature);
    }

    private static List<XmlElement> Named(SoapSignedPart? part, int index, XmlElement security)
    {
        if (part is null || part.LocalName.Length is 0)
            throw new ConnectorInputException($"authentication.encryptionParts[{index}]: expected a context with namespace and localName.");
        var found = security.OwnerDocument.GetElementsByTagName(part.LocalName, part.Namespace).Cast<XmlElement>().ToList();
        var name = $"{{{part.Namespace}}}{part.LocalName}";
        if (found.Count is 0)
            throw new ConnectorInputException($"authentication.encryptionParts[{index}]: the message has no element {name}.");
        for (XmlNode? around = security; around is not null; around = around.ParentNode)
        {
            if (around is XmlElement element && found.Contains(element))
                throw new ConnectorInputException($"authentication.encryptionParts[{index}]: {name} holds the signature itself and cannot be signed.");
        }

        return found;
    }

    /// <summary>Exclusive, without comments: what is around the element does not matter.</summary>
    private static byte[] Canonical(XmlElement element)
    {
        var alone = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        alone.LoadXml(SoapEnvelope.TextOf(element));
        var transform = new XmlDsigExcC14NTransform();
        transform.LoadInput(alone);
        using var canonical = (Stream)transform.GetOutput(typeof(Stream));
        using var bytes = new MemoryStream();
        canonical.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static T Find<T>(IReadOnlyList<T> known, Func<T, string> uri, string? wanted, T otherwise, string input)
    {
        if (string.IsNullOrWhiteSpace(wanted))
            return otherwise;

        foreach (var one in known)
        {
            if (uri(one) == wanted.Trim())
                return one;
        }

        var list = new StringBuilder();
        foreach (var one in known)
            list.Append(list.Length is 0 ? "" : ", ").Append(uri(one));
        throw new ConnectorInputException($"{input}: expected one that fits the key, of {list}.");
    }
}
