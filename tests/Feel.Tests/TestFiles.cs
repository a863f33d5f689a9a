using System.Runtime.CompilerServices;

namespace Fairlead.Feel.Tests;

/// <summary>Files beside the tests.</summary>
internal static class TestFiles
{
    public static string Folder { get; } = Path.GetDirectoryName(ThisFile())!;

    public static string Repository { get; } = new DirectoryInfo(Folder).Parent!.Parent!.FullName;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
