using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace Fairlead.Connectors.Soap;

/// <summary>Puts what proves who calls into the header of a message.</summary>
internal static class SoapSecurity
{
    public const string Wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public const string Wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    public const string Base64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
    public const string X509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";

    private const string TokenProfile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0";
    private const int NonceBytes = 16;

    /// <param name="now">By the clock.</param>
    public static void Add(SoapAuthentication authentication, XmlElement header, XmlElement body, SoapCertificates certificates, DateTimeOffset now)
    {
        switch (authentication)
        {
            case SoapAuthentication.None:
                break;
            case SoapAuthentication.UsernameToken token:
                AddToken(token, Security(header), now);
                break;
            case SoapAuthentication.Signature signature:
                var signer = certificates.Of(signature.Certificate);
                var security = Security(header);
                var binary = security.AddElement("wsse", "BinarySecurityToken", Wsse, Convert.ToBase64String(signer.Certificate.RawDataMemory.Span));
                binary.SetAttribute("EncodingType", Base64);
                binary.SetAttribute("ValueType", X509);
                var timestamp = signature.Timestamp is { } seconds ? AddTimestamp(security, now, TimeSpan.FromSeconds(seconds)) : null;
                SoapSignature.Add(signature, signer, security, binary, timestamp is null ? [body] : [body, timestamp]);
                break;
            default:
                throw new UnreachableException($"No rule for {authentication}.");
        }
    }

    /// <summary>Names an element, so that a signature can refer to it; a name that it has stays.</summary>
    public static string Identify(XmlElement element)
    {
        if (element.GetAttribute("Id", Wsu) is { Length: > 0 } own)
            return own;

        var number = 0;
        string id;
        do
            id = string.Create(CultureInfo.InvariantCulture, $"id-{++number}");
        while (element.OwnerDocument.SelectSingleNode($"//@*[local-name()='Id' and .='{id}']") is not null);
        var attribute = element.OwnerDocument.CreateAttribute("wsu", "Id", Wsu);
        attribute.Value = id;
        element.SetAttributeNode(attribute);
        return id;
    }

    public static XmlElement AddElement(this XmlElement parent, string prefix, string name, string @namespace, string? text = null)
    {
        var element = parent.OwnerDocument.CreateElement(prefix, name, @namespace);
        if (text is not null)
            element.AppendChild(parent.OwnerDocument.CreateTextNode(text));
        parent.AppendChild(element);
        return element;
    }

    private static XmlElement Security(XmlElement header)
    {
        var security = header.AddElement("wsse", "Security", Wsse);
        var mustUnderstand = header.OwnerDocument.CreateAttribute(header.Prefix, "mustUnderstand", header.NamespaceURI);
        mustUnderstand.Value = "1";
        security.SetAttributeNode(mustUnderstand);
        return security;
    }

    private static XmlElement AddTimestamp(XmlElement security, DateTimeOffset now, TimeSpan life)
    {
        var timestamp = security.AddElement("wsu", "Timestamp", Wsu);
        timestamp.AddElement("wsu", "Created", Wsu, Moment(now));
        timestamp.AddElement("wsu", "Expires", Wsu, Moment(now + life));
        return timestamp;
    }

    private static void AddToken(SoapAuthentication.UsernameToken token, XmlElement security, DateTimeOffset now)
    {
        var element = security.AddElement("wsse", "UsernameToken", Wsse);
        element.AddElement("wsse", "Username", Wsse, SoapJson.Carried(token.Username, "authentication.username"));
        if (token.Encoded is SoapEncoded.No)
        {
            element.AddElement("wsse", "Password", Wsse, SoapJson.Carried(token.Password.Reveal(), "authentication.password")).SetAttribute("Type", $"{TokenProfile}#PasswordText");
            return;
        }

        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var created = Moment(now);
        // The profile knows no other digest.
        var digest = CryptographicOperations.HashData(
            HashAlgorithmName.SHA1, [.. nonce, .. Encoding.UTF8.GetBytes(created), .. Encoding.UTF8.GetBytes(token.Password.Reveal())]);
        element.AddElement("wsse", "Password", Wsse, Convert.ToBase64String(digest)).SetAttribute("Type", $"{TokenProfile}#PasswordDigest");
        element.AddElement("wsse", "Nonce", Wsse, Convert.ToBase64String(nonce)).SetAttribute("EncodingType", Base64);
        element.AddElement("wsu", "Created", Wsu, created);
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
