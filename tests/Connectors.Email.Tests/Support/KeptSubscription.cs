using System.Net;
using System.Text.Json;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Email.Tests.Support;

/// <summary>What the runtime is to a connector, with a ledger and cursors that outlive a run.</summary>
internal sealed class KeptSubscription(KeptSubscription.Kept kept, DocumentService? documents = null) : Subscription
{
    public override string Id => "0123abcd";

    public override SubscriptionFacts Facts { get; } = new("io.camunda:connector-email-inbound:1", "process", ["start"], "<default>", null);

    public override HttpClient Http => throw new InvalidOperationException("Nothing here asks.");

    public override CallDocuments Documents { get; } = Mails.Job(documents: documents).Documents;

    public override TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>Called with each event when it is written; what it throws is the end of the run.</summary>
    public Action<InboundEvent> AfterCommit { get; init; } = _ => { };

    /// <summary>What becomes of what is new and can be read.</summary>
    public Func<InboundEvent, Delivery> Decide { get; init; } = _ => Delivery.Applied;

    public bool CanActivate { get; init; } = true;

    public IReadOnlyDictionary<string, string> Details { get; private set; } = new Dictionary<string, string>();

    public override Task<string?> ReadCursorAsync(string part, CancellationToken cancellation)
    {
        lock (kept)
            return Task.FromResult(kept.Cursors.GetValueOrDefault(part));
    }

    public override Task MoveCursorAsync(string part, string cursor, CancellationToken cancellation)
    {
        lock (kept)
            kept.Cursors[part] = cursor;
        return Task.CompletedTask;
    }

    public override ValueTask<bool> CanActivateAsync(object variables, CancellationToken cancellation) => ValueTask.FromResult(CanActivate);

    public override Task<Delivery> DeliverAsync(InboundEvent @event, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Delivery delivery;
        lock (kept)
        {
            if (@event.Cursor is { } cursor)
                kept.Cursors[@event.Part] = cursor;
            kept.Deliveries++;
            delivery = kept.Ledger.Contains(@event.Id!) ? Delivery.Duplicate
                : @event.Unreadable is not null ? Delivery.Quarantined
                : Decide(@event);
            if (delivery is not (Delivery.Duplicate or Delivery.Refused))
            {
                kept.Ledger.Add(@event.Id!);
                kept.Events.Add((@event.Id!, delivery, JsonSerializer.SerializeToElement(@event.Variables, ConnectorJson.Options)));
            }
        }

        AfterCommit(@event);
        return Task.FromResult(delivery);
    }

    public override ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        Mails.Job().ConnectAsync(host, port, cancellation);

    public override ValueTask<IReadOnlyList<IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation) =>
        Mails.Job().CheckNetworkAsync(host, port, cancellation);

    public override void ReportUp(IReadOnlyDictionary<string, string>? details = null) => Details = details!;

    public override void ReportDown(string reason)
    {
        // The connector leaves that to the runtime.
    }

    public override void Log(string line)
    {
        // For people.
    }

    /// <summary>What a cluster keeps.</summary>
    internal sealed class Kept
    {
        public Dictionary<string, string> Cursors { get; } = [];

        public HashSet<string> Ledger { get; } = [];

        public List<(string Id, Delivery Delivery, JsonElement Variables)> Events { get; } = [];

        public int Deliveries { get; set; }

        public int Count
        {
            get
            {
                lock (this)
                    return Events.Count;
            }
        }

        public IReadOnlyList<string> Ids
        {
            get
            {
                lock (this)
                    return [.. Events.Select(one => one.Id)];
            }
        }
    }
}
