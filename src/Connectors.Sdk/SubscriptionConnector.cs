namespace Fairlead.Connectors.Sdk;

/// <summary>Listens to a source of events: a queue, a topic, a mailbox, a stream.</summary>
/// <remarks>
/// The runtime decides when and where it runs: one owner at a time among all runtimes, started again with growing pauses when it fails,
/// stopped
/// when nobody wants it any more. A connector reads its source, delivers what it reads, and acknowledges to the source what
/// <see cref="Subscription.DeliverAsync"/> says. One object serves all subscriptions of its type.
/// </remarks>
/// <typeparam name="TSettings">
/// A record with one property for each <c>zeebe:property</c> of the model that the connector reads; dotted names are records within it.
/// FEEL
/// values are evaluated when the subscription starts.
/// </typeparam>
public interface ISubscriptionConnector<in TSettings>
{
    /// <summary>Looks at the settings before the subscription starts; connects to nothing.</summary>
    /// <exception cref="ConnectorException">It cannot work with them; the message says why.</exception>
    void Check(TSettings settings) { }

    /// <summary>
    /// Reads the source until it is cancelled; only then does it return. An exception means that the source cannot be read now: the runtime
    /// says so in the subscription's health, and runs it anew after a pause.
    /// </summary>
    Task RunAsync(TSettings settings, Subscription subscription, CancellationToken cancellation);
}

/// <summary>A running subscription as its connector sees it.</summary>
public abstract class Subscription
{
    /// <summary>
    /// The same at every start and in every runtime, and for no other subscription: hexadecimal digits. For the name of a consumer group,
    /// and in
    /// names of cursors.
    /// </summary>
    public abstract string Id { get; }

    /// <summary>What it is for.</summary>
    public abstract SubscriptionFacts Facts { get; }

    /// <summary>For HTTP, within the network policy of this installation. It has no timeout of its own and follows no redirects.</summary>
    public abstract HttpClient Http { get; }

    /// <summary>A place for content that is too large for variables; what is stored belongs to the event that carries it.</summary>
    public abstract CallDocuments Documents { get; }

    /// <summary>Where the clock of this installation is.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>
    /// How far the source was read, as the last delivered event said; null at the very beginning. Waits for what is under way.
    /// </summary>
    /// <param name="part">Of the source, for example a partition; empty when it has none.</param>
    public abstract Task<string?> ReadCursorAsync(string part, CancellationToken cancellation);

    /// <summary>Notes a place without an event: past what concerns nobody. In its order among the events of the part.</summary>
    public abstract Task MoveCursorAsync(string part, string cursor, CancellationToken cancellation);

    /// <summary>Whether some element would take an event of these variables. For deciding on expensive work before the delivery.</summary>
    public abstract ValueTask<bool> CanActivateAsync(object variables, CancellationToken cancellation);

    /// <summary>
    /// Hands an event over. It returns when what became of it is durable, so that the source can be told; it waits and tries again by itself
    /// while the cluster is away, and throws only when the subscription ends, or when this runtime does not own it any more.
    /// </summary>
    /// <remarks>
    /// It may be called again before it has returned: then many events share one write to the disk. Events of one part that have a cursor
    /// are applied in the order of the calls, whatever fails in between, and the cursor never passes one that is not done; other parts do not
    /// wait for them. Events without a cursor are applied in no order. Have some hundreds under way at most, and no event twice at a
    /// time. When a call is cancelled, all behind it in its part end with an <see cref="OperationCanceledException"/>: then read the cursor
    /// anew and go on from there.
    /// </remarks>
    public abstract Task<Delivery> DeliverAsync(InboundEvent @event, CancellationToken cancellation);

    /// <summary>As <see cref="OutboundCall.ConnectAsync"/>.</summary>
    public abstract ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation);

    /// <summary>As <see cref="OutboundCall.CheckNetworkAsync"/>.</summary>
    public abstract ValueTask<IReadOnlyList<System.Net.IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation);

    /// <summary>Says that the source is read now. Until the first such call it is taken as starting.</summary>
    /// <param name="details">For people: names and values, never a secret. Null for none.</param>
    public abstract void ReportUp(IReadOnlyDictionary<string, string>? details = null);

    /// <summary>Says that the source cannot be read at the moment, while the connector itself tries again.</summary>
    /// <param name="reason">One sentence; secrets in it are hidden.</param>
    public abstract void ReportDown(string reason);

    /// <summary>Notes something in the activity log.</summary>
    /// <param name="line">One sentence; secrets in it are hidden.</param>
    public abstract void Log(string line);
}

/// <summary>What a subscription is for.</summary>
/// <param name="Type">Of the connector.</param>
/// <param name="ProcessId">BPMN id.</param>
/// <param name="ElementIds">BPMN ids of the elements that it feeds, at the moment of its start.</param>
/// <param name="TenantId">Tenant.</param>
/// <param name="DeduplicationId">As the model has it; null when it has none.</param>
public sealed record SubscriptionFacts(
    string Type, string ProcessId, IReadOnlyList<string> ElementIds, string TenantId, string? DeduplicationId);

/// <summary>Something that happened at a source.</summary>
public sealed record InboundEvent
{
    /// <summary>What expressions see at the top level: anything that <see cref="ConnectorJson.Options"/> writes as an object.</summary>
    public required object Variables { get; init; }

    /// <summary>
    /// Names the event at its source, the same each time that the source gives it again; null when the source gives no names. An
    /// expression of the
    /// model wins.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>Of the source that <see cref="Cursor"/> is about; empty when it has no parts.</summary>
    public string Part { get; init; } = "";

    /// <summary>
    /// How far the source is read with this event, written together with its effect; null for a source that keeps count itself.
    /// </summary>
    public string? Cursor { get; init; }

    /// <summary>When it happened, as the source says; null when it does not. Shows how far behind the subscription is.</summary>
    public DateTimeOffset? HappenedAt { get; init; }

    /// <summary>The W3C <c>traceparent</c> that came with it; null when none did.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// What is wrong with the event, where it cannot be read: then it goes to quarantine, as <see cref="Variables"/> has it. Null when it
    /// is fine. With a variable <c>raw</c> or <c>rawBase64</c> it is not applied from there before somebody has replaced its payload.
    /// </summary>
    public string? Unreadable { get; init; }
}

/// <summary>What became of an event. Each is durable: the source can forget it.</summary>
public enum Delivery
{
    /// <summary>It started or reached an instance, or waits as a message.</summary>
    Applied,

    /// <summary>It had been applied or kept before.</summary>
    Duplicate,

    /// <summary>The model wants such events to be taken and dropped.</summary>
    Ignored,

    /// <summary>It could not be applied and is kept for somebody to look at.</summary>
    Quarantined,

    /// <summary>Its trigger is suspended; it is kept until that ends.</summary>
    Held,

    /// <summary>
    /// It could not be applied, and there is nowhere to keep it: the source should put it aside (a dead letter) if it can.
    /// </summary>
    Refused,
}
