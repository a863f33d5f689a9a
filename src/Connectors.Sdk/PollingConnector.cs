namespace Fairlead.Connectors.Sdk;

/// <summary>Asks a source again and again for what is new.</summary>
/// <remarks>
/// The runtime asks: at the interval of the settings, by one runtime at a time, with growing pauses when it fails; equal questions of
/// several
/// waiting instances are asked once. One object serves all sources of its type.
/// </remarks>
/// <typeparam name="TSettings">
/// As in <see cref="ISubscriptionConnector{TSettings}"/>; at an element where instances wait, FEEL values see the variables of the
/// waiting instance.
/// </typeparam>
public interface IPollingConnector<in TSettings>
{
    /// <summary>Looks at the settings before anything is asked; connects to nothing.</summary>
    /// <exception cref="ConnectorException">It cannot work with them; the message says why.</exception>
    void Check(TSettings settings) { }

    /// <summary>When to ask.</summary>
    PollSchedule ScheduleOf(TSettings settings);

    /// <summary>Asks once. An exception means that the source cannot be asked now: it is asked again after a pause.</summary>
    Task<PollAnswer> PollAsync(TSettings settings, Poll poll, CancellationToken cancellation);
}

/// <summary>When a source is asked.</summary>
public sealed record PollSchedule
{
    /// <summary>Pause between two questions.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Pause between two looks at which instances wait; null for <see cref="Interval"/>.</summary>
    public TimeSpan? WaitingInterval { get; init; }
}

/// <summary>One question to a source.</summary>
public abstract class Poll
{
    /// <summary>For HTTP, within the network policy of this installation. It has no timeout of its own and follows no redirects.</summary>
    public abstract HttpClient Http { get; }

    /// <summary>A place for content that is too large for variables.</summary>
    public abstract CallDocuments Documents { get; }

    /// <summary>What the last answer gave as <see cref="PollAnswer.Cursor"/>; null at the very beginning.</summary>
    public abstract string? Cursor { get; }

    /// <summary>When this question was due, by the clock of this installation.</summary>
    public abstract DateTimeOffset DueAt { get; }

    /// <summary>Notes something in the activity log.</summary>
    /// <param name="line">One sentence; secrets in it are hidden.</param>
    public abstract void Log(string line);
}

/// <summary>What a source said.</summary>
public sealed record PollAnswer
{
    /// <summary>What is new, oldest first; empty for nothing.</summary>
    public IReadOnlyList<InboundEvent> Events { get; init; } = [];

    /// <summary>Given to the next question, once all events are durable; null leaves the last one.</summary>
    public string? Cursor { get; init; }

    /// <summary>When the source wants to be asked again at the earliest; null when it does not say.</summary>
    public TimeSpan? NotBefore { get; init; }
}
