using System.Net;

namespace Fairlead.Connectors.Sdk;

/// <summary>One attempt of a connector at one job: what it is for, and its ways to the outside.</summary>
/// <remarks>
/// What goes through it is seen and can be explained: the journal keeps it with secrets hidden, a dry run shows it instead of sending it,
/// limits and the network policy of this installation hold for it. A connector that opens connections of its own loses that.
/// </remarks>
public abstract class OutboundCall
{
    /// <summary>The job that is done.</summary>
    public abstract JobFacts Job { get; }

    /// <summary>
    /// The same for every attempt at this job, and for no other job of any cluster: at most 64 letters, digits and hyphens. Give it to the
    /// other system where that takes one; then an attempt that is repeated because its answer got lost has its effect once.
    /// </summary>
    public abstract string IdempotencyKey { get; }

    /// <summary>
    /// Whether the model and the installation want the key sent. HTTP connectors send it as the header <c>Idempotency-Key</c> of requests
    /// that change something.
    /// </summary>
    public abstract bool SendsIdempotencyKey { get; }

    /// <summary>For HTTP. It has no timeout of its own and follows no redirects; pass the cancellation that the connector got.</summary>
    public abstract HttpClient Http { get; }

    /// <summary>The content of documents that inputs refer to, and a place for new ones.</summary>
    public abstract CallDocuments Documents { get; }

    /// <summary>BPMN messages to the cluster that the job is from.</summary>
    public abstract CallMessages Messages { get; }

    /// <summary>
    /// For what is not HTTP: waits until the connection of this name (a broker, a database) has room, by the limits of this installation.
    /// Where the wait is long and nothing was sent yet, the job is put aside and comes back by itself, with an exception to let through.
    /// </summary>
    /// <param name="name">The same for all calls to one system, for example its host and port. Never a secret.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>Dispose it when the exchange is over; say before that if it failed.</returns>
    public abstract ValueTask<IConnectionUse> UseConnectionAsync(string name, CancellationToken cancellation);

    /// <summary>For what is not HTTP: opens a connection where the network policy of this installation allows one. The caller closes it.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ConnectorException">The policy does not allow it; to let through.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such host, or it does not answer.</exception>
    public abstract ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation);

    /// <summary>
    /// For a library that opens its connections itself: gives the addresses of the host that the network policy of this installation
    /// allows. Hand one of them to the library where it takes one: asked for the name again, the system may answer with another.
    /// </summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="ConnectorException">The policy allows none; to let through.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such host.</exception>
    public abstract ValueTask<IReadOnlyList<IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation);

    /// <summary>Says what is about to be sent by other means than <see cref="Http"/>. A dry run ends here, with an exception to let through.</summary>
    /// <param name="request">As it goes out, secrets included: they are hidden before it is kept.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public abstract ValueTask SendingAsync(WireMessage request, CancellationToken cancellation);

    /// <summary>Says what came back for the last <see cref="SendingAsync"/>.</summary>
    /// <param name="answer">As it arrived.</param>
    public abstract void Received(WireMessage answer);

    /// <summary>
    /// Has something done when it is known what became of the job: for state of the connector's own that must follow the process, such as
    /// a conversation. It runs once, after the cluster's answer, and not at all when this process ends before.
    /// </summary>
    /// <param name="then">What it throws is logged and changes nothing.</param>
    public abstract void OnEnd(Func<CallEnd, CancellationToken, Task> then);

    /// <summary>
    /// Hides a text wherever this call is shown, in every spelling: for what is secret although no input of type <see cref="Secret"/> holds
    /// it, such as a token that the other system gave.
    /// </summary>
    /// <param name="secret">At least 4 characters; a shorter one stays visible.</param>
    public abstract void Hide(Secret secret);

    /// <summary>Notes something for the person who looks at this call: kept with it, not in the server's log.</summary>
    /// <param name="line">One sentence. Secrets in it are hidden.</param>
    public abstract void Log(string line);
}

/// <summary>A place at a connection, until it is disposed.</summary>
public interface IConnectionUse : IAsyncDisposable
{
    /// <summary>The other side was not reached, took too long, or said that it is overloaded or broken. Not for input that it refuses.</summary>
    /// <param name="what">One sentence for operators. Never a secret.</param>
    void Failed(string what);
}

/// <summary>What a connector may know of its job.</summary>
public sealed record JobFacts
{
    /// <summary>Identifies the job in its cluster; 0 for a call outside of any process.</summary>
    public required long Key { get; init; }

    /// <summary>The job type, as the model writes it.</summary>
    public required string Type { get; init; }

    /// <summary>BPMN id of the process; empty for a call outside of any process.</summary>
    public string ProcessId { get; init; } = "";

    /// <summary>Version of the process; 0 for a call outside of any process.</summary>
    public int ProcessVersion { get; init; }

    /// <summary>Identifies the instance; 0 for a call outside of any process.</summary>
    public long ProcessInstanceKey { get; init; }

    /// <summary>BPMN id of the element; empty for a call outside of any process.</summary>
    public string ElementId { get; init; } = "";

    /// <summary>Tenant; <c>&lt;default&gt;</c> when tenancy is not used.</summary>
    public string TenantId { get; init; } = "<default>";

    /// <summary>Attempts left, this one included.</summary>
    public int RetriesLeft { get; init; } = 1;

    /// <summary>Task headers of the model.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>What goes over a wire, in a form that a person can read.</summary>
/// <param name="Start">The first line: for example <c>PUBLISH orders</c>, or a statement with its placeholders.</param>
/// <param name="Headers">Names and values in their order; a name may occur twice.</param>
/// <param name="Body">What is carried; empty for nothing.</param>
public sealed record WireMessage(string Start, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Says little: any part may hold a secret.</summary>
    public override string ToString() => $"{nameof(WireMessage)} of {Body.Length} bytes";
}

/// <summary>What a request of <see cref="OutboundCall.Http"/> may carry for whoever sends it.</summary>
public static class CallHttp
{
    /// <summary>Told true when a connection begins to be made for the request, and false when it is there.</summary>
    public static readonly HttpRequestOptionsKey<Action<bool>> Connecting = new("fairlead.connecting");

    /// <summary>
    /// A client certificate, or whom to trust, for this request: the connections for it are kept apart from all others. Leave it out of a
    /// request that follows a redirect to somebody else.
    /// </summary>
    public static readonly HttpRequestOptionsKey<ClientTls> Tls = new("fairlead.tls");
}
