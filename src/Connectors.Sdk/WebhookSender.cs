namespace Fairlead.Connectors.Sdk;

/// <summary>What a connector found out about the sender of a request.</summary>
public sealed class WebhookSender
{
    private WebhookSender(WebhookTrust trust) => Trust = trust;

    /// <summary>The sender is whom the model expects, or the model expects nobody in particular.</summary>
    public static WebhookSender Accepted { get; } = new(WebhookTrust.Accepted);

    /// <summary>As <see cref="Accepted"/>, with what else came out.</summary>
    /// <param name="eventId">
    /// Names the event at its sender, the same each time that it is sent again: the cluster does it once and answers a repetition with the
    /// first answer. Null when two equal requests may be two events. An expression of the model wins.
    /// </param>
    /// <param name="notice">For the activity log: one sentence that somebody should read. Null for none.</param>
    public static WebhookSender AcceptedWith(string? eventId, string? notice = null) =>
        new(WebhookTrust.Accepted) { EventId = eventId, Notice = notice };

    /// <summary>The request carries no credentials: refused, unless it is a handshake.</summary>
    /// <param name="challenge">For the header <c>WWW-Authenticate</c>; null for none.</param>
    public static WebhookSender Anonymous(string? challenge = null) => new(WebhookTrust.Anonymous) { Challenge = challenge };

    /// <summary>The request carries credentials, and they are wrong: refused.</summary>
    /// <param name="challenge">For the header <c>WWW-Authenticate</c>; null for none.</param>
    /// <param name="notice">For the activity log, never for the sender: one sentence; null for none.</param>
    public static WebhookSender Wrong(string? challenge = null, string? notice = null) =>
        new(WebhookTrust.Wrong) { Challenge = challenge, Notice = notice };

    /// <summary>The sender is known, but may not do this: refused.</summary>
    /// <param name="challenge">For the header <c>WWW-Authenticate</c>; null for none.</param>
    /// <param name="notice">For the activity log, never for the sender: one sentence; null for none.</param>
    public static WebhookSender Forbidden(string? challenge = null, string? notice = null) =>
        new(WebhookTrust.Forbidden) { Challenge = challenge, Notice = notice };

    /// <summary>It cannot be found out at the moment, which is not the sender's fault: it is asked to come again.</summary>
    /// <param name="notice">For the activity log, never for the sender: what is missing, in one sentence.</param>
    public static WebhookSender Undecided(string notice) => new(WebhookTrust.Undecided) { Notice = notice };

    /// <summary>How far the request is trusted.</summary>
    public WebhookTrust Trust { get; }

    /// <summary>For the header <c>WWW-Authenticate</c>; null for none.</summary>
    public string? Challenge { get; private init; }

    /// <summary>Names the event at its sender; null when there is no such name.</summary>
    public string? EventId { get; private init; }

    /// <summary>For the activity log; null for nothing.</summary>
    public string? Notice { get; private init; }
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

    /// <summary>It carries right ones of somebody who may not do this.</summary>
    Forbidden,

    /// <summary>It cannot be found out at the moment.</summary>
    Undecided,
}
