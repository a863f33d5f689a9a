using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using static System.FormattableString;

namespace Fairlead.Server.Tests.Faults;

/// <summary>
/// An API on raw sockets that does what the path says to the first request of each idempotency key, and answers the others: with the key, so
/// that an answer tells whose it is.
/// </summary>
internal sealed class FaultyUpstream : IAsyncDisposable
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan BetweenDrips = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public FaultyUpstream()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => Invariant($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How often each key was seen.</summary>
    public ConcurrentDictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
                talks.Add(TalkAsync(await _listener.AcceptSocketAsync(_end.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }

        await Task.WhenAll(talks);
    }

    private async Task TalkAsync(Socket socket)
    {
        using var owned = socket;
        try
        {
            while (await ReadAsync(socket) is var (fault, key))
            {
                var isFirst = Seen.AddOrUpdate(key, 1, (_, seen) => seen + 1) is 1;
                if (!(isFirst ? await MisbehaveAsync(socket, fault, key) : await SendAsync(socket, Good(key))))
                    return;
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // So is the caller, or the test.
        }
    }

    /// <returns>Null at the end of the connection.</returns>
    private async Task<(Fault Fault, string Key)?> ReadAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[8192];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, _end.Token);
            if (read is 0)
                return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var whole = text.ToString();
            var end = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0 || whole.Length < end + 4 + int.Parse(HeaderOf(whole, "Content-Length") ?? "0", System.Globalization.CultureInfo.InvariantCulture))
                continue;
            var path = whole.Split(' ')[1];
            return (Enum.Parse<Fault>(path[(path.LastIndexOf('/') + 1)..]), HeaderOf(whole, "Idempotency-Key")!);
        }
    }

    private static string? HeaderOf(string request, string name) => request.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    private static string Good(string key) => Answer(Invariant($$"""{"key":"{{key}}"}"""));

    private static string Answer(string body, string more = "") =>
        Invariant($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{more}\r\n{body}");

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> MisbehaveAsync(Socket socket, Fault fault, string key)
    {
        switch (fault)
        {
            case Fault.Late or Fault.LateForTheJob:
                using (var timer = new PeriodicTimer(Late))
                    await timer.WaitForNextTickAsync(_end.Token);
                return await SendAsync(socket, Good(key));
            case Fault.Never:
                await socket.ReceiveAsync(new byte[1], _end.Token);
                return false;
            case Fault.Drip:
                await SendAsync(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                using (var timer = new PeriodicTimer(BetweenDrips))
                {
                    while (await timer.WaitForNextTickAsync(_end.Token))
                        await SendAsync(socket, "x");
                }

                return false;
            case Fault.Twice:
                return await SendAsync(socket, Good(key) + Good("somebody-else"));
            case Fault.Close:
                return false;
            case Fault.Reset:
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                return false;
            case Fault.HalfOfHeaders:
                await SendAsync(socket, "HTTP/1.1 200 OK\r\nContent-Ty");
                return false;
            case Fault.HalfOfBody:
                await SendAsync(socket, Answer($$"""{"key":"{{key}}"}""")[..^5]);
                return false;
            case Fault.HalfOfChunk:
                await SendAsync(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"key\":");
                return false;
            case Fault.NoHttp:
                await SendAsync(socket, "220 mail.example ESMTP ready\r\n");
                return false;
            case Fault.LengthTooSmall:
                return await SendAsync(socket, Invariant($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{\"key\":\"{key}\"}}"));
            case Fault.InvalidJson:
                return await SendAsync(socket, Answer("{\"key\": yes, }"));
            case Fault.HugeHeader:
                await SendAsync(socket, $"HTTP/1.1 200 OK\r\nX-Huge: {new string('h', 1 << 20)}");
                return false;
            case Fault.EndlessBody:
                await SendAsync(socket, "HTTP/1.1 200 OK\r\n\r\n");
                var piece = new string('e', 1 << 20);
                while (true)
                    await SendAsync(socket, piece);
            case Fault.NotCompressed:
                return await SendAsync(socket, Answer($$"""{"key":"{{key}}"}""", "Content-Encoding: gzip\r\n"));
            case Fault.Refuse:
                return await SendAsync(socket, "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n");
            default:
                throw new System.Diagnostics.UnreachableException($"{fault}");
        }
    }

    private async Task<bool> SendAsync(Socket socket, string text)
    {
        ReadOnlyMemory<byte> bytes = Encoding.Latin1.GetBytes(text);
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, _end.Token)..];
        return true;
    }
}
