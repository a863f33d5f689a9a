namespace Fairlead.Cli.Input;

/// <summary>Files that the user names.</summary>
internal static class Files
{
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The file '{path}' cannot be read: {cause.Message}");
        }
    }
}
