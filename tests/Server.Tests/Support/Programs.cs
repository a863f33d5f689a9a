namespace Fairlead.Server.Tests.Support;

/// <summary>Where the programs under test lie.</summary>
internal static class Programs
{
    public static string Root { get; } = FindRoot();

    /// <summary>The options that <c>./run</c> gives.</summary>
    public static string[] UsualExamples =>
    [
        .. ((string[])["order", "payment", "shipping"]).SelectMany(
            name => (string[])["--examples", System.IO.Path.Combine(Root, "examples", name)]),
    ];

    /// <summary>The assembly of a project, built as this one was.</summary>
    public static string Assembly(string project)
    {
        var configuration = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return System.IO.Path.Combine(Root, "artifacts", "bin", project, configuration, $"Fairlead.{project}.dll");
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(System.IO.Path.Combine(folder, "Fairlead.slnx")))
                return folder;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Fairlead.slnx.");
    }
}
