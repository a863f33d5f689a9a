using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>Listens to a peer that sends one event a line, <c>ID TEXT</c>, and is told what became of each.</summary>
[Connector("test:lines:1", Name = "Lines", Description = "Reads lines.")]
internal sealed class LineConnector : ISubscriptionConnector<LineSettings>
{
    public void Check(LineSettings settings)
    {
        if (settings.Peer.Port is 0)
            throw new ConnectorInputException("peer.port: expected a port");
    }

    public async Task RunAsync(LineSettings settings, Subscription subscription, CancellationToken cancellation)
    {
        await using var stream = await subscription.ConnectAsync(settings.Peer.Host, settings.Peer.Port, cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        var place = await subscription.ReadCursorAsync("", cancellation);
        await writer.WriteLineAsync($"HELLO {settings.Greeting} {settings.Password.Reveal()} {place}".AsMemory(), cancellation);
        subscription.ReportUp(new Dictionary<string, string> { ["peer"] = settings.Peer.Host });
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            var (id, text) = (line.Split(' ')[0], line.Split(' ')[1]);
            if (text is "stop")
                throw new ConnectorException("LINES_OVER", "The peer wants no more.") { Retry = RetryAdvice.Never };
            var @event = text is "garbled"
                ? new InboundEvent { Id = id, Variables = new { raw = line }, Cursor = id, Unreadable = "The line is garbled." }
                : new InboundEvent { Id = id, Variables = new { id, text }, Cursor = id };
            var delivery = await subscription.DeliverAsync(@event, cancellation);
            await writer.WriteLineAsync($"{id} {delivery}".AsMemory(), cancellation);
        }

        throw new IOException("The peer hung up.");
    }
}

internal sealed record LineSettings
{
    public required LinePlace Peer { get; init; }

    public string Greeting { get; init; } = "";

    public Secret Password { get; init; } = new("");
}

internal sealed record LinePlace(string Host, int Port);
