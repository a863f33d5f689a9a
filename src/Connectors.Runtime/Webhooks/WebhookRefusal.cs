using Fairlead.Protocol;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A request that goes no further, and what its sender is told.</summary>
internal sealed class WebhookRefusal : Exception
{
    private WebhookRefusal(int status, string code, string detail) : base(detail)
    {
        Status = status;
        Code = code;
        Reason = code;
    }

    public int Status { get; }

    public string Code { get; }

    /// <summary>For <c>WWW-Authenticate</c>, <c>Allow</c>, <c>Retry-After</c>.</summary>
    public (string Name, string Value)? Header { get; private init; }

    /// <summary>Where the event is kept; null when it is not.</summary>
    public InboxKey? Entry { get; private init; }

    /// <summary>Whether the body cannot be read, now or later: the event is to be kept, if its sender is trusted.</summary>
    public bool IsUnreadable { get; private init; }

    /// <summary>The same, and the event is kept all the same.</summary>
    public WebhookRefusal In(InboxKey entry) => new(Status, Code, Message) { Header = Header, Reason = Reason, Entry = entry };

    /// <summary>For metrics; the code, where that says enough.</summary>
    public string Reason { get; private init; }

    public static WebhookRefusal Of(
        int status, string code, string detail, (string Name, string Value)? header = null, string? reason = null) =>
        new(status, code, detail) { Header = header, Reason = reason ?? code };

    /// <summary>The body is not what it says, or of a kind that is not understood.</summary>
    public static WebhookRefusal Unreadable(int status, string code, string detail, (string Name, string Value)? header = null) =>
        new(status, code, detail) { Header = header, IsUnreadable = true };

    public static WebhookRefusal NotFound() =>
        new(StatusCodes.Status404NotFound, "WEBHOOK_NOT_FOUND", "No webhook is active at this path.");

    public static WebhookRefusal Unauthorized(string? challenge) =>
        new(StatusCodes.Status401Unauthorized, "WEBHOOK_UNAUTHORIZED", "The credentials that this webhook expects are missing or wrong.")
        {
            Header = challenge is null ? null : ("WWW-Authenticate", challenge),
        };

    /// <summary>Whoever wants an answer at once gets none while nothing is applied.</summary>
    public static WebhookRefusal Suspended() => new(
        StatusCodes.Status503ServiceUnavailable, "WEBHOOK_SUSPENDED", "This webhook is suspended: send the request again later.")
    {
        Header = ("Retry-After", "60"),
    };

    public static WebhookRefusal Forbidden(string? challenge) =>
        new(StatusCodes.Status403Forbidden, "WEBHOOK_FORBIDDEN", "The sender may not call this webhook.")
        {
            Header = challenge is null ? null : ("WWW-Authenticate", challenge),
        };

    public static WebhookRefusal Undecided() =>
        new(StatusCodes.Status503ServiceUnavailable, "WEBHOOK_UNDECIDED", "The sender cannot be checked at the moment: send the request again.")
        {
            Header = ("Retry-After", "10"),
        };

    public static WebhookRefusal MethodNotAllowed(string method, string allowed) =>
        new(StatusCodes.Status405MethodNotAllowed, "WEBHOOK_METHOD", $"This webhook does not take {method}, only {allowed}.")
        {
            Header = ("Allow", allowed),
        };
}
