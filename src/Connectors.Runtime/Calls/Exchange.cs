using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>One request and what came back, as they went over the wire. Holds secrets: it is cleaned before it leaves the call.</summary>
internal sealed class Exchange
{
    /// <summary>Of a body; the rest is counted, not kept. A little more than is shown, so that a secret at the end is found whole.</summary>
    public const int BodyBytesAtMost = 64 * 1024 + Overlap;

    /// <summary>The same where a call has had many already.</summary>
    public const int LaterBodyBytesAtMost = 2 * 1024 + Overlap;

    /// <summary>What is not shown of the end of a body that was cut off: half a secret could stand there.</summary>
    public const int Overlap = 8 * 1024;

    private Exchange(int bodyBytesAtMost)
    {
        RequestBody = new Capture(bodyBytesAtMost);
        AnswerBody = new Capture(bodyBytesAtMost);
    }

    public required DateTimeOffset StartedAt { get; init; }

    public required string RequestLine { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; init; }

    public Capture RequestBody { get; }

    /// <summary>From the start until the head of the answer was there; null when none came.</summary>
    public TimeSpan? Answered { get; set; }

    /// <summary>Empty when no answer came.</summary>
    public string AnswerLine { get; set; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> AnswerHeaders { get; set; } = [];

    public Capture AnswerBody { get; }

    /// <summary>What went wrong on the way; null when an answer came.</summary>
    public string? Failure { get; set; }

    public static Exchange Of(HttpRequestMessage request, DateTimeOffset now, int bodyBytesAtMost) => new(bodyBytesAtMost)
    {
        StartedAt = now,
        RequestLine = $"{request.Method} {request.RequestUri}",
        RequestHeaders = [.. HeadersOf(request.Headers), .. HeadersOf(request.Content?.Headers)],
    };

    public static Exchange Of(WireMessage request, DateTimeOffset now, int bodyBytesAtMost)
    {
        var exchange = new Exchange(bodyBytesAtMost) { StartedAt = now, RequestLine = request.Start, RequestHeaders = request.Headers };
        exchange.RequestBody.Add(request.Body.Span);
        return exchange;
    }

    public void Answer(HttpResponseMessage response, TimeSpan after)
    {
        Answered = after;
        AnswerLine = $"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        AnswerHeaders = [.. HeadersOf(response.Headers), .. HeadersOf(response.Content.Headers)];
    }

    public void Answer(WireMessage answer, TimeSpan after)
    {
        Answered = after;
        AnswerLine = answer.Start;
        AnswerHeaders = answer.Headers;
        AnswerBody.Add(answer.Body.Span);
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(System.Net.Http.Headers.HttpHeaders? headers)
    {
        if (headers is null)
            yield break;
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
                yield return new(name, value);
        }
    }
}
