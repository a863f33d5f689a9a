using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>A way in which inbound connectors run: behind an address, at a source that pushes, at a source that is asked.</summary>
internal interface IInboundKind
{
    bool Serves(string type);

    /// <summary>
    /// Whether a new run takes the place of the one before, without a gap; the kind then ends that one itself, whatever happens. Otherwise
    /// the one before is stopped first.
    /// </summary>
    bool TakesOver { get; }

    /// <summary>Starts a group's connector and returns; it does not wait until the other side answers.</summary>
    /// <exception cref="ConnectorException">The settings cannot work; the message is clean of secrets.</exception>
    Task<IInboundRun> StartAsync(InboundStart start, CancellationToken cancellation);
}

/// <summary>What is to be started.</summary>
/// <param name="Secrets">Those that the group uses; null when it uses none.</param>
/// <param name="Variables">What FEEL values of settings see.</param>
/// <param name="Before">Whose place it takes; null for nobody's.</param>
internal sealed record InboundStart(
    InboundGroup Group, ActivityLog Activities, SecretLookup? Secrets, Feel.IFeelVariables Variables, IInboundRun? Before);

/// <summary>A connector that runs for a group, until it is stopped.</summary>
internal interface IInboundRun
{
    /// <summary>How it is doing, now. Asked from any thread.</summary>
    InboundHealth Health { get; }

    /// <summary>Of a webhook; null for what has no address.</summary>
    string? Path { get; }

    /// <summary>Gives it the elements as they are now: all else about the group is the same.</summary>
    void Swap(InboundGroup group);

    /// <summary>Ends it. Returns when nothing of it goes on; whoever calls does not wait for ever.</summary>
    Task StopAsync();
}

/// <summary>How a connector is doing.</summary>
/// <param name="Reason">Why it does not read its source; null when it does. Clean of secrets.</param>
/// <param name="Since">When it became so.</param>
internal sealed record InboundHealth(InboundState State, string? Reason, DateTimeOffset Since)
{
    /// <summary>For people: names and values.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>When it is tried again; null when nothing is due.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>All ways in which inbound connectors run here.</summary>
public sealed class InboundKinds
{
    private readonly IReadOnlyList<IInboundKind> _kinds;

    internal InboundKinds(params IReadOnlyList<IInboundKind> kinds) => _kinds = kinds;

    /// <summary>Null when nothing here serves the type.</summary>
    internal IInboundKind? Find(string type) => _kinds.FirstOrDefault(kind => kind.Serves(type));
}
