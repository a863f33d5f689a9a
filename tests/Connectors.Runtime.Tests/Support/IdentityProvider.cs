using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>
/// oauth2-mock-server in a process of its own: an identity provider whose tokens and keys others wrote. npm fetches it once, into the
/// folder of what is built; without npm or its registry the test is skipped and counted.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private const string Package = "oauth2-mock-server@9.3.0";
    private static readonly SemaphoreSlim Installing = new(1);

    private readonly Process _process;
    private readonly HttpClient _http = new();

    private IdentityProvider(Process process, string address, string issuer)
    {
        _process = process;
        Address = address;
        Issuer = issuer;
    }

    public string Address { get; }

    /// <summary>As its tokens say.</summary>
    public string Issuer { get; }

    public string KeySet => $"{Address}/jwks";

    public static async Task<IdentityProvider> StartAsync()
    {
        var process = Start(await InstallAsync(), ["-a", "127.0.0.1", "-p", "0"])!;
        string? address = null, issuer = null;
        while ((address is null || issuer is null) && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            address ??= After(line, "listening on ");
            issuer ??= After(line, "issuer is ");
        }

        Assert.True(address is not null && issuer is not null, "The identity provider ended before it listened.");
        return new IdentityProvider(process, address, issuer);
    }

    public async Task<string> TokenAsync(string scope, string audience)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = scope,
            ["aud"] = audience,
        });
        using var response = await _http.PostAsync(new Uri($"{Address}/token"), form, TestContext.Current.CancellationToken);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.GetProperty("access_token").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    /// <returns>The program.</returns>
    private static async Task<string> InstallAsync()
    {
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "npm", Package));
        var program = Path.Combine(folder, "node_modules", ".bin", "oauth2-mock-server");
        await Installing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (File.Exists(program))
                return program;

            Directory.CreateDirectory(folder);
            using var npm = Start("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, Package]);
            Assert.SkipWhen(npm is null, "npm is not on this machine; it would fetch an identity provider.");
            var problem = await npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipUnless(npm.ExitCode is 0, $"npm could not fetch {Package}: {problem}");
            return program;
        }
        finally
        {
            Installing.Release();
        }
    }

    private static Process? Start(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string? After(string line, string words) =>
        line.IndexOf(words, StringComparison.Ordinal) is >= 0 and var at ? line[(at + words.Length)..].Trim() : null;
}
