using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Xml.Linq;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Soap;
using Fairlead.Connectors.Tests.Http;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Tests.Soap;

/// <summary>Signatures, as a stranger's library verifies them: xmlsec1.</summary>
public sealed class SoapSignatureTests : IDisposable
{
    private const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    private const string Enc = "http://www.w3.org/2001/04/xmlenc#";
    private const string Order = """ "namespaces": {"ord": "urn:orders"}, "header": {"type": "json", "json": {"ord:trace": {"@id": "7"}}}, "body": {"type": "json", "json": {"ord:find": {"@note": "a\tb\r\n<ü>", "ord:id": ["7\r", "&"], "empty": null}}} """;

    private static readonly string[] Identified = ["Body", "Timestamp", "trace", "id", "BinarySecurityToken"];
    private static readonly XNamespace Wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private static readonly XNamespace Wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-soap").FullName;
    private readonly SoapConnector _connector = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rsa", "", "", "1.1")]
    [InlineData("rsa", "", "", "1.2")]
    [InlineData("rsa", $"{Dsig}rsa-sha1", $"{Dsig}sha1", "1.1")]
    [InlineData("rsa", $"{More}rsa-sha384", $"{More}sha384", "1.1")]
    [InlineData("rsa", $"{More}rsa-sha512", $"{Enc}sha512", "1.2")]
    [InlineData("ecdsa", "", "", "1.1")]
    [InlineData("ecdsa", $"{More}ecdsa-sha384", $"{Enc}sha256", "1.1")]
    [InlineData("ecdsa", $"{More}ecdsa-sha512", $"{Enc}sha512", "1.1")]
    public async Task A_signature_over_body_timestamp_and_more_is_verified_by_xmlsec1(string kind, string signature, string digest, string version)
    {
        using var certificate = Signer.Certificate(kind);
        var message = await SignedAsync(
            $$"""
            "soapVersion": {"version": "{{version}}"}, {{Order}},
            "authentication": {"authentication": "signature", "certificate": {{Signer.SingleOf(certificate)}}, "signatureAlgorithm": "{{signature}}", "digestAlgorithm": "{{digest}}",
              "timestamp": 300, "encryptionParts": [{"namespace": "urn:orders", "localName": "trace"}, {"namespace": "urn:orders", "localName": "id"}]}
            """);

        Assert.Equal("OK", await VerifyAsync(message, certificate));
        // The body, the timestamp, one trace and two ids.
        Assert.Equal(5, XDocument.Parse(message).Descendants(XName.Get("Reference", Dsig)).Count());
        foreach (var (original, forged) in new[] { ("&amp;</ord:id>", "x</ord:id>"), ("ord:trace id=\"7\"", "ord:trace id=\"8\""), ("Z</wsu:Expires>", "1Z</wsu:Expires>") })
        {
            Assert.Contains(original, message, StringComparison.Ordinal);
            Assert.NotEqual("OK", await VerifyAsync(message.Replace(original, forged, StringComparison.Ordinal), certificate));
        }
    }

    [Fact]
    public async Task The_header_has_the_certificate_the_time_and_a_pointer_to_it()
    {
        using var certificate = Signer.Certificate("rsa");
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        var message = XDocument.Parse(await SignedAsync(
            $$""" {{Order}}, "authentication": {"authentication": "signature", "certificate": {{Signer.SingleOf(certificate)}}, "timestamp": 60 } """));

        var security = message.Descendants(Wsse + "Security").Single();
        Assert.Equal("1", security.Attributes().Single(attribute => attribute.Name.LocalName is "mustUnderstand").Value);
        Assert.Equal(["BinarySecurityToken", "Timestamp", "Signature"], security.Elements().Select(element => element.Name.LocalName));
        var token = security.Element(Wsse + "BinarySecurityToken")!;
        Assert.Equal(certificate.RawData, Convert.FromBase64String(token.Value));
        Assert.Equal($"#{token.Attribute(Wsu + "Id")!.Value}", security.Descendants(Wsse + "Reference").Single().Attribute("URI")!.Value);
        var (created, expires) = (Moment(security, "Created"), Moment(security, "Expires"));
        Assert.InRange(created, before, DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(60), expires - created);
    }

    [Fact]
    public async Task Without_a_timestamp_the_body_alone_is_signed()
    {
        using var certificate = Signer.Certificate("rsa");
        var message = await SignedAsync($$""" {{Order}}, "authentication": {"authentication": "signature", "certificate": {{Signer.SingleOf(certificate)}}, "timestamp": "" } """);

        Assert.Equal("OK", await VerifyAsync(message, certificate));
        var body = XDocument.Parse(message).Root!.Elements().Single(element => element.Name.LocalName is "Body");
        Assert.Equal($"#{body.Attribute(Wsu + "Id")!.Value}", XDocument.Parse(message).Descendants(XName.Get("Reference", Dsig)).Single().Attribute("URI")!.Value);
    }

    [Theory]
    [InlineData("rsa", "store-pass", "store-pass", "orders")]
    [InlineData("ecdsa", "store-pass", "key-passw", "ORDERS")]
    [InlineData("rsa", "store-pass", "", "orders")]
    public async Task A_keystore_gives_the_certificate_of_its_alias(string kind, string storePassword, string keyPassword, string alias)
    {
        using var certificate = Signer.Certificate(kind);
        using var other = Signer.Certificate(kind);
        var store = Signer.StoreOf(storePassword, ("another", other, storePassword), ("orders", certificate, keyPassword.Length is 0 ? storePassword : keyPassword));

        var message = await SignedAsync(
            $$""" {{Order}}, "authentication": {"authentication": "signature", "certificate": {{Signer.KeystoreOf(Convert.ToBase64String(store), storePassword, alias, keyPassword)}} } """);

        Assert.Equal("OK", await VerifyAsync(message, certificate));
    }

