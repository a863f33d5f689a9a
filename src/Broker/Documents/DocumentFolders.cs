using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Runtime.Documents;

namespace Fairlead.Broker.Documents;

/// <summary>Where the files of documents lie. The name of a folder is the hash of the id: ids come from outside and may be anything.</summary>
internal sealed class DocumentFolders
{
    private const string ContentFile = "content";
    private const string AboutFile = "about.json";
    private const string MinuteFormat = "yyyyMMddHHmm";
    private const int NameDigits = 32;

    private readonly string _kept;
    private readonly string _incoming;
    private readonly string _gone;
    private readonly string _expiring;

    private DocumentFolders(string path)
    {
        Path = path;
        _kept = In(path, "kept");
        _incoming = In(path, "incoming");
        _gone = In(path, "gone");
        _expiring = In(path, "expiring");
    }

    public string Path { get; }

    /// <summary>Puts aside what an ended process was about to take in.</summary>
    public static DocumentFolders Open(string path)
    {
        var folders = new DocumentFolders(path);
        foreach (var folder in new[] { folders._kept, folders._gone, folders._expiring })
            Directory.CreateDirectory(folder);
        if (Directory.Exists(folders._incoming))
            Directory.Move(folders._incoming, NewPlaceIn(folders._gone));
        Directory.CreateDirectory(folders._incoming);
        return folders;
    }

    /// <summary>The name of the folder of a document.</summary>
    public static string NameOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>A folder for an upload.</summary>
    public string BeginUpload() => Directory.CreateDirectory(NewPlaceIn(_incoming)).FullName;

    public static string ContentIn(string folder) => In(folder, ContentFile);

    /// <summary>Gives an upload its place, for good. False when the place is taken.</summary>
    public async Task<bool> CommitAsync(string upload, StoredDocument about, DateTimeOffset now, CancellationToken cancellation)
    {
        var name = NameOf(about.Id);
        await using (var file = new FileStream(In(upload, AboutFile), FileMode.CreateNew, FileAccess.Write))
        {
            await JsonSerializer.SerializeAsync(file, AboutDocument.Of(about), AboutJson.Default.AboutDocument, cancellation)
                .ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }

        FolderFlush.Flush(upload);
        // Before the document: a mark without one does no harm, the other way round it would stay for ever.
        if (about.ExpiresAt is { } moment)
            MarkExpiring(name, moment);

        var place = PlaceOf(name);
        var shelf = System.IO.Path.GetDirectoryName(place)!;
        if (!Directory.Exists(shelf))
        {
            Directory.CreateDirectory(shelf);
            FolderFlush.Flush(_kept);
        }

        if (!TryMove(upload, place))
        {
            // One that has expired is there for nobody, only not swept yet.
            if (await ReadAsync(name, cancellation).ConfigureAwait(false) is { } other && !(other.ExpiresAt <= now))
                return false;
            Delete(name);
            if (!TryMove(upload, place))
                return false;
        }

        FolderFlush.Flush(shelf);
        return true;
    }

    /// <returns>Null when there is none.</returns>
    public async Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await using var file = OpenToRead(In(PlaceOf(name), AboutFile));
            var about = await JsonSerializer.DeserializeAsync(file, AboutJson.Default.AboutDocument, cancellation).ConfigureAwait(false);
            return about?.ToStored();
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException cause)
        {
            throw new DocumentException(
                DocumentException.Damaged,
                $"The file {In(PlaceOf(name), AboutFile)} of a document is damaged: restore it from a backup.",
                cause);
        }
    }

    /// <returns>Null when there is none.</returns>
    public FileStream? OpenContent(string name)
    {
        try
        {
            return OpenToRead(ContentIn(PlaceOf(name)));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <returns>False when there is none.</returns>
    public bool Delete(string name)
    {
        var gone = NewPlaceIn(_gone);
        try
        {
            Directory.Move(PlaceOf(name), gone);
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }

        FolderFlush.Flush(System.IO.Path.GetDirectoryName(PlaceOf(name))!);
        try
        {
            Directory.Delete(gone, recursive: true);
        }
        catch (IOException)
        {
            // It is gone for everybody already; the next sweep frees the space, or this one just did.
        }

        return true;
    }

    /// <summary>Deletes a document that has expired; forgets the mark of one that is gone, or that has been stored anew meanwhile.</summary>
    public void DeleteExpired(ExpiryMark mark, DateTimeOffset now)
    {
        var about = In(PlaceOf(mark.Name), AboutFile);
        if (File.Exists(about))
        {
            using var file = OpenToRead(about);
            var expires = JsonSerializer.Deserialize(file, AboutJson.Default.AboutDocument)?.ExpiresAt;
            if (expires > now && MinuteOf(expires.Value) == mark.Minute)
                return;
            if (expires <= now)
                Delete(mark.Name);
        }

        File.Delete(In(In(_expiring, mark.Minute), mark.Name));
    }

    /// <summary>The marks of all minutes that have begun.</summary>
    public IEnumerable<ExpiryMark> DueBy(DateTimeOffset now)
    {
        var minute = MinuteOf(now);
        foreach (var folder in Directory.GetDirectories(_expiring))
        {
            var name = System.IO.Path.GetFileName(folder);
            if (string.CompareOrdinal(name, minute) > 0)
                continue;
            foreach (var mark in Directory.GetFiles(folder))
                yield return new ExpiryMark(name, System.IO.Path.GetFileName(mark));
            if (string.CompareOrdinal(name, minute) < 0 && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
    }

    public void EmptyGone()
    {
        foreach (var folder in Directory.GetDirectories(_gone))
            Directory.Delete(folder, recursive: true);
    }

    private static bool TryMove(string upload, string place)
    {
        try
        {
            Directory.Move(upload, place);
            return true;
        }
        catch (IOException) when (Directory.Exists(place))
        {
            return false;
        }
    }

    private void MarkExpiring(string name, DateTimeOffset moment)
    {
        var folder = In(_expiring, MinuteOf(moment));
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(In(folder, name), []);
        FolderFlush.Flush(folder);
        FolderFlush.Flush(_expiring);
    }

    private string PlaceOf(string name) => In(In(_kept, name[..2]), name);

    private static string NewPlaceIn(string folder) => In(folder, RandomNumberGenerator.GetHexString(NameDigits, lowercase: true));

    private static string MinuteOf(DateTimeOffset moment) => moment.UtcDateTime.ToString(MinuteFormat, CultureInfo.InvariantCulture);

    private static FileStream OpenToRead(string path) => new(
        path,
        new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous, BufferSize = 0 });

    private static string In(string folder, string name) => System.IO.Path.Combine(folder, name);
}

/// <summary>Says that a document expires within a minute.</summary>
internal readonly record struct ExpiryMark(string Minute, string Name);
