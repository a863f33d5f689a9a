using System.Diagnostics;

namespace Fairlead.Testing.Tests;

/// <summary>What <c>dotnet new fairlead-connector</c> makes is built and its tests are run, against this clone and without the network.</summary>
public sealed class TemplateTests
{
    [Fact]
    public async Task The_template_builds_and_its_tests_pass()
    {
        using var folder = new TemporaryFolder();
        var hive = Path.Combine(folder.Path, "hive");
        var project = Path.Combine(folder.Path, "Acme.Weather");

        await RunAsync("new", "install", Path.Combine(Repository.Root, "templates", "connector"), "--debug:custom-hive", hive);
        await RunAsync("new", "fairlead-connector", "--name", "Acme.Weather", "--output", project, "--debug:custom-hive", hive);
        foreach (var part in (string[])["Acme.Weather", "Acme.Weather.Tests"])
        {
            await RunAsync(
                "build", Path.Combine(project, part), "-nologo", "-v", "quiet", "-warnaserror",
                $"-p:FairleadSource={Repository.Root}", "-p:BuildProjectReferences=false");
        }

        var tests = Directory.GetFiles(Path.Combine(project, "Acme.Weather.Tests", "bin"), "Acme.Weather.Tests.dll", SearchOption.AllDirectories);
        Assert.Contains("Total: 2, Errors: 0, Failed: 0", await RunAsync(tests[0], "-noLogo", "-noColor"), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Nodes that outlive the build would keep the pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode is 0, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await errors}");
        return await output;
    }
}
