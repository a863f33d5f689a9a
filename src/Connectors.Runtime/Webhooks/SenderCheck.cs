using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Which endpoints of a path trust the sender of a request. Each version has secrets of its own, and looks for itself.</summary>
internal sealed class SenderCheck
{
    private readonly List<WebhookEndpoint> _trusting = [];
    private WebhookSender? _refused;
    private ConnectorException? _unfit;

    private SenderCheck() { }

    /// <summary>That trust the sender and take the method; newest version first.</summary>
    public IReadOnlyList<WebhookEndpoint> Trusting => _trusting;

    /// <summary>Names the event at its sender; null when there is no such name.</summary>
    public string? EventId { get; private set; }

    /// <summary>The answer to a test of the address; null when the request is none.</summary>
    public WebhookAnswer? Handshake { get; private set; }

    /// <param name="known">What was found out before.</param>
    public static async ValueTask<SenderCheck> OfAsync(
        IReadOnlyList<WebhookEndpoint> endpoints,
        WebhookRequest request,
        IReadOnlyDictionary<WebhookEndpoint, WebhookSender> known,
        CancellationToken cancellation)
    {
        var check = new SenderCheck();
        foreach (var endpoint in endpoints)
        {
            try
            {
                var sender = known.GetValueOrDefault(endpoint) ?? await AskAsync(endpoint, request, cancellation);
                // Who shows wrong credentials learns nothing; who shows none may be testing the address before it is used.
                if (sender.Trust is WebhookTrust.Accepted or WebhookTrust.Anonymous
                    && await endpoint.Webhook.AnswerHandshakeAsync(request, cancellation) is { } handshake)
                {
                    check.Handshake = handshake;
                    return check;
                }

                check.Note(endpoint, sender, request.Method);
            }
            catch (ConnectorException failure)
            {
                // Another version may work with the request.
                check._unfit ??= failure;
            }
        }

        return check;
    }

    /// <summary>
    /// Looks at the head of a request whose body is not here yet. Asked for a second time, a connector might take its sender for an echo:
    /// what is found out is handed on.
    /// </summary>
    /// <returns>What could be found out.</returns>
    /// <exception cref="WebhookRefusal">No endpoint would take a body from this sender.</exception>
    public static async ValueTask<IReadOnlyDictionary<WebhookEndpoint, WebhookSender>> OfHeadAsync(
        WebhookPath path, IReadOnlyList<WebhookEndpoint> endpoints, Microsoft.AspNetCore.Http.HttpRequest request, CancellationToken cancellation)
    {
        var head = Arrival.HeadOf(request, () => new BodyWantedException());
        var check = new SenderCheck();
        var known = new Dictionary<WebhookEndpoint, WebhookSender>();
        var isOpen = false;
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.Allows(head.Method)))
        {
            try
            {
                check.Note(endpoint, known[endpoint] = await AskAsync(endpoint, head, cancellation), head.Method);
            }
            catch (Exception undecided) when (undecided is BodyWantedException or ConnectorException)
            {
                // Who signs the body is known only when it is here.
                isOpen = true;
            }
        }

        return isOpen || check.Trusting.Count > 0 ? known : throw check.Refusal(path, endpoints, head.Method);
    }

    /// <summary>When nobody trusts.</summary>
    public Exception Refusal(WebhookPath path, IReadOnlyList<WebhookEndpoint> endpoints, string method)
    {
        if (!endpoints.Any(endpoint => endpoint.Allows(method)))
            return WebhookRefusal.MethodNotAllowed(method, path.Allowed);
        return _refused?.Trust switch
        {
            WebhookTrust.Undecided => WebhookRefusal.Undecided(),
            WebhookTrust.Forbidden => WebhookRefusal.Forbidden(_refused.Challenge),
            WebhookTrust.Wrong or WebhookTrust.Anonymous when _unfit is null => WebhookRefusal.Unauthorized(_refused.Challenge),
            _ => _unfit ?? (Exception)WebhookRefusal.Unauthorized(challenge: null),
        };
    }

    private static async ValueTask<WebhookSender> AskAsync(WebhookEndpoint endpoint, WebhookRequest request, CancellationToken cancellation)
    {
        var sender = await endpoint.Webhook.CheckSenderAsync(request, cancellation);
        if (sender.Notice is { } notice)
            endpoint.Activities.Add(ActivitySeverity.Warning, ActivityTag.Message, endpoint.Redactor.Clean(notice));
        return sender;
    }

    private void Note(WebhookEndpoint endpoint, WebhookSender sender, string method)
    {
        if (sender.Trust is not WebhookTrust.Accepted)
        {
            if (_refused is null || sender.Trust > _refused.Trust)
                _refused = sender;
        }
        else if (endpoint.Allows(method))
        {
            EventId ??= sender.EventId;
            _trusting.Add(endpoint);
        }
    }

    private sealed class BodyWantedException : Exception;
}
