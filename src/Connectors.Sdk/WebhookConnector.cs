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

    /// <summary>Finds out whether the request comes from whom the model expects.</summary>
    ValueTask<WebhookSender> CheckSenderAsync(WebhookRequest request, TSettings settings, CancellationToken cancellation);

    /// <summary>
    /// Answers a request that only tests the address, and starts nothing. Not asked when the request carries wrong
    /// credentials; asked when it carries none, because most senders do not sign such a test.
    /// </summary>
    /// <returns>Null when the request is an event.</returns>
    ValueTask<WebhookAnswer?> AnswerHandshakeAsync(WebhookRequest request, TSettings settings, CancellationToken cancellation) =>
        ValueTask.FromResult<WebhookAnswer?>(null);

    /// <summary>What expressions read as <c>connectorData</c>, beside the request itself.</summary>
    /// <returns>Anything that <see cref="ConnectorJson.Options"/> writes as an object; null for nothing.</returns>
    ValueTask<object?> ReadAsync(WebhookRequest request, TSettings settings, CancellationToken cancellation) =>
        ValueTask.FromResult<object?>(null);
}

/// <summary>What a connector found out about the sender of a request.</summary>
public sealed class WebhookSender
{
    private WebhookSender(WebhookTrust trust, string? challenge = null)
    {
        Trust = trust;
        Challenge = challenge;
    }

    /// <summary>The sender is whom the model expects, or the model expects nobody in particular.</summary>
    public static WebhookSender Accepted { get; } = new(WebhookTrust.Accepted);

    /// <summary>The request carries no credentials: refused, unless it is a handshake.</summary>
    /// <param name="challenge">For the header <c>WWW-Authenticate</c>; null for none.</param>
    public static WebhookSender Anonymous(string? challenge = null) => new(WebhookTrust.Anonymous, challenge);

    /// <summary>The request carries credentials, and they are wrong: refused.</summary>
    /// <param name="challenge">For the header <c>WWW-Authenticate</c>; null for none.</param>
    public static WebhookSender Wrong(string? challenge = null) => new(WebhookTrust.Wrong, challenge);

    /// <summary>How far the request is trusted.</summary>
    public WebhookTrust Trust { get; }

    /// <summary>For the header <c>WWW-Authenticate</c>; null for none.</summary>
    public string? Challenge { get; }
}

/// <summary>How far a request is trusted.</summary>
public enum WebhookTrust
{
    /// <summary>Its credentials are right, or none are wanted.</summary>
    Accepted,

    /// <summary>It carries none of the credentials wanted.</summary>
    Anonymous,

    /// <summary>It carries wrong ones.</summary>
    Wrong,
}
