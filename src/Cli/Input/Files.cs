namespace Fairlead.Cli.Input;

/// <summary>Files that the user names.</summary>
internal static class Files
{
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static byte[] Read(string path) => Try(path, "read", () => File.ReadAllBytes(path));

    /// <summary>Names without folders, and contents.</summary>
    /// <exception cref="UsageException">One cannot be read.</exception>
    public static (string Name, ReadOnlyMemory<byte> Content)[] ReadAll(IReadOnlyList<string> paths) =>
        [.. paths.Select(path => (Path.GetFileName(path), (ReadOnlyMemory<byte>)Read(path)))];

    /// <exception cref="UsageException">It cannot be read.</exception>
    public static FileStream Open(string path) => Try(path, "read", () => File.OpenRead(path));

    /// <summary>Empties a file that is there.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static FileStream Create(string path) => Try(path, "written", () => File.Create(path));

    private static T Try<T>(string path, string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The file '{path}' cannot be {what}: {cause.Message}");
        }
    }
}
