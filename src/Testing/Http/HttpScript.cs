using System.Text;

using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Network;

namespace Fairlead.Testing.Http;

/// <summary>
/// The other side of HTTP in a test: answers what it was told to, and writes down what it was asked. Nothing leaves the process but what it is
/// told to <see cref="Forward"/>.
/// </summary>
/// <remarks>
/// A line is a method and an address, <c>GET https://api.example.com/orders/7</c>. A <c>*</c> in it stands for anything. The first answer
/// that fits is given; several answers for one line are given one after the other, the last of them as often as it is asked for.
/// </remarks>
public sealed class HttpScript
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _rules = [];
    private readonly List<HttpRequestSent> _sent = [];

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<HttpRequestSent> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    /// <summary>The one request there was.</summary>
    /// <exception cref="TestFailedException">There was none, or more than one.</exception>
    public HttpRequestSent Only => Sent is [var only]
        ? only
        : throw new TestFailedException($"Expected one request, but there were {Sent.Count}:{Lines(Sent.Select(request => request.Line))}");

    /// <summary>Answers with JSON.</summary>
    /// <param name="line">For example <c>POST https://api.example.com/orders</c>.</param>
    /// <param name="status">For example 200.</param>
    /// <param name="json">The body; null for none.</param>
    public HttpScript Answer(string line, int status, string? json = null) => Answer(line, HttpReply.Json(status, json));

    /// <summary>Answers with anything: text, bytes, headers, late, never.</summary>
    public HttpScript Answer(string line, HttpReply reply) => Answer(line, _ => reply);

    /// <summary>Answers with what depends on the request.</summary>
    public HttpScript Answer(string line, Func<HttpRequestSent, HttpReply> reply)
    {
        lock (_gate)
            _rules.Add(Rule.Of(line, reply));
        return this;
    }

    /// <summary>Sends on what fits, to a real server on this machine or in its network, such as one that the test has started.</summary>
    /// <param name="line">For example <c>* http://127.0.0.1:8080/*</c>.</param>
    public HttpScript Forward(string line) => Answer(line, _ => HttpReply.Forwarded);

    /// <summary>What the runtime sends through, in place of connections.</summary>
    /// <param name="time">By which late answers are late.</param>
    internal HttpMessageHandler Handler(VirtualTime time) => new ScriptHandler(this, time);

    private HttpReply Find(HttpRequestSent request)
    {
        lock (_gate)
        {
            _sent.Add(request);
            var fitting = _rules.Where(rule => rule.Fits(request.Line)).ToList();
            var next = fitting.Find(rule => !rule.IsUsed) ?? fitting.LastOrDefault() ?? throw new TestFailedException(
                $"The script has no answer for {request.Line}. It has answers for:{Lines(_rules.Select(rule => rule.Line))}");
            next.IsUsed = true;
            return next.Reply(request);
        }
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"\n  {line}").DefaultIfEmpty(" nothing"));

    private sealed class Rule(string line, Func<HttpRequestSent, HttpReply> reply)
    {
        public string Line => line;

        public Func<HttpRequestSent, HttpReply> Reply => reply;

        public bool IsUsed { get; set; }

        public static Rule Of(string line, Func<HttpRequestSent, HttpReply> reply) => line.Contains(' ', StringComparison.Ordinal) || line is "*"
            ? new Rule(line, reply)
            : throw new TestFailedException($"Expected a method and an address such as GET https://example.com/, but found {line}.");

        public bool Fits(string asked)
        {
            var parts = line.Split('*');
            if (parts is [var whole])
                return whole == asked;
            if (!asked.StartsWith(parts[0], StringComparison.Ordinal))
                return false;
            var at = parts[0].Length;
            foreach (var part in parts[1..^1])
            {
                var found = asked.IndexOf(part, at, StringComparison.Ordinal);
                if (found < 0)
                    return false;
                at = found + part.Length;
            }

            return asked.Length - at >= parts[^1].Length && asked.EndsWith(parts[^1], StringComparison.Ordinal);
        }
    }

    private sealed class ScriptHandler(HttpScript script, VirtualTime time) : HttpMessageHandler
    {
        private readonly Lazy<HttpTransport> _connections = new(() => new HttpTransport(
            new NetworkPolicy(new NetworkOptions { AllowLoopback = true, AllowPrivate = true })));

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sent = await HttpRequestSent.ReadAsync(request, cancellationToken);
            var reply = script.Find(sent);
            if (ReferenceEquals(reply, HttpReply.Forwarded))
                return await _connections.Value.SendAsync(request, cancellationToken);
            await reply.WaitAsync(time, cancellationToken);
            return reply.ToMessage(request);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && _connections.IsValueCreated)
                _connections.Value.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>A request that a connector sent.</summary>
/// <param name="Method">For example <c>GET</c>.</param>
/// <param name="Url">As it was sent.</param>
/// <param name="Headers">Names in any case; several values of one name are joined by a comma.</param>
/// <param name="Body">Empty for none.</param>
public sealed record HttpRequestSent(
    string Method, string Url, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Method and address.</summary>
    public string Line => $"{Method} {Url}";

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Says little: headers and body may hold a secret.</summary>
    public override string ToString() => Line;

    internal static async Task<HttpRequestSent> ReadAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        // Read first: only then is the length of a body known.
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellation);
        foreach (var (name, values) in request.Headers.NonValidated)
            headers[name] = values.ToString();
        if (request.Content is not null)
        {
            foreach (var (name, values) in request.Content.Headers.NonValidated)
                headers[name] = values.ToString();
        }

        return new HttpRequestSent(request.Method.Method, request.RequestUri?.OriginalString ?? "", headers, body);
    }
}
