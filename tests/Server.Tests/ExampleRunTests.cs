using System.Diagnostics;
using System.Text.RegularExpressions;

using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>Every example does what its page says: the server starts with it, the commands of the page work, and an instance ends.</summary>
public sealed partial class ExampleRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(Programs.Root, "examples"))
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal),
    ];

    [Theory, MemberData(nameof(Names))]
    public async Task An_example_runs_to_its_end(string name)
    {
        using var folder = new TestFolder();
        var example = Path.Combine(Programs.Root, "examples", name);
        using var servers = await ExampleServers.StartAsync(name, Path.Combine(folder.Path, "servers"), Cancellation);
        using var server = await TestServer.StartWithAsync(
            folder.Data, servers.Settings, Cancellation, "--examples", example, "--Network:AllowLoopback", "false");
        var output = await Eventually.GetAsync(
            () => Task.FromResult(server.Program.Output), text => text.Contains("Examples: ", StringComparison.Ordinal), Cancellation);
        Assert.Contains($"{name} (version 1)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("was not deployed", server.Program.Errors, StringComparison.Ordinal);
        // Only a person has the secret: that the example says so is all there is to see.
        if (servers.Missing.Contains("Set it before the start: export FAIRLEAD_Secrets__Values__", StringComparison.Ordinal))
            return;
        Assert.SkipWhen(servers.Missing.Length > 0, $"{name}: deployed, not run: {servers.Missing.Trim()}");

        await RunCommandsAsync(await File.ReadAllTextAsync(Path.Combine(example, "README.md"), Cancellation), server, servers);

        var query = new SearchQuery<ProcessInstanceFilter> { Filter = new ProcessInstanceFilter { ProcessDefinitionId = name } };
        var found = await Eventually.GetAsync(
            () => server.Cluster.SearchAsync(query, Cancellation),
            result => result.Items.Any(instance => instance.State is ProcessInstanceState.Completed),
            Cancellation);
        Assert.All(found.Items, instance => Assert.False(instance.HasIncident));
    }

    /// <summary>What the server prints are the commands of the page, for the address that it has.</summary>
    [Fact]
    public async Task The_server_prints_what_to_do_next()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(
            folder.Data, Cancellation, "--examples", Path.Combine(Programs.Root, "examples", "webhook"), "--Secrets:Values:WEBHOOK_SECRET", "known");

        var output = await Eventually.GetAsync(
            () => Task.FromResult(server.Program.Output), text => text.Contains("openssl", StringComparison.Ordinal), Cancellation);

        Assert.Contains($"curl {server.Url}/inbound/signed-order", output, StringComparison.Ordinal);
        Assert.Contains($"export FAIRLEAD_SERVER={server.Url}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("./run", output, StringComparison.Ordinal);
    }

    private static async Task RunCommandsAsync(string page, TestServer server, ExampleServers servers)
    {
        foreach (var block in CommandBlock().Matches(page).Select(match => match.Groups[1].Value))
        {
            if (block.StartsWith("./run", StringComparison.Ordinal))
                continue;
            var commands = Sourcing().Replace(block, "").Replace("http://localhost:8080", server.Url, StringComparison.Ordinal)
                .Replace("./fairlead", $"dotnet {Programs.Assembly("Cli")}", StringComparison.Ordinal);
            var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands])
            {
                WorkingDirectory = Programs.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["FAIRLEAD_SERVER"] = server.Url;
            foreach (var (name, value) in servers.Variables)
                start.Environment[name] = value;
            using var shell = Process.Start(start)!;
            var errors = shell.StandardError.ReadToEndAsync(Cancellation);
            var output = await shell.StandardOutput.ReadToEndAsync(Cancellation);
            await shell.WaitForExitAsync(Cancellation);
            Assert.True(shell.ExitCode is 0, $"{block}\nended with {shell.ExitCode}:\n{output}\n{await errors}\n{server.Program.Errors}");
            // curl is content with a refusal.
            Assert.DoesNotContain("\"status\":4", output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CommandBlock();

    /// <summary>The variables come from the folder of the test.</summary>
    [GeneratedRegex(@"^\. data/examples/.*$\n", RegexOptions.Multiline)]
    private static partial Regex Sourcing();
}
