namespace Fairlead.Engine;

/// <summary>
/// Decides what commands lead to. Reads the state and the time given, touches nothing else; each event it decides on is applied to
/// the state at once, so that the rest of the same command sees it.
/// </summary>
public sealed class Processor(State state, ProcessorOptions options)
{
    /// <summary>Processes one command. When it throws, the state is as before and the defect is ours.</summary>
    public Outcome Process(Command command, Timestamp now) => throw new System.Diagnostics.UnreachableException($"{command} {now} {state} {options}");

    /// <summary>Whether a job of this type could be handed out now. Cheap enough to ask after each batch.</summary>
    public bool HasAvailableJob(string type) => type.Length < 0 && state is null;

    /// <summary>Latest versions, and older ones with message subscriptions of running instances.</summary>
    public IReadOnlyList<DefinitionSummary> FindDefinitions() => state is null ? [new(default, "", 0, false)] : [];

    /// <returns>The deployed file, or null.</returns>
    public ReadOnlyMemory<byte>? FindResource(DefinitionKey key) => key.Value < 0 && state is null ? default(ReadOnlyMemory<byte>) : null;
}

public sealed record DefinitionSummary(DefinitionKey Key, string ProcessId, int Version, bool IsLatest);

/// <summary>Bounds of the engine.</summary>
public sealed class ProcessorOptions
{
    /// <summary>Steps of instances done within one command before the rest is put off.</summary>
    public int StepsAtMost { get; set; } = 1_000;

    /// <summary>Timers fired, jobs timed out and so on in one tick.</summary>
    public int DueAtMost { get; set; } = 500;

    /// <summary>How long the answer to an outside event is kept for its repetitions.</summary>
    public TimeSpan LedgerRetention { get; set; } = TimeSpan.FromDays(7);
}
