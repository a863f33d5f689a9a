using System.Diagnostics;

namespace Fairlead.Tests.Servers;

/// <summary>What has to be done for servers that refuse to run as root.</summary>
internal static class Folders
{
    /// <summary>Gives a folder to an account, where the tests run as root.</summary>
    public static Task GiveToAsync(string user, string folder, CancellationToken cancellation) =>
        Environment.UserName == "root" ? RunAsync(null, ["chown", user, folder], cancellation) : Task.CompletedTask;

    /// <param name="user">Null for who we are; not used where the tests do not run as root.</param>
    public static async Task RunAsync(string? user, string[] command, CancellationToken cancellation)
    {
        string[] whole = user is not null && Environment.UserName == "root"
            ? ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups", .. command]
            : command;
        var (code, output) = await EndOfAsync(whole, cancellation);
        Assert.True(code is 0, $"{string.Join(' ', command)} ended with {code}: {output}");
    }

    public static async Task<bool> SucceedsAsync(string[] command, CancellationToken cancellation) =>
        (await EndOfAsync(command, cancellation)).Code is 0;

    private static async Task<(int Code, string Output)> EndOfAsync(string[] command, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        var texts = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, string.Concat(texts));
    }
}
