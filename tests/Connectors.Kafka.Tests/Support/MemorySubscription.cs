using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Fairlead.Connectors.Kafka.Inbound;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Kafka.Tests.Support;

/// <summary>What the runtime is to a connector: events are applied in their order with their cursors, and both outlive a run.</summary>
internal sealed class MemorySubscription(Kept kept) : Subscription, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly KafkaInboundConnector _connector = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new();

    public override string Id => "0123abcd";

    public override SubscriptionFacts Facts { get; } = new("io.camunda:connector-kafka-inbound:1", "process", ["start"], "<default>", null);

    public override HttpClient Http => _http;

    public override CallDocuments Documents => throw new InvalidOperationException("Nothing here stores.");

    public override TimeProvider Time => TimeProvider.System;

    /// <summary>Awaited before an event is applied; what it throws is the end of the run.</summary>
    public Func<InboundEvent, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>Hosts that the network policy does not allow.</summary>
    public IReadOnlyList<string> Denied { get; init; } = [];

    /// <summary><c>up</c> or the reason why not; empty before the first report.</summary>
    public string Health { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Details { get; private set; } = new Dictionary<string, string>();

    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>The run; it ends by itself only when it fails.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public MemorySubscription Start(string settings)
    {
        var bound = ConnectorJson.Bind<KafkaSettings>(System.Text.Encoding.UTF8.GetBytes(settings));
        _connector.Check(bound);
        Running = Task.Run(() => _connector.RunAsync(bound, this, _stop.Token));
        return this;
    }

    public Task UntilUpAsync() => Until.TrueAsync("the subscription is up", IsUp, TestContext.Current.CancellationToken, () => $"{Health} {Running.Exception}");

    public Task UntilAsync(int events) => Until.TrueAsync(
        $"{events} events came",
        () => Running.IsFaulted ? throw Running.Exception! : kept.Events.Count >= events,
        TestContext.Current.CancellationToken,
        () => $"{kept.Events.Count} came. {Health} {string.Join('\n', Lines)}");

    public bool IsUp() => Running.IsFaulted ? throw Running.Exception! : Health is "up";

    public override Task<string?> ReadCursorAsync(string part, CancellationToken cancellation) => Task.FromResult(kept.Cursor(part));

    public override Task MoveCursorAsync(string part, string cursor, CancellationToken cancellation) =>
        InOrder(part, () =>
        {
            kept.Move(part, cursor);
            return Task.FromResult(true);
        });

    public override ValueTask<bool> CanActivateAsync(object variables, CancellationToken cancellation) => ValueTask.FromResult(true);

    public override Task<Delivery> DeliverAsync(InboundEvent @event, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return InOrder(@event.Part, async () =>
        {
            await BeforeCommit(@event).WaitAsync(cancellation);
            return kept.Apply(@event);
        });
    }

    public override async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        await CheckNetworkAsync(host, port, cancellation);
        throw new InvalidOperationException("Nothing here connects by itself.");
    }

    public override async ValueTask<IReadOnlyList<IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation) =>
        Denied.Contains($"{host}:{port}")
            ? throw new ConnectorException("NETWORK_DENIED", $"{host}:{port} is not allowed. [NETWORK_DENIED]")
            : await Dns.GetHostAddressesAsync(host, cancellation);

    public override void ReportUp(IReadOnlyDictionary<string, string>? details = null) => (Details, Health) = (details!, "up");

    public override void ReportDown(string reason) => Health = reason;

    public override void Log(string line) => Lines.Enqueue(line);

    /// <summary>As when the runtime stops, or loses its lease.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _connector.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    private Task<T> InOrder<T>(string part, Func<Task<T>> work)
    {
        lock (_gate)
        {
            var next = AfterAsync(_last.GetValueOrDefault(part, Task.CompletedTask), work);
            _last[part] = next;
            return next;
        }
    }

    private static async Task<T> AfterAsync<T>(Task before, Func<Task<T>> work)
    {
        await before;
        return await work();
    }
}

/// <summary>What a cluster keeps: a ledger, places, effects.</summary>
internal sealed class Kept
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _cursors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ledger = new(StringComparer.Ordinal);
    private readonly List<InboundEvent> _events = [];

    public IReadOnlyList<InboundEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    /// <summary>How often an event came that had come before.</summary>
    public int Repetitions { get; private set; }

    public IReadOnlyList<JsonElement> Variables => [.. Events.Select(VariablesOf)];

    public static JsonElement VariablesOf(InboundEvent @event) => JsonSerializer.SerializeToElement(@event.Variables, ConnectorJson.Options);

    public string? Cursor(string part)
    {
        lock (_gate)
            return _cursors.GetValueOrDefault(part);
    }

    public void Move(string part, string cursor)
    {
        lock (_gate)
            _cursors[part] = cursor;
    }

    public Delivery Apply(InboundEvent @event)
    {
        lock (_gate)
        {
            _cursors[@event.Part] = @event.Cursor!;
            if (!_ledger.Add(@event.Id!))
            {
                Repetitions++;
                return Delivery.Duplicate;
            }

            _events.Add(@event);
            return @event.Unreadable is null ? Delivery.Applied : Delivery.Quarantined;
        }
    }
}
