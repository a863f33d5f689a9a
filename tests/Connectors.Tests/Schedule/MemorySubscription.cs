using System.Net;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Tests.Schedule;

/// <summary>What the runtime is to a connector, with a ledger and cursors that outlive a run.</summary>
internal sealed class MemorySubscription(TimeProvider time, MemorySubscription.Kept kept) : Subscription
{
    public override string Id => "0123abcd";

    public override SubscriptionFacts Facts { get; } = new("io.fairlead:schedule:1", "process", ["start"], "<default>", null);

    public override HttpClient Http => throw new InvalidOperationException("Nothing here asks.");

    public override CallDocuments Documents => throw new InvalidOperationException("Nothing here stores.");

    public override TimeProvider Time => time;

    /// <summary>Called with each event before anything is written; what it throws is the end of the run.</summary>
    public Action<InboundEvent> BeforeCommit { get; init; } = _ => { };

    public string? LastReport { get; private set; }

    public override Task<string?> ReadCursorAsync(string part, CancellationToken cancellation) =>
        Task.FromResult(kept.Cursors.GetValueOrDefault(part));

    public override Task MoveCursorAsync(string part, string cursor, CancellationToken cancellation)
    {
        kept.Cursors[part] = cursor;
        return Task.CompletedTask;
    }

    public override ValueTask<bool> CanActivateAsync(object variables, CancellationToken cancellation) => ValueTask.FromResult(true);

    public override Task<Delivery> DeliverAsync(InboundEvent @event, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        BeforeCommit(@event);
        lock (kept)
        {
            if (@event.Cursor is { } cursor)
                kept.Cursors[@event.Part] = cursor;
            if (!kept.Ledger.Add(@event.Id!))
                return Task.FromResult(Delivery.Duplicate);
            kept.Events.Add(JsonSerializer.SerializeToElement(@event.Variables, ConnectorJson.Options));
        }

        return Task.FromResult(Delivery.Applied);
    }

    public override ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        throw new InvalidOperationException("Nothing here connects.");

    public override ValueTask<IReadOnlyList<IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation) =>
        throw new InvalidOperationException("Nothing here connects.");

    public override void ReportUp(IReadOnlyDictionary<string, string>? details = null) => LastReport = details?["Next"];

    public override void ReportDown(string reason) => LastReport = reason;

    public override void Log(string line)
    {
    }

    /// <summary>What a cluster keeps.</summary>
    internal sealed class Kept
    {
        public Dictionary<string, string> Cursors { get; } = [];

        public HashSet<string> Ledger { get; } = [];

        public List<JsonElement> Events { get; } = [];

        public IReadOnlyList<string> Times => [.. Events.Select(fired => fired.GetProperty("scheduledAt").GetString()!)];
    }
}
