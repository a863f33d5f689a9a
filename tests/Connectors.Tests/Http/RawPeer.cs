using System.Net;
using System.Net.Sockets;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>A listener that says what no server would.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public RawPeer(Func<Socket, CancellationToken, Task> talk)
    {
        _listener.Start();
        _serving = ServeAsync(talk);
    }

    public string Place => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static async Task ReadRequestAsync(Socket socket, CancellationToken cancellation) =>
        await socket.ReceiveAsync(new byte[8 * 1024], cancellation);

    private async Task ServeAsync(Func<Socket, CancellationToken, Task> talk)
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_end.Token);
                await talk(socket, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (SocketException)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
    }
}
