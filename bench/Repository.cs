using System.Diagnostics;

namespace Fairlead.Bench;

/// <summary>Where things lie, and which commit is measured.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Commit()
    {
        var commit = Git("rev-parse", "--short", "HEAD");
        return Git("status", "--porcelain", "--", "src", "bench/*.cs").Length > 0 ? $"{commit} with changes" : commit;
    }

    /// <summary>An empty folder of its own.</summary>
    public static string FreshFolder(Arguments arguments, string name)
    {
        var folder = Folder(arguments, name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        return folder;
    }

    public static string Folder(Arguments arguments, string name) =>
        Path.Combine(arguments.Text("data", Path.Combine(Root, "artifacts", "bench")), name);

    private static string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true })!;
        var answer = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return answer;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fairlead.slnx")))
                return folder.FullName;
        }

        throw new BenchException("Fairlead.slnx is in no folder above this program. Run it from its build folder.");
    }
}
