using System.Diagnostics;

namespace Fairlead.Server.Tests.Support;

/// <summary>What an example needs beside our server, started as <c>./run --example</c> does.</summary>
internal sealed class ExampleServers : IDisposable
{
    private readonly Process? _group;

    private ExampleServers(Process? group) => _group = group;

    /// <summary>For our server.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private init; } = new Dictionary<string, string>();

    /// <summary>For the commands of the README.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; private init; } = new Dictionary<string, string>();

    /// <summary>What this machine or this person does not have; empty when all is there.</summary>
    public string Missing { get; private init; } = "";

    public static async Task<ExampleServers> StartAsync(string name, string folder, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(Programs.Root, "examples", name, "server.sh")))
            return new ExampleServers(null);

        var group = Process.Start(new ProcessStartInfo("setsid", [Path.Combine(Programs.Root, "tools", "example-servers"), name, folder])
        {
            RedirectStandardInput = true,
        })!;
        await Eventually.GetAsync(
            () => Task.FromResult(group.HasExited || File.Exists(Path.Combine(folder, "ready"))), done => done, cancellation);
        Assert.False(group.HasExited, $"examples/{name}/server.sh ended with {(group.HasExited ? group.ExitCode : 0)}.");
        return new ExampleServers(group)
        {
            Settings = await ReadAsync(Path.Combine(folder, "settings"), cancellation),
            Variables = await ReadAsync(Path.Combine(folder, "env"), cancellation),
            Missing = await File.ReadAllTextAsync(Path.Combine(folder, "missing"), cancellation),
        };
    }

    public void Dispose()
    {
        if (_group is null)
            return;
        _group.StandardInput.Close();
        _group.WaitForExit();
        _group.Dispose();
    }

    /// <summary>The variables that a file for the shell exports, as the shell reads them.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(string file, CancellationToken cancellation)
    {
        using var shell = Process.Start(new ProcessStartInfo("env", ["-i", "bash", "-c", ". \"$1\"; env -0", "read", file])
        {
            RedirectStandardOutput = true,
        })!;
        var text = await shell.StandardOutput.ReadToEndAsync(cancellation);
        return text.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .Where(pair => pair[0] is not ("PWD" or "SHLVL" or "_"))
            .ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
