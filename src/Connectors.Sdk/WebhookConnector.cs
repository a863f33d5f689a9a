namespace Fairlead.Connectors.Sdk;

/// <summary>Decides what a request that arrived at a webhook of its type means.</summary>
/// <remarks>
/// The runtime owns the address, the method check, the limits, the correlation and the answer's
/// <c>inbound.responseExpression</c>; a connector knows its sender. One object serves all requests at the same time.
/// </remarks>
/// <typeparam name="TSettings">
/// A record with one property for each <c>zeebe:property</c> under <c>inbound.</c> that the connector reads. A
/// property of type <see cref="WebhookExpression"/> is evaluated by the connector at each request; every other FEEL
/// value is evaluated once, when the webhook is activated.
/// </typeparam>
public interface IWebhookConnector<in TSettings>
{
    /// <summary>Looks at the settings before the webhook is opened.</summary>
    /// <exception cref="ConnectorException">The webhook cannot work with them; the message says why.</exception>
    void Check(TSettings settings);

    /// <summary>How the webhook knows its senders, for the operator. Never says a secret.</summary>
    WebhookProtection Describe(TSettings settings) => WebhookProtection.OfConnector;

    /// <summary>Finds out whether the request comes from whom the model expects, and which event it carries.</summary>
    ValueTask<WebhookSender> CheckSenderAsync(WebhookRequest request, TSettings settings, CancellationToken cancellation);

    /// <summary>
    /// Answers a request that only tests the address, and starts nothing. Not asked when the request carries wrong
    /// credentials; asked when it carries none, because most senders do not sign such a test.
    /// </summary>
    /// <returns>Null when the request is an event.</returns>
    ValueTask<WebhookAnswer?> AnswerHandshakeAsync(WebhookRequest request, TSettings settings, CancellationToken cancellation) =>
        ValueTask.FromResult<WebhookAnswer?>(null);

    /// <summary>Answers an event that was accepted, where the model composes no answer.</summary>
    /// <returns>Null for 200 without a body.</returns>
    WebhookAnswer? AnswerAccepted(WebhookRequest request, TSettings settings) => null;

    /// <summary>What expressions read as <c>connectorData</c>, beside the request itself.</summary>
    /// <returns>Anything that <see cref="ConnectorJson.Options"/> writes as an object; null for nothing.</returns>
    ValueTask<object?> ReadAsync(WebhookRequest request, TSettings settings, CancellationToken cancellation) =>
        ValueTask.FromResult<object?>(null);
}
