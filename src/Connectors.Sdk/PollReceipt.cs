namespace Fairlead.Connectors.Sdk;

/// <summary>
/// What an answer leaves open at its source until it is known what became of its events: rows that are locked, messages that are still
/// there. Disposed when the question is over, settled or not: then the source has its events again, and gives them with the same ids.
/// </summary>
public interface IPollReceipt : IAsyncDisposable
{
    /// <summary>
    /// Called once, when all that became of the events is durable: the source can forget them. Not called when the runtime does not own
    /// the source any more. A failure is shown and the source is asked again later.
    /// </summary>
    /// <param name="deliveries">
    /// One for each of <see cref="PollAnswer.Events"/>, in their order. Null for one that nobody took: no condition was met, or no instance
    /// waits for it. <see cref="Delivery.Refused"/> is not kept anywhere, all others are done.
    /// </param>
    /// <param name="cancellation">Ends when the runtime stops.</param>
    Task SettleAsync(IReadOnlyList<Delivery?> deliveries, CancellationToken cancellation);
}
