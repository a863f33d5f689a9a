using Fairlead.Connectors.Runtime.Documents;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Takes in requests: as much as there is room for, and large ones only from senders that are known.</summary>
/// <param name="store">Where files go; null when this process keeps none.</param>
public sealed class WebhookIntake(
    WebhookLoad load, IOptions<WebhooksOptions> options, TimeProvider time, IDocumentStore? store = null)
{
    private readonly BodyReader _reader = new(options.Value, load, time, store);

    internal WebhooksOptions Options => options.Value;

    internal WebhookLoad Load => load;

    internal WebhookDocuments DocumentsOf(Arrival arrival) => new(arrival, store);

    /// <summary>Reads the whole body.</summary>
    /// <returns>Holds what all requests share until it is disposed.</returns>
    /// <exception cref="WebhookRefusal">There is no room, or a limit is reached.</exception>
    internal ValueTask<ReceivedBody> ReadAsync(HttpContext http, BodyForm form) => _reader.ReadAsync(http, form);

    internal ValueTask<Arrival> ArriveAsync(HttpContext http, BodyForm form, ReceivedBody body) =>
        Arrival.OfAsync(http, form, body, options.Value.BodyBytesAtMost);

    /// <summary>Whether the body may go to disk: strangers shall not fill it.</summary>
    internal bool MayGoToDisk(HttpRequest request, BodyForm form) =>
        form.MayBeLarge()
        && store is not null
        && (request.ContentLength is not { } length || length > options.Value.BodyBytesAtMost || request.Headers.ContentEncoding.Count > 0);
}
