using System.Runtime.CompilerServices;

namespace Fairlead.Feel.Tests;

/// <summary>Files beside the tests, and the shared tables beside the repository, which are not always there.</summary>
internal static class TestFiles
{
    public static string Folder { get; } = Path.GetDirectoryName(ThisFile())!;

    public static string Repository { get; } = new DirectoryInfo(Folder).Parent!.Parent!.FullName;

    /// <summary>
    /// Null when this machine has no shared data: the folder <c>shared</c> beside the repository, or the one that the
    /// environment variable <c>FAIRLEAD_SHARED</c> names.
    /// </summary>
    public static string? SharedTable(string name)
    {
        if (Environment.GetEnvironmentVariable("FAIRLEAD_SHARED") is { Length: > 0 } shared)
        {
            var path = Path.Combine(shared, "data", "feel", name);
            return File.Exists(path) ? path : null;
        }
        for (var folder = new DirectoryInfo(Folder); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "feel", name);
            if (File.Exists(path))
                return path;
        }
        return null;
    }

    /// <summary>
    /// The same; skips the test with the reason on a machine without shared data. Where CI runs it must be there.
    /// </summary>
    public static string RequiredTable(string name)
    {
        if (SharedTable(name) is { } path)
            return path;
        Assert.False(
            Environment.GetEnvironmentVariable("CI") == "true", $"The shared table {name} is missing, and this is CI.");
        Assert.Skip($"The shared table {name} is not on this machine.");
        return "";
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
