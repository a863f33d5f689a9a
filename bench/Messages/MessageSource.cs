namespace Fairlead.Bench.Messages;

/// <summary>A kind of broker, with what is measured beside Fairlead in the same run: its bare client library.</summary>
internal abstract class MessageSource : IAsyncDisposable
{
    /// <summary>For people, with what it is: <c>RabbitMQ (durable queue, confirms)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Messages that are measured; fewer where the broker itself is slow.</summary>
    public virtual int Share(int messages) => messages;

    /// <summary>Starts the broker.</summary>
    public abstract Task StartAsync(CancellationToken cancellation);

    /// <summary>Makes a place (a queue, a topic, a mailbox) and puts messages into it, each a JSON object with <c>id</c>.</summary>
    public abstract Task FillAsync(string place, int messages, CancellationToken cancellation);

    /// <summary>Properties of a start event that reads a place; null when nothing is read.</summary>
    public abstract IReadOnlyList<(string Name, string Value)>? Subscription(string place);

    /// <summary>Reads and acknowledges as many messages as there are in a place, and does nothing with them.</summary>
    public abstract Task ReadBareAsync(string place, int messages, CancellationToken cancellation);

    /// <summary>Makes a place that messages are sent to; what is there goes.</summary>
    public abstract Task PrepareAsync(string place, CancellationToken cancellation);

    /// <summary>Job type of a task that sends one message to a place.</summary>
    public abstract string SenderType { get; }

    /// <summary>Its inputs: a FEEL source begins with <c>=</c>. The variable <c>n</c> is the number of the message.</summary>
    public abstract IReadOnlyList<(string Target, string Source)> Sender(string place);

    /// <summary>Sends messages as safely as the connector does, so many at once.</summary>
    public abstract Task SendBareAsync(string place, int messages, int atOnce, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();

    /// <summary>Does something with each number, so many at once.</summary>
    protected static async Task ForEachAsync(int messages, int atOnce, Func<int, int, Task> send)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(lane => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number <= messages; number = Interlocked.Increment(ref next))
                await send(lane, number);
        })));
    }

    protected static byte[] Body(int number) => System.Text.Encoding.UTF8.GetBytes($$"""{"id":"m{{number}}","item":"coffee","quantity":2}""");
}
