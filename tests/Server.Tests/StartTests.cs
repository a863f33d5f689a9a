using System.Net;
using System.Net.Sockets;
using Fairlead.Server.Tests.Support;
using static System.FormattableString;

namespace Fairlead.Server.Tests;

/// <summary>A start that cannot be says why in one line, and leaves everything as it was.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var folder = new TestFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = Invariant($"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");

        var line = await FailAsync(["--address", address, "--data", folder.Data]);

        Assert.Contains(address, line, StringComparison.Ordinal);
        Assert.Contains("PORT_IN_USE", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_another_process_holds_is_named()
    {
        using var folder = new TestFolder();
        using var first = await TestServer.StartAsync(folder.Data, Cancellation);

        var line = await FailAsync(["--address", "http://127.0.0.1:0", "--data", folder.Data]);

        Assert.Contains(folder.Data, line, StringComparison.Ordinal);
        Assert.Contains("DATA_FOLDER_LOCKED", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_of_a_newer_version_is_left_alone()
    {
        using var folder = new TestFolder();
        folder.Write("data/version", "9999\n");
        Directory.CreateDirectory(Path.Combine(folder.Data, "truth"));

        var line = await FailAsync(["--address", "http://127.0.0.1:0", "--data", folder.Data]);

        Assert.Contains("9999", line, StringComparison.Ordinal);
        Assert.Contains("DATA_FOLDER_NEWER", line, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder.Data, "truth")));
    }

    [Theory]
    [InlineData("CONFIGURATION_INVALID", "Webhooks:BodyBytesAtMost", "--Webhooks:BodyBytesAtMost", "many")]
    [InlineData("CONFIGURATION_INVALID", "BodyBytesAtMost", "--Webhooks:BodyBytesAtMost=0")]
    [InlineData("CONFIGURATION_INVALID", "no-such-file.json", "--config", "no-such-file.json")]
    [InlineData("ADDRESS_INVALID", "nonsense", "--address", "nonsense")]
    [InlineData("ADDRESS_INVALID", "ftp://localhost:1", "--address", "ftp://localhost:1")]
    [InlineData("ADDRESS_INVALID", "192.0.2.1", "--address", "http://192.0.2.1:1")]
    [InlineData("CONFIGURATION_INVALID", "Network:AllowRanges: '10.0.0.0/99'", "--Network:AllowRanges:0", "10.0.0.0/99")]
    [InlineData("CONFIGURATION_INVALID", "Network:DenyHosts: 'a b'", "--Network:DenyHosts:0", "a b", "--Webhooks:BodyBytesAtMost", "0")]
    [InlineData("--examples", "no-such-folder", "--examples", "no-such-folder")]
    public async Task A_setting_that_makes_no_sense_is_named(string code, string named, params string[] options)
    {
        using var folder = new TestFolder();

        var line = await FailAsync([.. options, "--data", folder.Data]);

        Assert.Contains(code, line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_file_of_settings_is_named()
    {
        using var folder = new TestFolder();
        var file = folder.Write("fairlead.json", "{ \"Server\": ");

        var line = await FailAsync(["--data", folder.Data]);

        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Contains("CONFIGURATION_INVALID", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--colour", "blue")]
    [InlineData("--address")]
    [InlineData("examples")]
    public async Task An_option_that_does_not_exist_is_wrong_usage(params string[] options)
    {
        using var program = new RunningProgram("Server", options);

        Assert.Equal(2, await program.WaitAsync(Cancellation));
        Assert.Contains(options[0], program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_wins_over_the_environment_and_the_environment_over_the_file()
    {
        using var folder = new TestFolder();
        var (file, variable, option) = (Address(), Address(), Address());
        var settings = folder.Write("settings.json", $$$"""{"Server":{"Address":"{{{file}}}"},"Broker":{"DataFolder":"{{{folder.Data}}}"}}""");

        Assert.Contains(file, await StartAsync(settings, [], []), StringComparison.Ordinal);
        Assert.Contains(variable, await StartAsync(settings, new() { ["FAIRLEAD_ADDRESS"] = variable }, []), StringComparison.Ordinal);
        Assert.Contains(
            option, await StartAsync(settings, new() { ["FAIRLEAD_Server__Address"] = variable }, ["--address", option]), StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task An_example_with_a_problem_is_named_and_keeps_the_others_running()
    {
        using var folder = new TestFolder();
        folder.Write("examples/good.bpmn", Diagrams.Work("start-good", "job"));
        folder.Write("examples/deep/bad.bpmn", "<bpmn:definitions");
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--examples", Path.Combine(folder.Path, "examples"));

        await Eventually.GetAsync(
            () => Task.FromResult(server.Program.Output), text => text.Contains("start-good", StringComparison.Ordinal), Cancellation);
        await Eventually.GetAsync(
            () => Task.FromResult(server.Program.Errors), text => text.Contains("bad.bpmn", StringComparison.Ordinal), Cancellation);
    }

    private static string Address() => Invariant($"http://127.0.0.1:{TestServer.FindFreePort()}");

    private static async Task<string> StartAsync(string settings, Dictionary<string, string> environment, string[] options)
    {
        using var program = new RunningProgram("Server", ["--config", settings, .. options], environment: environment);
        var output = await Eventually.GetAsync(
            () => Task.FromResult((program.Output, program.HasExited, program.Errors)),
            seen => seen.HasExited || seen.Output.Contains("Fairlead runs at", StringComparison.Ordinal),
            Cancellation);
        Assert.False(output.HasExited, output.Errors);
        program.Terminate();
        await program.WaitAsync(Cancellation);
        return output.Output;
    }

    private static async Task<string> FailAsync(string[] options)
    {
        using var program = new RunningProgram("Server", options);
        Assert.Equal(1, await program.WaitAsync(Cancellation));
        Assert.Empty(program.Output);
        return Assert.Single(program.Errors.TrimEnd().Split('\n'));
    }
}
