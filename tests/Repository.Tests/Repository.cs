using System.Runtime.CompilerServices;

namespace Fairlead.Repository.Tests;

/// <summary>The files of this repository as a reviewer sees them: what people wrote, not what tools made.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Made =
        new(["artifacts", "bin", "data", "node_modules", "obj", "TestResults"], StringComparer.Ordinal);

    private static readonly HashSet<string> TextKinds = new(
        [
            "", ".bpmn", ".cs", ".csproj", ".css", ".editorconfig", ".gitattributes", ".gitignore", ".html", ".http", ".js",
            ".json", ".md", ".props", ".proto", ".scenario", ".sh", ".slnx", ".sql", ".targets", ".ts", ".tsx", ".txt", ".yaml",
            ".yml",
        ],
        StringComparer.Ordinal);

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static IReadOnlyList<TextFile> Files { get; } =
    [
        .. Walk(new DirectoryInfo(Root))
            .Where(file => TextKinds.Contains(file.Extension) && file.Name is not "LICENSE")
            .Select(file => TextFile.Read(Root, file.FullName))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => folder.EnumerateFiles().Concat(
        folder.EnumerateDirectories()
            .Where(child => !Made.Contains(child.Name) && (child.Name[0] != '.' || child.Name is ".ci" or ".github"))
            .SelectMany(Walk));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

/// <param name="Path">From the root of the repository, with slashes.</param>
internal sealed record TextFile(string Path, string Text)
{
    public string[] Lines { get; } = Text.Split('\n');

    public bool IsCode => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsIn(string folder) => Path.StartsWith($"{folder}/", StringComparison.Ordinal);

    public static TextFile Read(string root, string path) =>
        new(System.IO.Path.GetRelativePath(root, path).Replace('\\', '/'), File.ReadAllText(path));

    /// <summary>Lines that match, as <c>path:line: text</c>.</summary>
    public IEnumerable<string> Find(Func<string, bool> offends) => Lines
        .Select((line, index) => (line, number: index + 1))
        .Where(found => offends(found.line))
        .Select(found => $"{Path}:{found.number}: {found.line.Trim()}");
}
