namespace Fairlead.Faults.Support;

/// <summary>
/// A place of its own in a real broker (a queue, a topic, a table, a mailbox) for one test, with messages that are numbers. What it publishes
/// has an identity that is the same each time that a number is published.
/// </summary>
public abstract class MessageSource : IAsyncDisposable
{
    /// <summary>
    /// Properties of the start event, <c>inbound.type</c> among them. <c>resultExpression</c> gives the variable <c>number</c> of each
    /// message, and fails for the poison where that can be read: <c>=if value.number = null then "none" else {number: value.number}</c>.
    /// <c>messageIdExpression</c> where the source names a message that is published twice by two names.
    /// </summary>
    public abstract IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>Options of each server, beside those that the contract gives: names and values.</summary>
    public virtual IReadOnlyList<string> ServerOptions => [];

    /// <summary>Code under which the inbox keeps the poison.</summary>
    public abstract string PoisonCode { get; }

    /// <summary>
    /// Publishes messages and returns when the broker has them for good. While it is away this waits and tries again, and may publish one
    /// twice. Called by one at a time.
    /// </summary>
    public abstract Task PublishAsync(IReadOnlyList<int> numbers, CancellationToken cancellation);

    /// <summary>Publishes one message that cannot be read or not be applied.</summary>
    public abstract Task PublishPoisonAsync(CancellationToken cancellation);

    /// <summary>What the poison should have been, as expressions see it: JSON that <see cref="Properties"/> turn into this number.</summary>
    public abstract string Repaired(int number);

    /// <summary>
    /// Whether the broker says that all is acknowledged: the queue is empty and nothing is in flight, the committed offset is at the end.
    /// </summary>
    public abstract Task<bool> IsSettledAsync(CancellationToken cancellation);

    /// <summary>SIGKILL to the broker.</summary>
    public abstract Task KillBrokerAsync();

    /// <summary>
    /// Starts the broker again, in the same place, and returns when it accepts connections. A broker that forgets with a kill what it had
    /// confirmed gets that again here: a loss of its own is none of ours.
    /// </summary>
    public abstract Task StartBrokerAsync(CancellationToken cancellation);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
