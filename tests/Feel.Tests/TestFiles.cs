using System.Runtime.CompilerServices;

namespace Fairlead.Feel.Tests;

/// <summary>Files beside the tests, and the shared tables beside the repository, which are not always there.</summary>
internal static class TestFiles
{
    public static string Folder { get; } = Path.GetDirectoryName(ThisFile())!;

    /// <summary>Null when this machine has no shared data.</summary>
    public static string? SharedTable(string name)
    {
        for (var folder = new DirectoryInfo(Folder); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "feel", name);
            if (File.Exists(path))
                return path;
        }
        return null;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