    [Fact]
    public async Task A_keystore_of_openssl_is_read()
    {
        using var certificate = Signer.Certificate("rsa");
        await File.WriteAllTextAsync(Path.Combine(_folder, "key.pem"), certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "certificate.pem"), certificate.ExportCertificatePem(), Cancellation);
        var (exit, output) = await RunAsync(
            LocalServer.Require("openssl", "openssl"),
            "pkcs12", "-export", "-inkey", "key.pem", "-in", "certificate.pem", "-name", "orders", "-out", "store.p12", "-passout", "pass:store-pass");
        Assert.True(exit is 0, output);
        var store = await File.ReadAllBytesAsync(Path.Combine(_folder, "store.p12"), Cancellation);

        var message = await SignedAsync(
            $$""" {{Order}}, "authentication": {"authentication": "signature", "certificate": {{Signer.KeystoreOf($"data:application/x-pkcs12;base64,{Convert.ToBase64String(store)}", "store-pass", "orders", "store-pass")}} } """);

        Assert.Equal("OK", await VerifyAsync(message, certificate));
    }

    [Theory]
    [InlineData("path", "Files of the server are not read")]
    [InlineData("jks", "keytool -importkeystore")]
    [InlineData("garbage", "it is no PKCS #12 keystore")]
    [InlineData("store password", "authentication.certificate.keystorePassword: it does not open")]
    [InlineData("key password", "authentication.certificate.password: it does not open the key")]
    [InlineData("alias", "the keystore has no private key of this name. It has: orders")]
    [InlineData("part", "authentication.encryptionParts[0]: the message has no element {urn:x}nothing")]
    [InlineData("holder", "holds the signature itself")]
    [InlineData("algorithm", "authentication.signatureAlgorithm: expected one that fits the key, of http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")]
    [InlineData("digest", "authentication.digestAlgorithm: expected one")]
    [InlineData("key", "authentication.certificate.privateKey: expected a private key in PEM")]
    public async Task What_cannot_sign_is_an_input_problem_that_shows_nothing_of_it(string what, string says)
    {
        using var certificate = Signer.Certificate("rsa");
        var store = Convert.ToBase64String(Signer.StoreOf("store-pass", ("orders", certificate, "key-passw")));
        var source = what switch
        {
            "path" => Signer.KeystoreOf("/etc/S3CRET.p12", "store-pass", "orders", "key-passw"),
            "jks" => Signer.KeystoreOf(Convert.ToBase64String([0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2]), "store-pass", "orders", "key-passw"),
            "garbage" => Signer.KeystoreOf(Convert.ToBase64String("S3CRET-not-a-store"u8), "store-pass", "orders", "key-passw"),
            "store password" => Signer.KeystoreOf(store, "S3CRET", "orders", "key-passw"),
            "key password" => Signer.KeystoreOf(store, "store-pass", "orders", "S3CRET"),
            "alias" => Signer.KeystoreOf(store, "store-pass", "S3CRET", "key-passw"),
            "key" => JsonSerializer.Serialize(new { certificateType = "single", certificate = certificate.ExportCertificatePem(), privateKey = "S3CRET" }),
            _ => Signer.KeystoreOf(store, "store-pass", "orders", "key-passw"),
        };
        var more = what switch
        {
            "part" => """, "encryptionParts": [{"namespace": "urn:x", "localName": "nothing"}]""",
            "holder" => $$""", "encryptionParts": [{"namespace": "http://schemas.xmlsoap.org/soap/envelope/", "localName": "Header"}]""",
            "algorithm" => $$""", "signatureAlgorithm": "{{More}}ecdsa-sha256" """,
            "digest" => """, "digestAlgorithm": "S3CRET" """,
            _ => "",
        };

        var failure = await _connector.FailAsync(
            $$""" "serviceUrl": "http://127.0.0.1:1/", {{Order}}, "authentication": {"authentication": "signature", "certificate": {{source}} {{more}} } """);

        Assert.IsType<ConnectorInputException>(failure);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.ToString(), StringComparison.Ordinal);
    }

    private static DateTimeOffset Moment(XElement security, string name) => DateTimeOffset.Parse(
        security.Descendants(Wsu + name).Single().Value, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> SignedAsync(string inputs)
    {
        await using var peer = await Peer.AnsweringAsync(200);
        await _connector.CallAsync($$""" "serviceUrl": "{{peer.Address}}", {{inputs}} """);
        return peer.Request.Body;
    }

    /// <returns>OK, or what xmlsec1 says.</returns>
    private async Task<string> VerifyAsync(string message, X509Certificate2 certificate)
    {
        var program = LocalServer.Require("xmlsec1", "xmlsec1");
        await File.WriteAllTextAsync(Path.Combine(_folder, "message.xml"), message, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "verified.pem"), certificate.ExportCertificatePem(), Cancellation);
        var ids = Identified.SelectMany(name => (string[])["--id-attr:Id", name]);
        var (exit, output) = await RunAsync(program, ["--verify", "--pubkey-cert-pem", "verified.pem", "--enabled-key-data", "key-name", .. ids, "message.xml"]);
        return exit is 0 && output.StartsWith("OK", StringComparison.Ordinal) ? "OK" : output;
    }

    private async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output + await errors);
    }
}
