using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Templates.Tests;

/// <summary>Files that are made of the types of the connectors. <c>tools/templates</c> writes them; without it they are only compared.</summary>
internal static class Generated
{
    private const string Published = "published.txt";

    /// <summary>Whether differences are written instead of reported.</summary>
    public static bool IsWriting { get; } = Environment.GetEnvironmentVariable("TEMPLATES") is "write" or "publish";

    /// <summary>Whether what there is counts as published from now on.</summary>
    public static bool IsPublishing { get; } = Environment.GetEnvironmentVariable("TEMPLATES") is "publish";

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    public static string Templates { get; } = Path.Combine(Root, "element-templates");

    public static string Pages { get; } = Path.Combine(Root, "docs", "connectors");

    /// <summary>Names of template files, without folder and ending, with the digest of what was published under them.</summary>
    public static IReadOnlyDictionary<string, string> ReadPublished() =>
        File.Exists(Path.Combine(Templates, Published))
            ? File.ReadAllLines(Path.Combine(Templates, Published)).Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1])
            : new Dictionary<string, string>();

    public static void WritePublished(IReadOnlyDictionary<string, string> published) => Write(
        Path.Combine(Templates, Published),
        string.Concat(published.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} {entry.Value}\n")));

    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string FileOf(string name, int version) => Path.Combine(Templates, FormattableString.Invariant($"{name}-{version}.json"));

    /// <summary>The versions of a template that are there, the oldest first.</summary>
    public static IReadOnlyList<int> VersionsOf(string name)
    {
        var versions = 0;
        while (File.Exists(FileOf(name, versions + 1)))
            versions++;
        return [.. Enumerable.Range(1, versions)];
    }

    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
