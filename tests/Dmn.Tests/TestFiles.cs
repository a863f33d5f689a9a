using System.Runtime.CompilerServices;

namespace Fairlead.Dmn.Tests;

/// <summary>Files beside the tests.</summary>
internal static class TestFiles
{
    public static string Folder { get; } = Path.GetDirectoryName(ThisFile())!;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
