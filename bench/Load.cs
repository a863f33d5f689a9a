using System.Diagnostics;
using System.Net;

namespace Fairlead.Bench;

/// <summary>Posts the same body over a number of connections, each of which sends its next request when the last is answered.</summary>
internal static class Load
{
    private static readonly byte[] Order = """{"orderId":"1001","item":"coffee","quantity":2}"""u8.ToArray();

    /// <param name="body">JSON; null for an order.</param>
    public static Task<LoadResult> RunAsync(
        Uri target, int connections, TimeSpan duration, Action<ReadOnlySpan<byte>> read, CancellationToken cancellation, byte[]? body = null) =>
        RunAsync(() => Post(target, body ?? Order), connections, duration, read, perSecond: null, cancellation);

    /// <summary>Gets the same address again and again.</summary>
    public static Task<LoadResult> GetAsync(Uri target, int connections, TimeSpan duration, CancellationToken cancellation) =>
        RunAsync(() => new HttpRequestMessage(HttpMethod.Get, target), connections, duration, static _ => { }, perSecond: null, cancellation);

    /// <summary>Sends requests of its own kind each.</summary>
    /// <param name="perSecond">Evenly spaced, and counted from when one was due if it could not be sent in time; null for as many as go.</param>
    public static Task<LoadResult> RunAsync(
        Func<HttpRequestMessage> ask, int connections, TimeSpan duration, double? perSecond, CancellationToken cancellation) =>
        RunAsync(ask, connections, duration, static _ => { }, perSecond, cancellation);

    private static async Task<LoadResult> RunAsync(
        Func<HttpRequestMessage> ask,
        int connections,
        TimeSpan duration,
        Action<ReadOnlySpan<byte>> read,
        double? perSecond,
        CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = connections,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        };
        using var http = new HttpMessageInvoker(handler);
        var start = Stopwatch.GetTimestamp();
        var results = await Task.WhenAll(Enumerable.Range(0, connections)
            .Select(number => Task.Run(
                () => AskAsync(http, ask, start, duration, read, new Pace(start, number, connections, perSecond), cancellation), cancellation)));
        var end = Stopwatch.GetTimestamp();

        var refused = results.SelectMany(result => result.Refused).ToList();
        return new LoadResult(
            start,
            Stopwatch.GetElapsedTime(start, end),
            new Latencies(results.SelectMany(result => result.Ticks)),
            refused.Count,
            refused.FirstOrDefault());
    }

    private static async Task<(List<long> Ticks, List<string> Refused)> AskAsync(
        HttpMessageInvoker http,
        Func<HttpRequestMessage> ask,
        long start,
        TimeSpan duration,
        Action<ReadOnlySpan<byte>> read,
        Pace pace,
        CancellationToken cancellation)
    {
        var ticks = new List<long>(capacity: 64 * 1024);
        var refused = new List<string>();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            using var request = ask();
            var sent = await pace.NextAsync(cancellation);
            using var response = await http.SendAsync(request, cancellation);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
            ticks.Add(Stopwatch.GetTimestamp() - sent);
            if (response.StatusCode is HttpStatusCode.OK)
                read(answer);
            else
                refused.Add($"{(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(answer)}");
        }

        return (ticks, refused);
    }

    private static HttpRequestMessage Post(Uri target, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        return request;
    }
}

/// <param name="Start">Stopwatch timestamp of the first request.</param>
/// <param name="Elapsed">Until the last answer.</param>
/// <param name="Latencies">One for each answer, refusals included.</param>
/// <param name="Refused">Answers other than 200.</param>
/// <param name="FirstRefusal">One of them.</param>
internal sealed record LoadResult(long Start, TimeSpan Elapsed, Latencies Latencies, int Refused, string? FirstRefusal)
{
    public int Accepted => Latencies.Count - Refused;

    public double PerSecond => Accepted / Elapsed.TotalSeconds;

    public LoadResult OrThrow(string who) => Refused is 0
        ? this
        : throw new BenchException($"{who} refused {Refused} of {Latencies.Count} requests, for example: {FirstRefusal}");
}

/// <summary>When one of several connections sends.</summary>
/// <param name="perSecond">Of all together; null for as soon as it can.</param>
internal sealed class Pace(long start, int number, int connections, double? perSecond)
{
    private long _sent;

    /// <returns>Stopwatch timestamp from which the answer counts: now, or when it should have been.</returns>
    public async ValueTask<long> NextAsync(CancellationToken cancellation)
    {
        if (perSecond is not { } rate)
            return Stopwatch.GetTimestamp();
        var due = start + (long)((number + (_sent++ * connections)) / rate * Stopwatch.Frequency);
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (wait <= TimeSpan.Zero)
            return due;
        await Task.Delay(wait, cancellation);
        return Stopwatch.GetTimestamp();
    }
}
