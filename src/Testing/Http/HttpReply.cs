using System.Net;
using System.Text;

namespace Fairlead.Testing.Http;

/// <summary>What an <see cref="HttpScript"/> answers.</summary>
public sealed record HttpReply
{
    private readonly bool _breaks;
    private readonly bool _neverComes;

    /// <summary>An answer with status 200 and no body, unless it says otherwise.</summary>
    public HttpReply()
    {
    }

    private HttpReply(bool breaks, bool neverComes) => (_breaks, _neverComes) = (breaks, neverComes);

    /// <summary>For example 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Of the answer and of its body.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Until it arrives, by the clock of the test.</summary>
    public TimeSpan After { get; init; }

    /// <summary>The connection breaks off without an answer.</summary>
    public static HttpReply Break { get; } = new(breaks: true, neverComes: false);

    /// <summary>No answer comes; the call ends when it is cut off.</summary>
    public static HttpReply Never { get; } = new(breaks: false, neverComes: true);

    /// <summary>The answer of a real server.</summary>
    internal static HttpReply Forwarded { get; } = new() { Status = 0 };

    /// <summary>An answer in JSON.</summary>
    /// <param name="status">For example 200.</param>
    /// <param name="json">Null for no body.</param>
    public static HttpReply Json(int status, string? json) => Of(status, json, "application/json");

    /// <summary>An answer in plain text.</summary>
    public static HttpReply Text(int status, string text) => Of(status, text, "text/plain; charset=utf-8");

    internal async Task WaitAsync(VirtualTime time, CancellationToken cancellation)
    {
        while (_neverComes)
            await Task.Delay(TimeSpan.FromDays(1), time, cancellation);

        if (After > TimeSpan.Zero)
            await Task.Delay(After, time, cancellation);
        if (_breaks)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The scripted connection broke off.");
    }

    internal HttpResponseMessage ToMessage(HttpRequestMessage request)
    {
        var message = new HttpResponseMessage((HttpStatusCode)Status)
        {
            Content = new ReadOnlyMemoryContent(Body),
            RequestMessage = request,
        };
        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static HttpReply Of(int status, string? body, string type) => new(breaks: false, neverComes: false)
    {
        Status = status,
        Body = body is null ? default : Encoding.UTF8.GetBytes(body),
        Headers = body is null
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { ["Content-Type"] = type },
    };
}
