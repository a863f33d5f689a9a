using System.Globalization;
using System.Net;
using System.Text;

using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Telemetry;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>One attempt of a connector while it runs: its ways to the outside, and what is known of it so far.</summary>
public sealed class CallInProgress : OutboundCall
{
    private const int LinesAtMost = 200;
    private const int ExchangesAtMost = 50;
    private const int WholeExchangesAtMost = 8;

    private readonly HttpTransport _transport;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<Exchange> _exchanges = [];
    private readonly List<string> _lines = [];
    private readonly List<Func<CallEnd, CancellationToken, Task>> _atEnd = [];
    private HttpClient? _http;

    public CallInProgress(JobFacts job, HttpTransport transport, TimeProvider time)
    {
        Job = job;
        _transport = transport;
        _time = time;
        StartedAt = time.GetUtcNow();
        Began = time.GetTimestamp();
    }

    public override JobFacts Job { get; }

    public override string IdempotencyKey => KeyOf(ClusterId, Job.Key, Order?.Edits ?? 0);

    public override bool SendsIdempotencyKey => SendsKey;

    /// <summary>Whether what becomes of this attempt also answers what became of an earlier one.</summary>
    internal bool SettlesUnknown { get; set; }

    /// <summary>Whether this attempt failed in a way that leaves open whether it took effect.</summary>
    internal bool IsOutcomeUnknown { get; set; }

    public override HttpClient Http => _http ??= new HttpClient(Handlers(), disposeHandler: false)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public override CallDocuments Documents => field ??= DocumentService.For(this);

    public override CallMessages Messages => field ??= new ClusterMessages(this, MessageWays);

    /// <summary>Where messages go; null where there is no cluster.</summary>
    internal MessageWays? MessageWays { get; init; }

    /// <summary>Where documents are kept; without one, only those that lie elsewhere or in their reference can be read.</summary>
    public DocumentService DocumentService { get; init; } = DocumentService.None;

    /// <summary>Where this call waits for room; null for calls that nothing limits.</summary>
    internal CallConnections? Connections { get; init; }

    /// <summary>Knows the secrets that this call got.</summary>
    public Redactor Redactor { get; init; } = new();

    /// <summary>Whether what is sent and what comes back is written down.</summary>
    public bool Records { get; init; } = true;

    /// <summary>Whether bodies are, too.</summary>
    public bool RecordsBodies { get; init; } = true;

    /// <summary>A dry run: the first request is written down and ends the call with <see cref="CallPlannedException"/>.</summary>
    public bool OnlyPlans { get; init; }

    /// <summary>Tells jobs of different clusters apart, whose keys may be the same.</summary>
    public string ClusterId { get; init; } = "none";

    /// <summary>Whether connectors send the idempotency key.</summary>
    public bool SendsKey { get; set; } = true;

    /// <summary>The trace that the job belongs to; null when nobody said.</summary>
    public Protocol.TraceContext? Trace { get; init; }

    /// <summary>Null counts nothing.</summary>
    public RuntimeMetrics? Metrics { get; init; }

    /// <summary>By the clock.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>By the stopwatch of the <see cref="TimeProvider"/>.</summary>
    internal long Began { get; }

    internal IReadOnlyList<Exchange> Exchanges => _exchanges;

    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>What the connector gave back, as JSON; null until then.</summary>
    internal ReadOnlyMemory<byte>? Response { get; set; }

    /// <summary>Evaluates the result expression once more to say why some of the result is null.</summary>
    internal Func<NullTrace?>? ExplainResult { get; set; }

    /// <summary>What was null on the way through the error expression.</summary>
    internal NullTrace? ErrorExpressionNulls { get; set; }

    /// <summary>By the stopwatch, when the connector had its result or its failure; null until then.</summary>
    internal long? Executed { get; set; }

    /// <summary>What the response was mapped to, as JSON; null until then.</summary>
    internal ReadOnlyMemory<byte>? Result { get; set; }

    /// <summary>Why it must not be made; null when it may.</summary>
    internal ConnectorException? Refusal { get; private set; }

