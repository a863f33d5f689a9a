using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A request that goes no further, and what its sender is told.</summary>
internal sealed class WebhookRefusal : Exception
{
    private WebhookRefusal(int status, string code, string detail) : base(detail)
    {
        Status = status;
        Code = code;
    }

    public int Status { get; }

    public string Code { get; }

    /// <summary>For <c>WWW-Authenticate</c> or <c>Allow</c>.</summary>
    public (string Name, string Value)? Header { get; init; }

    public static WebhookRefusal Of(int status, string code, string detail) => new(status, code, detail);

    public static WebhookRefusal NotFound() =>
        new(StatusCodes.Status404NotFound, "WEBHOOK_NOT_FOUND", "No webhook is active at this path.");

    public static WebhookRefusal Unauthorized(string? challenge) =>
        new(StatusCodes.Status401Unauthorized, "WEBHOOK_UNAUTHORIZED", "The credentials that this webhook expects are missing or wrong.")
        {
            Header = challenge is null ? null : ("WWW-Authenticate", challenge),
        };

    public static WebhookRefusal MethodNotAllowed(string method, string allowed) =>
        new(StatusCodes.Status405MethodNotAllowed, "WEBHOOK_METHOD", $"This webhook does not take {method}, only {allowed}.")
        {
            Header = ("Allow", allowed),
        };
}
