using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;

namespace Fairlead.Testing;

/// <summary>
/// The cluster that a connector sends BPMN messages to: it takes every message, unless it was told to refuse, and answers a repetition as a
/// cluster does.
/// </summary>
public sealed class MessageScript
{
    /// <summary>The instance that takes what is correlated.</summary>
    public const long InstanceKey = 7;

    private readonly Lock _gate = new();
    private readonly List<SentMessage> _sent = [];
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);
    private ClusterException? _refusal;

    /// <summary>What was taken, in order; repetitions are not.</summary>
    public IReadOnlyList<SentMessage> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    /// <summary>Refuses every message from now on.</summary>
    /// <param name="error">For example <see cref="ClusterError.NotFound"/> when nobody takes what is correlated.</param>
    /// <param name="message">What the cluster says.</param>
    public void Refuse(ClusterError error, string message)
    {
        lock (_gate)
            _refusal = new ClusterException(error, message);
    }

    /// <summary>Takes messages again.</summary>
    public void Accept()
    {
        lock (_gate)
            _refusal = null;
    }

    internal MessageWays Ways() => new(
        (request, _) =>
        {
            var (key, isKnown) = Take(request.DeduplicationKey, new SentMessage
            {
                Name = request.Name,
                CorrelationKey = request.CorrelationKey,
                Variables = JsonElement.Parse(request.Variables.Span),
                TenantId = request.TenantId ?? "",
                TimeToLive = request.TimeToLive,
                MessageId = request.MessageId,
            });
            return Task.FromResult(new PublishedMessage(new(key), isKnown));
        },
        (request, _) =>
        {
            var (key, isKnown) = Take(request.DeduplicationKey, new SentMessage
            {
                Name = request.Name,
                CorrelationKey = request.CorrelationKey,
                Variables = JsonElement.Parse(request.Variables.Span),
                TenantId = request.TenantId ?? "",
            });
            return Task.FromResult(new CorrelatedMessage(new(key), new(InstanceKey), isKnown));
        });

    private (long Key, bool IsKnown) Take(string? name, SentMessage message)
    {
        lock (_gate)
        {
            if (name is not null && _known.TryGetValue(name, out var first))
                return (first, true);
            if (_refusal is not null)
                throw new ClusterException(_refusal.Error, _refusal.Message);
            _sent.Add(message);
            if (name is not null)
                _known.Add(name, _sent.Count);
            return (_sent.Count, false);
        }
    }
}

/// <summary>A message that the cluster took.</summary>
public sealed record SentMessage
{
    internal SentMessage()
    {
    }

    /// <summary>Message name.</summary>
    public required string Name { get; init; }

    /// <summary>Empty for none.</summary>
    public required string CorrelationKey { get; init; }

    /// <summary>An object.</summary>
    public required JsonElement Variables { get; init; }

    /// <summary>Tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>Null for a message that was correlated.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Null for a message that was correlated; made of the job where the connector gave none.</summary>
    public string? MessageId { get; init; }
}
