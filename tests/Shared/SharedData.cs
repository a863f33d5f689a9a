using System.Runtime.CompilerServices;

namespace Fairlead.Tests;

/// <summary>
/// Tables and cases of others, which are no part of the repository: in the folder <c>shared</c> beside it or further up, or in the one that
/// the environment variable <c>FAIRLEAD_SHARED</c> names.
/// </summary>
internal static class SharedData
{
    private const string Variable = "FAIRLEAD_SHARED";

    /// <param name="path">Below <c>shared/data</c>, a file or a folder; null when this machine does not have it.</param>
    public static string? Find(string path)
    {
        if (Named is { } named)
            return Existing(Path.Combine(named, "data", path));
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(ThisFile())!); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", "data", path)) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>As <see cref="Find"/>; without it the test is skipped and counted, unless the variable promises it.</summary>
    public static string Require(string path)
    {
        if (Find(path) is { } found)
            return found;

        Assert.True(Named is null, $"{Variable} names {Named}, but data/{path} is not there.");
        Assert.Skip($"{path} is not on this machine: it comes from elsewhere and lies beside the repository, never in it.");
        return "";
    }

    private static string? Named => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    private static string? Existing(string path) => Path.Exists(path) ? path : null;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
