using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Connectors.Runtime.Documents;

namespace Fairlead.Broker.Documents;

/// <summary>
/// Signs and checks links to documents. The key lies in the data folder; to delete it, with the server stopped, ends all links at once.
/// The signature covers the content, too: a document that is stored anew under its id needs a new link.
/// </summary>
internal sealed class DocumentPermits : IDisposable
{
    private const int KeyBytes = 32;
    private static readonly TimeSpan LifeAtMost = TimeSpan.FromDays(3650);

    private readonly byte[] _key;
    private readonly TimeProvider _time;

    private DocumentPermits(byte[] key, TimeProvider time)
    {
        _key = key;
        _time = time;
    }

    public static DocumentPermits Open(string keyFile, TimeProvider time)
    {
        var key = File.Exists(keyFile) ? File.ReadAllBytes(keyFile) : [];
        return new DocumentPermits(key.Length is KeyBytes ? key : CreateKey(keyFile), time);
    }

    public DocumentPermit Sign(StoredDocument document, TimeSpan timeToLive)
    {
        if (timeToLive <= TimeSpan.Zero || timeToLive > LifeAtMost)
        {
            throw new DocumentException(
                DocumentException.Invalid,
                $"A link cannot be made for {timeToLive.TotalSeconds:0} seconds: expected more than none and at most {LifeAtMost.Days} days.");
        }

        var until = DateTimeOffset.FromUnixTimeSeconds((long)Math.Ceiling((_time.GetUtcNow() + timeToLive - DateTimeOffset.UnixEpoch).TotalSeconds));
        return new DocumentPermit(document.Id, until, Signature(document, until));
    }

    /// <exception cref="DocumentException">Its time is over.</exception>
    public void CheckTime(DocumentPermit permit)
    {
        if (permit.Until <= _time.GetUtcNow())
            throw Refused();
    }

    public bool IsGenuine(DocumentPermit permit, StoredDocument document) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(permit.Signature), Encoding.UTF8.GetBytes(Signature(document, permit.Until)));

    public static DocumentException Refused() => new(
        DocumentException.LinkInvalid, "This link is not valid, or not any more: ask whoever gave it to you for a new one.");

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private string Signature(StoredDocument document, DateTimeOffset until)
    {
        // The id is last: it alone may contain the separator.
        var text = string.Create(CultureInfo.InvariantCulture, $"link\n{until.ToUnixTimeSeconds()}\n{document.ContentHash}\n{document.Id}");
        return Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
    }

    private static byte[] CreateKey(string keyFile)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(keyFile, options);
        file.Write(key);
        file.Flush(flushToDisk: true);
        return key;
    }
}
