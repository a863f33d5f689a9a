using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>A real server of others on loopback, as a process group of its own that ends with this process, however that ends.</summary>
/// <remarks>Built by a class for each kind of server; see its neighbours.</remarks>
internal sealed class LocalServer : IAsyncDisposable
{
    // The group dies when our end of its input is closed, which the system does should we be killed.
    private const string Wrapper = """exec 3<&0; ("$@" </dev/null; echo "ended with $?" >&2) & read -r _ <&3; kill -KILL 0""";

    private static readonly TimeSpan StopAtMost = TimeSpan.FromSeconds(20);

    private readonly ServerPlan _plan;
    private Process? _process;
    private string _log = "";

    private LocalServer(ServerPlan plan) => _plan = plan;

    /// <summary>What it wrote since its last start; its last lines.</summary>
    public string Log
    {
        get
        {
            lock (_plan)
                return _log;
        }
    }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Where a program is. Without it the test is skipped and counted, and fails on a build server.</summary>
    /// <param name="program">A name, or a path.</param>
    /// <param name="package">Debian's, that has it.</param>
    public static string Require(string program, string package)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/usr/local/sbin", "/sbin"];
        var found = program.StartsWith('/')
            ? File.Exists(program) ? program : null
            : folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        return found ?? Missing($"{program} is not on this machine; Debian's package {package} has it, and ./test installs it.");
    }

    /// <summary>Where a program of tests/node is.</summary>
    public static string RequireNode(string script)
    {
        var path = Path.Combine(NodeFolder, script);
        return File.Exists(path) ? path : Missing($"tests/node/{script} is not there; ./test installs it with npm ci.");
    }

    /// <summary>The folder tests/node.</summary>
    public static string NodeFolder { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", "node"));

    public static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task<LocalServer> StartAsync(ServerPlan plan, CancellationToken cancellation)
    {
        var server = new LocalServer(plan);
        try
        {
            await server.StartAgainAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>After <see cref="StopAsync"/> or <see cref="KillAsync"/>: in the same folder, at the same port.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        Assert.False(IsRunning, $"{_plan.Name} runs already.");
        _process?.Dispose();
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _plan.Folder ?? "",
        };
        foreach (var word in (string[])["bash", "-c", Wrapper, _plan.Name, .. AsUser(), .. _plan.Command])
            start.ArgumentList.Add(word);
        foreach (var (name, value) in _plan.Environment)
            start.Environment[name] = value;
        lock (_plan)
            _log = "";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync(cancellation);
    }

    /// <summary>SIGTERM (or what the plan says), and SIGKILL when that takes too long.</summary>
    public Task StopAsync() => EndAsync(_plan.StopSignal);

    /// <summary>SIGKILL to all of its processes.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>SIGSTOP: connections stay, and nothing is answered.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        if (_plan.AfterStop is { } last)
            await last();
        if (_plan.OwnsFolder && _plan.Folder is { } folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Whether something accepts connections there.</summary>
    public static async Task<bool> AcceptsAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private Task WaitUntilReadyAsync(CancellationToken cancellation) => Until.TrueAsync(
        $"{_plan.Name} is ready",
        token =>
        {
            Assert.False(Log.Contains("ended with ", StringComparison.Ordinal), $"{_plan.Name} ended while it started: {Log}");
            return _plan.IsReady(token);
        },
        cancellation,
        () => Log);

    private async Task EndAsync(string signal)
    {
        if (!IsRunning)
            return;
        Signal(signal);
        using var limit = new CancellationTokenSource(StopAtMost);
        try
        {
            await _process!.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Signal("KILL");
            await _process!.WaitForExitAsync(CancellationToken.None);
        }
    }

    private void Signal(string name)
    {
        // A builtin of the shell: the program kill is not on every machine.
        using var kill = Process.Start(new ProcessStartInfo("bash", ["-c", Invariant($"kill -{name} -- -{_process!.Id}")])
        {
            RedirectStandardError = true,
        })!;
        kill.WaitForExit();
    }

    private string[] AsUser() => _plan.User is { } user && Environment.UserName == "root"
        ? ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups"]
        : [];

    private void Add(string? line)
    {
        lock (_plan)
        {
            if (line is not null)
                _log = _log.Length > 20_000 ? _log[10_000..] + line + '\n' : _log + line + '\n';
        }
    }

    private static string Missing(string what)
    {
        Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, what);
        Assert.Skip(what);
        return "";
    }

    private static string ThisFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

/// <summary>How a server starts.</summary>
internal sealed record ServerPlan
{
    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Program and arguments. It must stay in the foreground.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Asked until it says yes; it must not throw while the server starts.</summary>
    public required Func<CancellationToken, Task<bool>> IsReady { get; init; }

    /// <summary>Working folder, with whatever it keeps.</summary>
    public string? Folder { get; init; }

    /// <summary>The folder is deleted in the end.</summary>
    public bool OwnsFolder { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs under this account where the tests run as root: some servers refuse root.</summary>
    public string? User { get; init; }

    /// <summary>Asks for an orderly end; goes to all processes of its group.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>For what a server leaves behind.</summary>
    public Func<Task>? AfterStop { get; init; }
}
