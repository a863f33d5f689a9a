using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Bench;

/// <summary>A process of this measurement; it ends with it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(Process process, Task<string> errors)
    {
        _process = process;
        _errors = errors;
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that it has, in bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>This program in another role. Answers the address that it prints.</summary>
    public static async Task<(ChildProcess Process, Uri Address)> StartSelfAsync(params string[] arguments)
    {
        var child = Start("dotnet", [Environment.GetCommandLineArgs()[0], .. arguments], readOutput: false);
        return Uri.TryCreate(await child._process.StandardOutput.ReadLineAsync(), UriKind.Absolute, out var address)
            ? (child, address)
            : throw new BenchException($"The {arguments[0]} process did not print its address: {await child._errors}");
    }

    /// <summary>This program in another role, until it ends.</summary>
    public static async Task RunSelfAsync(params string[] arguments)
    {
        await using var child = Start("dotnet", [Environment.GetCommandLineArgs()[0], .. arguments]);
        await child._process.WaitForExitAsync();
        if (child._process.ExitCode is not 0)
            throw new BenchException($"The {arguments[0]} process ended with {child._process.ExitCode}: {await child._errors}");
    }

    public static ChildProcess Start(string program, IEnumerable<string> arguments, bool readOutput = true)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        if (readOutput)
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return new ChildProcess(process, process.StandardError.ReadToEndAsync());
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What it complained about; complete only when it has ended.</summary>
    public async Task<string> ErrorsAsync() => HasEnded ? await _errors : "It is still running.";

    /// <summary>As a power cut would, except that the system still has what was written.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", [_process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine($"Process {_process.Id} did not stop within {StopLimit.TotalSeconds} s and is killed.");
                _process.Kill();
            }
        }

        _process.Dispose();
    }
}
