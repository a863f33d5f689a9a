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

    /// <summary>The other side answered 400 or above.</summary>
    public static ConnectorException Refused(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var read = RestAnswer.BodyOf(response, body);
        return new ConnectorException(
            $"{(int)response.StatusCode}",
            string.IsNullOrWhiteSpace(response.ReasonPhrase) ? "[no reason]" : response.ReasonPhrase)
        {
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

    public static bool IsTransport(Exception cause) =>
        cause is HttpRequestException or IOException or OperationCanceledException or InvalidDataException;

    public static ConnectorException NotReached(Uri target, RestDeadline deadline, Exception cause)
    {
        var place = Place(target);
        if (cause is OperationCanceledException)
            return new ConnectorException(
                Unreachable,
                $"{place} did not give {deadline.Waited}. Check that it runs and is reachable from here, or raise the timeout.",
                cause);

        return KindOf(cause) switch
        {
            HttpRequestError.SecureConnectionError => new ConnectorException(
                Tls,
                $"No secure connection to {place}: {Innermost(cause)} Check its certificate and that the port speaks TLS.",
                cause),
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded => new ConnectorException(
                Unreachable,
                $"{place} could not be reached or broke off: {Innermost(cause)} Check host, port and network.",
                cause),
            HttpRequestError.Unknown when cause is not InvalidDataException => new ConnectorException(
                Unreachable,
                $"The exchange with {place} broke off: {Innermost(cause)} Check the network and the other side's log.",
                cause),
            _ => new ConnectorException(
                Protocol,
                $"{place} answered something that is not correct HTTP: {Innermost(cause)} Check that the port speaks HTTP.",
                cause),
        };
    }

    /// <summary>Scheme, host and port: the rest of an address may hold a secret.</summary>
    public static string Place(Uri target) => $"{target.Scheme}://{target.Authority}";

    private static HttpRequestError KindOf(Exception cause) => cause switch
    {
        HttpRequestException request => request.HttpRequestError,
        HttpIOException reading => reading.HttpRequestError,
        _ => HttpRequestError.Unknown,
    };

    private static string Innermost(Exception cause) => cause.GetBaseException().Message;
}
