using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fairlead.Connectors.Email.Tests.Support;

/// <summary>An authority that this process trusts, as a machine trusts those in its store, and a certificate for <c>localhost</c>.</summary>
internal static partial class TrustedCertificate
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("fairlead-certificates").FullName;

    /// <summary>PEM files.</summary>
    public static (string Certificate, string Key) Files => (Path.Combine(Folder, "server.pem"), Path.Combine(Folder, "server.key"));

    /// <remarks>Before anything asks for the store of the machine: it is read once.</remarks>
    [ModuleInitializer]
    internal static void Make()
    {
        using var authorityKey = RSA.Create(2048);
        var authority = new CertificateRequest("CN=Authority of tests", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        using var root = authority.CreateSelfSigned(from, to);

        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, from, to, [1, 2, 3, 4]);
        File.WriteAllText(Files.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Files.Key, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        File.WriteAllText(Path.Combine(Folder, "root.pem"), root.ExportCertificatePem());
        // Not Environment.SetEnvironmentVariable: OpenSSL does not see that.
        if (SetNative("SSL_CERT_FILE", Path.Combine(Folder, "root.pem"), 1) is not 0)
            throw new InvalidOperationException("The environment of the process cannot be changed.");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNative(string name, string value, int overwrite);
}
