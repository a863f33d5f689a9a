using System.Security.Cryptography;

using Fairlead.Feel;

namespace Fairlead.Connectors.Sdk;

/// <summary>A request as it arrived, completely read.</summary>
public sealed class WebhookRequest
{
    /// <summary>The code of a request whose body a connector wants in memory, where it is not.</summary>
    public const string BodyTooLarge = "WEBHOOK_TOO_LARGE";

    private const int PieceBytes = 64 * 1024;

    private readonly Lazy<FeelValue> _body;
    private readonly Lazy<FeelContext> _context;

    /// <summary>Made by the runtime, and by tests of connectors.</summary>
    /// <param name="readBody">
    /// Gives the body as expressions see it. Called at most once, and only when somebody wants it: a sender that is
    /// not trusted should not make us parse. What it throws goes through to the runtime.
    /// </param>
    public WebhookRequest(Func<FeelValue> readBody)
    {
        _body = new Lazy<FeelValue>(readBody, LazyThreadSafetyMode.None);
        _context = new Lazy<FeelContext>(CreateContext, LazyThreadSafetyMode.None);
    }

    /// <summary>In capitals, for example <c>POST</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Scheme, host and path as the sender wrote them, without the query.</summary>
    public required string Url { get; init; }

    /// <summary>As the sender wrote it, without the question mark.</summary>
    public string Query { get; init; } = "";

    /// <summary>Names in lower case, the first value of each.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Of the query, decoded, the first value of each.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The body byte for byte, as a signature covers it; without the packing of <c>Content-Encoding</c>. A file, or a form with files, that is
    /// larger than this installation holds in memory is not here: then <see cref="OpenRawBody"/> gives it, and
    /// <see cref="AppendRawBodyTo"/> hashes it.
    /// </summary>
    /// <exception cref="ConnectorException">It is not held in memory.</exception>
    public ReadOnlyMemory<byte> RawBody
    {
        get => OpenRawBody is null
            ? field
            : throw new ConnectorException(BodyTooLarge, "The body is larger than this webhook can work with in memory.");
        init;
    }

    /// <summary>Opens the body from its beginning where <see cref="RawBody"/> cannot give it; null where it can.</summary>
    public Func<Stream>? OpenRawBody { get; init; }

    /// <summary>Feeds the body byte for byte into a hash, also where it is not held in memory.</summary>
    public void AppendRawBodyTo(IncrementalHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        if (OpenRawBody is null)
        {
            hash.AppendData(RawBody.Span);
            return;
        }

        using var body = OpenRawBody();
        var piece = new byte[PieceBytes];
        while (body.Read(piece, 0, piece.Length) is var read and > 0)
            hash.AppendData(piece, 0, read);
    }

    /// <summary>The body as expressions see it.</summary>
    public FeelValue Body => _body.Value;

    /// <summary>What expressions see: <c>{request: {body, headers, params}}</c>.</summary>
    public FeelContext Context => _context.Value;

    /// <summary>A header in any spelling of its name; null when it is missing.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant());

    /// <summary>The texts at the top level of the body, in its order: the fields of a form. A name that occurs more than once comes more than once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> BodyFields()
    {
        var fields = new List<KeyValuePair<string, string>>();
        if (Body.TryGetContext(out var context))
        {
            foreach (var (name, value) in context.Entries)
            {
                foreach (var one in value.TryGetList(out var several) ? several : [value])
                {
                    if (one.TryGetString(out var text))
                        fields.Add(new(name, text));
                }
            }
        }

        return fields;
    }

    private FeelContext CreateContext() => FeelContext.Of(("request", FeelValue.From(FeelContext.Of(
        ("body", Body),
        ("headers", TextsOf(Headers)),
        ("params", TextsOf(Parameters))))));

    private static FeelValue TextsOf(IReadOnlyDictionary<string, string> texts)
    {
        var entries = new (string, FeelValue)[texts.Count];
        var index = 0;
        foreach (var (name, text) in texts)
            entries[index++] = (name, FeelValue.From(text));
        return FeelValue.From(FeelContext.Of(entries));
    }
}
