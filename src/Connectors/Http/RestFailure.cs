using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>What can go wrong on the way, in the codes that processes written for this connector catch.</summary>
internal static class RestFailure
{
    /// <summary>Not reached, cut off or too slow: worth another attempt.</summary>
    public const string Unreachable = "408";

    /// <summary>What came back is not HTTP, or not as agreed.</summary>
    public const string Protocol = "500";

    public const string Tls = "SSL_HANDSHAKE_FAILED";

    private static readonly TimeSpan PauseAtMost = TimeSpan.FromHours(1);

    /// <summary>The other side answered 400 or above.</summary>
    public static ConnectorException Refused(HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var read = RestAnswer.BodyOf(response, body);
        return new ConnectorException(
            $"{(int)response.StatusCode}",
            string.IsNullOrWhiteSpace(response.ReasonPhrase) ? "[no reason]" : response.ReasonPhrase)
        {
            Retry = AdviceOf(response, now),
            Variables = new
            {
                response = new
                {
                    headers = RestAnswer.HeadersOf(response),
                    // Here a list stays text: error expressions are written for an object or text.
                    body = read is JsonElement { ValueKind: JsonValueKind.Array } ? RestAnswer.TextOf(response, body) : read,
                },
            },
        };
    }

    /// <summary>One of the two timeouts ended the call.</summary>
    public static ConnectorException TooSlow(Uri target, RestDeadline deadline, bool changesSomething) => new(
        Unreachable,
        $"{Place(target)} did not give {deadline.Waited}. Check that it runs and is reachable from here, or raise the timeout.")
    {
        IsOutcomeUnknown = changesSomething && !deadline.IsConnecting,
    };

    /// <param name="changesSomething">Whether what was sent may have taken effect.</param>
    public static ConnectorException BrokeOff(Uri target, HttpRequestError kind, Exception cause, bool changesSomething)
    {
        var (code, what, check) = kind switch
        {
            // A proxy that wants a login does not open the way to a place with TLS.
            HttpRequestError.ProxyTunnelError =>
                (Unreachable, "could not be reached through the proxy", "the settings Proxy, with user and password, and what the proxy allows"),
            HttpRequestError.SecureConnectionError =>
                (Tls, "gave no secure connection", "its certificate, and that the port speaks TLS"),
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError =>
                (Unreachable, "could not be reached", "host, port and network"),
            HttpRequestError.ResponseEnded or HttpRequestError.Unknown =>
                (IsAlert(cause) ? Tls : Unreachable, "broke off the exchange", target.Scheme is "https"
                    ? "the network and the other side's log, and whether it demands a client certificate that it knows"
                    : "the network and the other side's log"),
            _ => (Protocol, "answered something that is not correct HTTP", "that the port speaks HTTP"),
        };
        return new ConnectorException(code, $"{Place(target)} {what}: {cause.GetBaseException().Message.TrimEnd('.')}. Check {check}.", cause)
        {
            // Nothing was sent where there was no connection, and nothing was done where the connection was refused.
            IsOutcomeUnknown = changesSomething && code != Tls && kind is not (HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError),
        };
    }

    /// <summary>Whether the other side refused our certificate, or that we have none: with TLS 1.3 it says so after the handshake.</summary>
    private static bool IsAlert(Exception cause)
    {
        for (Exception? inner = cause; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException or CryptographicException)
                return true;
        }

        return false;
    }

    /// <summary>Scheme, host and port: the rest of an address may hold a secret.</summary>
    public static string Place(Uri target) => $"{target.Scheme}://{target.Authority}";

    /// <summary>What the other side asked for; a promise of years must not hold a process for years.</summary>
    public static RetryAdvice AdviceOf(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            || response.Headers.RetryAfter is not { } after)
            return RetryAdvice.AsModelled;

        var delay = after.Delta ?? after.Date - now ?? TimeSpan.Zero;
        return RetryAdvice.After(TimeSpan.FromTicks(Math.Clamp(delay.Ticks, 0, PauseAtMost.Ticks)));
    }
}
