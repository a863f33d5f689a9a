using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Connectors.Email.Tests.Support;

/// <summary>An SMTP server that does what real ones do in a bad moment only.</summary>
internal sealed class ScriptedSmtp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private readonly Lock _gate = new();
    private readonly List<string> _mails = [];

    public ScriptedSmtp()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Hangs up in place of its answer to the content of a mail, which it keeps.</summary>
    public bool HangsUpAfterContent { get; set; }

    /// <summary>Hangs up when it is asked whether it is still there.</summary>
    public bool ForgetsSessions { get; set; }

    public int Connections { get; private set; }

    public IReadOnlyList<string> Mails
    {
        get
        {
            lock (_gate)
                return [.. _mails];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Connections++;
                sessions.Add(SessionAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task SessionAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
        try
        {
            await writer.WriteLineAsync("220 here");
            while (await reader.ReadLineAsync(_end.Token) is { } line && await AnswerAsync(line, reader) is { } answer)
                await writer.WriteLineAsync(answer);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // It hung up.
        }
    }

    private async Task<string?> AnswerAsync(string line, StreamReader reader)
    {
        switch (line.Split(' ')[0].ToUpperInvariant())
        {
            case "DATA":
                return "354 go on";
            case "QUIT":
                return null;
            case "NOOP" when ForgetsSessions:
                return null;
            case "EHLO" or "MAIL" or "RCPT" or "NOOP" or "RSET":
                return "250 fine";
        }

        var mail = new StringBuilder();
        for (var next = line; next is not null and not "."; next = await reader.ReadLineAsync(_end.Token))
            mail.Append(next).Append('\n');
        lock (_gate)
            _mails.Add(mail.ToString());
        return HangsUpAfterContent ? null : "250 taken";
    }
}
