using System.Runtime.CompilerServices;

namespace Fairlead.Dmn.Tests;

/// <summary>Files beside the tests, and the shared folder beside the repository, which is not always there.</summary>
internal static class TestFiles
{
    public static string Folder { get; } = Path.GetDirectoryName(ThisFile())!;

    /// <summary>
    /// The cases of the DMN TCK: in the folder <c>shared</c> beside the repository, or in the one that the environment variable
    /// <c>FAIRLEAD_SHARED</c> names; null when this machine has none.
    /// </summary>
    public static string? Tck { get; } = FindTck();

    private static string? FindTck()
    {
        if (Environment.GetEnvironmentVariable("FAIRLEAD_SHARED") is { Length: > 0 } shared)
            return Existing(Path.Combine(shared, "data", "dmn-tck"));
        for (var folder = new DirectoryInfo(Folder); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", "data", "dmn-tck")) is { } found)
                return found;
        }
        return null;
    }

    private static string? Existing(string path) => Directory.Exists(path) ? path : null;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
