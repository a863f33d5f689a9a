using System.Net.Sockets;
using System.Text;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>A socket that says what a proper client would not.</summary>
internal sealed class RawSender(Uri server) : IDisposable
{
    private readonly TcpClient _socket = new(server.Host, server.Port);

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _socket.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>As much of the answer as comes; the status line at least, unless the server hangs up.</summary>
    public async Task<string> ReadAsync()
    {
        var text = new StringBuilder();
        var piece = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await _socket.GetStream().ReadAsync(piece, TestContext.Current.CancellationToken);
            if (read is 0)
                break;
            text.Append(Encoding.Latin1.GetString(piece, 0, read));
        }

        return text.ToString();
    }

    /// <summary>The number in the status line; 0 when the server hung up without one.</summary>
    public async Task<int> StatusAsync() =>
        await ReadAsync() is { Length: > 12 } answer ? int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;

    /// <summary>Whether an answer, or the end, is here already.</summary>
    public bool IsAnswered => _socket.Client.Poll(0, SelectMode.SelectRead);

    public void Dispose() => _socket.Dispose();
}
