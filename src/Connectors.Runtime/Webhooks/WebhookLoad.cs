using System.Diagnostics.Metrics;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>What all requests together hold. It is counted before it is taken, and whoever finds no room is sent away before anything is done.</summary>
public sealed class WebhookLoad
{
    /// <summary>Until a sender that was sent away should try again, in seconds.</summary>
    internal const string RetryAfter = "1";

    private readonly WebhooksOptions _options;
    private readonly Counter<long> _refused;
    private long _bytes;
    private long _fileBytes;
    private int _requests;

    public WebhookLoad(RuntimeMetrics metrics, IOptions<WebhooksOptions> options)
    {
        _options = options.Value;
        var meter = metrics.Meter;
        meter.CreateObservableGauge("fairlead.webhooks.bytes", () => Bytes, "By", "Bodies of requests held in memory.");
        meter.CreateObservableGauge("fairlead.webhooks.bytes.limit", () => _options.BytesInFlightAtMost, "By", "How many there may be.");
        meter.CreateObservableGauge("fairlead.webhooks.file-bytes", () => FileBytes, "By", "Bodies of requests on disk that are no documents yet.");
        meter.CreateObservableGauge("fairlead.webhooks.requests", () => Requests, description: "Requests that are worked on.");
        meter.CreateObservableGauge("fairlead.webhooks.requests.limit", () => _options.RequestsAtMost, description: "How many there may be.");
        _refused = meter.CreateCounter<long>("fairlead.webhooks.refused", description: "Requests that started nothing, by reason.");
    }

    /// <summary>Of bodies in memory.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Of bodies on disk.</summary>
    public long FileBytes => Volatile.Read(ref _fileBytes);

    /// <summary>That are worked on.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Before a body is read that could not be worked on.</summary>
    /// <exception cref="WebhookRefusal">There is no place at the moment.</exception>
    internal void CheckPlace(WebhookPath path) => CheckPlace(Requests, path.Requests);

    /// <exception cref="WebhookRefusal">There is no place at the moment.</exception>
    internal void TakePlace(WebhookPath path)
    {
        var total = Interlocked.Increment(ref _requests);
        var own = path.Count(1);
        try
        {
            CheckPlace(total - 1, own - 1);
        }
        catch (WebhookRefusal)
        {
            ReturnPlace(path);
            throw;
        }
    }

    internal void ReturnPlace(WebhookPath path)
    {
        path.Count(-1);
        Interlocked.Decrement(ref _requests);
    }

    /// <exception cref="WebhookRefusal">There is no room at the moment.</exception>
    internal void TakeBytes(long count) => Take(ref _bytes, count, _options.BytesInFlightAtMost, "bytes");

    internal void ReturnBytes(long count) => Interlocked.Add(ref _bytes, -count);

    /// <exception cref="WebhookRefusal">There is no room at the moment.</exception>
    internal void TakeFileBytes(long count) => Take(ref _fileBytes, count, _options.FileBytesInFlightAtMost, "file-bytes");

    internal void ReturnFileBytes(long count) => Interlocked.Add(ref _fileBytes, -count);

    internal void NoteRefusal(WebhookRefusal refusal) => _refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason));

    private static void Take(ref long held, long count, long atMost, string reason)
    {
        if (Interlocked.Add(ref held, count) <= atMost)
            return;
        Interlocked.Add(ref held, -count);
        throw Busy(reason);
    }

    /// <summary>A path may hold as many places as are free, but always one.</summary>
    private void CheckPlace(int total, int own)
    {
        if (total >= _options.RequestsAtMost)
            throw Busy("requests");
        if (own > 0 && own >= _options.RequestsAtMost - total)
            throw Busy("requests-of-path");
    }

    private static WebhookRefusal Busy(string reason) => WebhookRefusal.Of(
        StatusCodes.Status503ServiceUnavailable,
        "WEBHOOK_BUSY",
        "Too many requests are being worked on: send it again in a moment.",
        ("Retry-After", RetryAfter),
        reason);
}
