using System.Net;
using System.Text.Json;

namespace Fairlead.Connectors.Sdk;

/// <summary>Asks a source again and again for what is new.</summary>
/// <remarks>
/// The runtime asks: at the interval of the settings, by one runtime at a time, with growing pauses when it fails; equal questions of
/// several waiting instances are asked once. One object serves all sources of its type, and keeps nothing between two questions.
/// </remarks>
/// <typeparam name="TSettings">
/// As in <see cref="ISubscriptionConnector{TSettings}"/>, but FEEL values are evaluated before each question. They see
/// <c>cursor</c>, which is <see cref="PollAnswer.Cursor"/> of the last answer, and at an element where instances wait the variables of the
/// waiting instance. A property of type <see cref="FeelFunction"/> is left to the connector.
/// </typeparam>
public interface IPollingConnector<in TSettings>
{
    /// <summary>Looks at the settings before they are asked with for the first time; connects to nothing.</summary>
    /// <exception cref="ConnectorException">It cannot work with them; the message says why.</exception>
    void Check(TSettings settings) { }

    /// <summary>Pause between an answer and the next question.</summary>
    TimeSpan IntervalOf(TSettings settings);

    /// <summary>
    /// Asks once. An exception means that the source cannot be asked now: it is asked again after a pause, which is as long as
    /// <see cref="RetryAdvice.Delay"/> says or longer.
    /// </summary>
    Task<PollAnswer> PollAsync(TSettings settings, Poll poll, CancellationToken cancellation);
}

/// <summary>One question to a source.</summary>
public abstract class Poll
{
    /// <summary>For HTTP, within the network policy of this installation. It has no timeout of its own and follows no redirects.</summary>
    public abstract HttpClient Http { get; }

    /// <summary>A place for content that is too large for variables.</summary>
    public abstract CallDocuments Documents { get; }

    /// <summary>
    /// As <see cref="OutboundCall.UseConnectionAsync"/>. It is given back by itself when the question is over, its
    /// <see cref="PollAnswer.Receipt"/> included.
    /// </summary>
    public abstract ValueTask<IConnectionUse> UseConnectionAsync(string name, CancellationToken cancellation);

    /// <summary>As <see cref="OutboundCall.ConnectAsync"/>.</summary>
    public abstract ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation);

    /// <summary>As <see cref="OutboundCall.CheckNetworkAsync"/>.</summary>
    public abstract ValueTask<IReadOnlyList<IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation);

    /// <summary>What the last answer gave as <see cref="PollAnswer.Cursor"/>; null at the very beginning.</summary>
    public abstract JsonElement? Cursor { get; }

    /// <summary>
    /// What the last answer gave as <see cref="PollAnswer.Validator"/>. Null at the very beginning, and whenever an answer is wanted even if
    /// nothing has changed: because somebody waits who has not seen it.
    /// </summary>
    public abstract string? Validator { get; }

    /// <summary>As <see cref="OutboundCall.Hide"/>.</summary>
    public abstract void Hide(Secret secret);

    /// <summary>Notes something in the activity log.</summary>
    /// <param name="line">One sentence; secrets in it are hidden.</param>
    public abstract void Log(string line);
}

/// <summary>What a source said.</summary>
public sealed record PollAnswer
{
    /// <summary>
    /// What is new, oldest first; empty for nothing. At a start event <see cref="InboundEvent.Id"/> tells them apart for ever; its cursor
    /// and part are not read.
    /// </summary>
    public IReadOnlyList<InboundEvent> Events { get; init; } = [];

    /// <summary>How far the source is read, for expressions; written together with the effect of the last event. Null leaves it.</summary>
    public JsonElement? Cursor { get; init; }

    /// <summary>
    /// Whatever lets the connector ask whether something has changed, for example an ETag; written with <see cref="Cursor"/>. Null leaves it.
    /// </summary>
    public string? Validator { get; init; }

    /// <summary>When the source wants to be asked again at the earliest; null when it does not say.</summary>
    public TimeSpan? NotBefore { get; init; }

    /// <summary>
    /// Whether more is there already: then it is asked again at once, as long as events are taken or the cursor moves. Not read together
    /// with <see cref="NotBefore"/>.
    /// </summary>
    public bool HasMore { get; init; }

    /// <summary>
    /// For a source that forgets what it is told to forget: told when what became of the events is durable. Null for a source that keeps
    /// everything. With it each event goes to one taker, known by its own id, also where instances wait.
    /// </summary>
    public IPollReceipt? Receipt { get; init; }
}
