using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>How the caller proves who it is, in the header of the message.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "authentication")]
[JsonDerivedType(typeof(None), "none")]
[JsonDerivedType(typeof(UsernameToken), "usernameToken")]
[JsonDerivedType(typeof(Signature), "signature")]
public abstract record SoapAuthentication
{
    private SoapAuthentication() { }

    [Choice("None")]
    public sealed record None : SoapAuthentication;

    /// <remarks>Source: Web Services Security UsernameToken Profile 1.1 §3.1.</remarks>
    [Choice("WSS user name token")]
    public sealed record UsernameToken : SoapAuthentication
    {
        [Required, Field("User name")]
        public required string Username { get; init; }

        [Field("Password")]
        public Secret Password { get; init; }

        [Field("Encoded", Help = "Yes: a digest of the password, with a nonce and the time. No: the password itself, for a connection that is encrypted.")]
        public required SoapEncoded Encoded { get; init; }
    }

    /// <remarks>Source: Web Services Security X.509 Certificate Token Profile 1.1 §3.</remarks>
    [Choice("WSS signature")]
    public sealed record Signature : SoapAuthentication
    {
        [Field("Certificate")]
        public required SoapCertificate Certificate { get; init; }

        [Field("Signature algorithm", Help = "Its URI. Empty for RSA or ECDSA with SHA-256, as the key is.", Example = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512")]
        public string? SignatureAlgorithm { get; init; }

        [Field("Digest algorithm", Help = "Its URI. Empty for SHA-256.", Example = "http://www.w3.org/2001/04/xmlenc#sha512")]
        public string? DigestAlgorithm { get; init; }

        [Range(1, 24 * 60 * 60), Field("Timestamp", Help = "Seconds that the message is good for; it is signed, too. Empty for no timestamp.")]
        public int? Timestamp { get; init; }

        [Field("More parts to sign", Help = "A list of contexts with namespace and localName. The body and the timestamp are always signed.", Feel = FieldFeel.Always)]
        public IReadOnlyList<SoapSignedPart>? EncryptionParts { get; init; }
    }
}

public enum SoapEncoded
{
    Yes,
    No,
}

/// <summary>All elements of the message with this name.</summary>
public sealed record SoapSignedPart
{
    [Field("Namespace")]
    public string Namespace { get; init; } = "";

    [Required, Field("Local name")]
    public required string LocalName { get; init; }
}

/// <summary>The certificate of the signature, with its key.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "certificateType")]
[JsonDerivedType(typeof(Pem), "single")]
[JsonDerivedType(typeof(Keystore), "keystore")]
public abstract record SoapCertificate
{
    private SoapCertificate() { }

    [Choice("Single certificate")]
    public sealed record Pem : SoapCertificate
    {
        [Required, Field("Certificate", Help = "In PEM.", IsLong = true)]
        public required string Certificate { get; init; }

        [Field("Private key", Help = "Of the certificate, in PEM, not encrypted.", IsLong = true)]
        public required Secret PrivateKey { get; init; }
    }

    /// <remarks>The names are the original's, whose keystores are files. No file is read here: whoever models a process does not choose files of the server.</remarks>
    [Choice("Keystore certificate")]
    public sealed record Keystore : SoapCertificate
    {
        [Field("Keystore", Help = "The content of a PKCS #12 file in base64, best as a secret, or a document with it. No path.", IsLong = true)]
        public required Secret KeystoreLocation { get; init; }

        [Field("Keystore password")]
        public required Secret KeystorePassword { get; init; }

        [Required, Field("Alias", Help = "Of the certificate in the keystore.")]
        public required string Alias { get; init; }

        [Field("Certificate password", Help = "Of the key, where it is not that of the keystore.")]
        public Secret Password { get; init; }
    }
}
