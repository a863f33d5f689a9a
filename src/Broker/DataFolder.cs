using System.Globalization;
using System.Security.Cryptography;

namespace Fairlead.Broker;

/// <summary>The folder that everything lies in, held by this process alone until it is disposed.</summary>
/// <remarks>
/// <c>lock</c> is held, <c>lock.pid</c> says by whom, <c>version</c> is the number of the format, <c>truth/</c> is RocksDB and
/// <c>search.db</c> and <c>calls.db</c> are SQLite, <c>documents/</c> are documents as files, <c>cluster</c> is the name that tells this
/// cluster from all others.
/// </remarks>
internal sealed class DataFolder : IDisposable
{
    /// <summary>Raised when an older Fairlead could no longer read what this one writes.</summary>
    private const int Format = 1;

    private readonly FileStream _lock;

    private DataFolder(string path, string clusterId, FileStream @lock)
    {
        Path = path;
        ClusterId = clusterId;
        _lock = @lock;
    }

    public string Path { get; }

    public string ClusterId { get; }

    public string Truth => System.IO.Path.Combine(Path, "truth");

    public string SearchFile => System.IO.Path.Combine(Path, "search.db");

    public string Documents => System.IO.Path.Combine(Path, "documents");

    public string CallsFile => System.IO.Path.Combine(Path, "calls.db");

    /// <exception cref="DataFolderException">It is in use, newer, or cannot be read or written.</exception>
    public static DataFolder Open(string configured)
    {
        var path = System.IO.Path.GetFullPath(configured);
        try
        {
            Directory.CreateDirectory(path);
            var held = Hold(path);
            try
            {
                CheckFormat(path);
                return new DataFolder(path, ReadClusterId(path), held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, cause.Message, cause);
        }
    }

    public static DataFolderException Unreadable(string path, string why, Exception? cause) => new(
        DataFolderException.Unreadable,
        $"The data folder {path} cannot be read or written: {why.TrimEnd('.')}. Check the path, its owner and the free space; "
        + "if a file in it is damaged, restore the folder from a backup.",
        cause);

    public void Dispose()
    {
        File.Delete(PidFile(Path));
        _lock.Dispose();
    }

    private static FileStream Hold(string path)
    {
        try
        {
            var held = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(PidFile(path), string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
            return held;
        }
        catch (IOException cause) when (IsHeldByAnother(path, cause))
        {
            throw new DataFolderException(
                DataFolderException.Locked,
                $"The data folder {path} is in use by process {ReadHolder(path)}. Stop that process, or set another data folder "
                + $"({BrokerOptions.Section}:{nameof(BrokerOptions.DataFolder)}).",
                cause);
        }
    }

    // A refused lock is a plain IOException; missing folders, full disks and the like have types or codes of their own.
    private static bool IsHeldByAnother(string path, IOException cause) =>
        cause.GetType() == typeof(IOException) && File.Exists(System.IO.Path.Combine(path, "lock")) && IsLockRefusal(cause.HResult);

    private static bool IsLockRefusal(int hresult)
    {
        const int WindowsSharingViolation = unchecked((int)0x80070020);
        const int LinuxWouldBlock = 11;
        const int MacWouldBlock = 35;
        return hresult is WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock;
    }

    private static string ReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(PidFile(path)).Trim() is { Length: > 0 } pid ? pid : "(unknown)";
        }
        catch (IOException)
        {
            return "(unknown)";
        }
    }

    private static void CheckFormat(string path)
    {
        var file = System.IO.Path.Combine(path, "version");
        if (!File.Exists(file))
        {
            if (Directory.Exists(System.IO.Path.Combine(path, "truth")))
                throw Unreadable(path, "the file 'version' is missing beside the folder 'truth'", cause: null);
            File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{Format}\n"));
            return;
        }

        var text = File.ReadAllText(file).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var found) || found < 1)
            throw Unreadable(path, "the file 'version' does not hold a format number", cause: null);
        if (found > Format)
        {
            throw new DataFolderException(
                DataFolderException.Newer,
                $"The data folder {path} has format {found}; this Fairlead reads formats up to {Format}. Start the newer Fairlead that "
                + "wrote it, or restore a backup made before the upgrade.");
        }
    }

    /// <remarks>Written in one step: a folder without it has acknowledged nothing yet under any name.</remarks>
    private static string ReadClusterId(string path)
    {
        var file = System.IO.Path.Combine(path, "cluster");
        if (!File.Exists(file))
        {
            File.WriteAllText(file + ".new", RandomNumberGenerator.GetHexString(16, lowercase: true));
            File.Move(file + ".new", file);
        }

        var id = File.ReadAllText(file).Trim();
        return id.Length > 0 && id.All(char.IsAsciiLetterOrDigit)
            ? id
            : throw Unreadable(path, "the file 'cluster' does not hold a name of letters and digits", cause: null);
    }

    private static string PidFile(string path) => System.IO.Path.Combine(path, "lock.pid");
}