    /// <summary>The code of what the connector, or the mapping, failed with; null when it has none.</summary>
    internal string? FailureCode { get; set; }

    /// <summary>What the error expression gave; null when there is none, or it was not asked.</summary>
    internal FeelValue? ErrorVerdict { get; set; }

    public override ValueTask<IConnectionUse> UseConnectionAsync(string name, CancellationToken cancellation) =>
        OnlyPlans || Connections is null ? new ValueTask<IConnectionUse>(FreeUse.Instance) : Connections.UseAsync(name, cancellation);

    public override async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        OnlyPlans ? throw new CallPlannedException() : await _transport.ConnectAsync(host, port, cancellation);

    public override async ValueTask<IReadOnlyList<IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation) =>
        await _transport.FindAsync(host, port, cancellation);

    public override ValueTask SendingAsync(WireMessage request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Records)
            Add(Exchange.Of(request, _time.GetUtcNow(), BodyBytes()));
        return OnlyPlans ? throw new CallPlannedException() : ValueTask.CompletedTask;
    }

    public override void Received(WireMessage answer)
    {
        lock (_gate)
        {
            if (_exchanges.Count > 0)
                _exchanges[^1].Answer(answer, _time.GetUtcNow() - _exchanges[^1].StartedAt);
        }
    }

    public override void OnEnd(Func<CallEnd, CancellationToken, Task> then)
    {
        lock (_gate)
            _atEnd.Add(then);
    }

    internal async Task EndAsync(CallEnd end, CancellationToken cancellation)
    {
        foreach (var then in _atEnd)
            await then(end, cancellation);
    }

    public override void Hide(Secret secret)
    {
        lock (_gate)
            Redactor.Add(secret);
    }

    public override void Log(string line)
    {
        lock (_gate)
        {
            if (_lines.Count < LinesAtMost)
                _lines.Add(line);
        }
    }

    /// <summary>What a person ordered for it; null for nothing.</summary>
    internal CallOrder? Order { get; init; }

    /// <summary>The response that is mapped instead of making the call; null to make it.</summary>
    internal byte[]? Replay { get; private set; }

    /// <summary>The job as the order wants it done.</summary>
    internal ActivatedJob Ordered(ActivatedJob job)
    {
        if (Order is not { RemapOf: { } earlier } order)
            return job;
        Replay = Encoding.UTF8.GetBytes(order.Response);
        // A person has looked at it.
        SettlesUnknown = true;
        Log(string.Create(CultureInfo.InvariantCulture, $"The response of call {earlier} was mapped again; nothing was sent."));
        return job with { Headers = order.LaidOver(job.Headers) };
    }

    /// <param name="edits">How often somebody changed what is sent: each time it is another request.</param>
    public static string KeyOf(string clusterId, long job, int edits) => edits > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{clusterId}-{job}-{edits}")
        : string.Create(CultureInfo.InvariantCulture, $"{clusterId}-{job}");

    internal CallInProgress Refuse(ConnectorException refusal)
    {
        Refusal = refusal;
        return this;
    }

    /// <summary>How much of the bodies of the next request is kept: enough of the first ones, little of the many that may follow.</summary>
    internal int BodyBytes()
    {
        lock (_gate)
            return !RecordsBodies ? 0 : _exchanges.Count < WholeExchangesAtMost ? Exchange.BodyBytesAtMost : Exchange.LaterBodyBytesAtMost;
    }

    private HttpMessageHandler Handlers()
    {
        HttpMessageHandler handler = new CallHandler(this, _transport, _time);
        return new TracedHandler(this, Connections is null || OnlyPlans ? handler : new GovernedHandler(Connections, handler));
    }

    internal Exchange Add(Exchange exchange)
    {
        lock (_gate)
        {
            // A connector that sends without end must not fill the memory with what it sent.
            if (_exchanges.Count < ExchangesAtMost)
                _exchanges.Add(exchange);
            return exchange;
        }
    }
}

/// <summary>Of a connection that nothing limits.</summary>
internal sealed class FreeUse : IConnectionUse
{
    public static readonly FreeUse Instance = new();

    public void Failed(string what)
    {
        // Nobody counts.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
