using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>The other side of <see cref="LineConnector"/>: a program that can vanish and come back at the same port.</summary>
internal sealed class LinePeer : IAsyncDisposable
{
    private readonly Channel<LineLink> _links = Channel.CreateUnbounded<LineLink>();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private readonly List<LineLink> _open = [];

    public int Port { get; private set; }

    public int Connections { get; private set; }

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>The next who connects.</summary>
    public async Task<LineLink> NextAsync() =>
        await _links.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async Task VanishAsync()
    {
        _listener?.Dispose();
        await _accepting;
        foreach (var link in _open)
            link.Dispose();
        _open.Clear();
    }

    public async ValueTask DisposeAsync() => await VanishAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var link = new LineLink(await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken));
                Connections++;
                _open.Add(link);
                _links.Writer.TryWrite(link);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It vanished.
        }
    }
}

/// <summary>A connection as the peer sees it.</summary>
internal sealed class LineLink(TcpClient client) : IDisposable
{
    private readonly StreamReader _reader = new(client.GetStream());
    private readonly StreamWriter _writer = new(client.GetStream()) { AutoFlush = true };

    /// <summary>Null when the other side has hung up.</summary>
    public async Task<string?> ReadAsync()
    {
        try
        {
            return await _reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public Task SendAsync(string line) => _writer.WriteLineAsync(line);

    public void Dispose() => client.Dispose();
}
