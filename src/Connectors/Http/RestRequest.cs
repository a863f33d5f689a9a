using System.Net;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>The message that goes out for one hop.</summary>
internal static class RestRequest
{
    // A redirect to another origin sees only these of the task's headers: any other may be a key.
    private static readonly string[] Harmless = ["Accept", "Accept-Language", "Content-Type", "User-Agent"];

    // Source: IETF draft "The Idempotency-Key HTTP Header Field".
    private const string IdempotencyKey = "Idempotency-Key";

    // The transport frames the message; a second opinion would break it.
    private static readonly string[] OfTheTransport = ["Content-Length", "Transfer-Encoding"];

    public static HttpRequestMessage Of(RestCall input, RestHop hop, HttpContent? body, RestWays ways, RestDeadline deadline)
    {
        var request = new HttpRequestMessage(hop.Method, hop.Target)
        {
            // HTTP/2 where TLS negotiates it, else HTTP/1.1.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = body,
        };
        request.Options.Set(CallHttp.Connecting, deadline.OnConnecting);
        if (hop.Trusted && ways.Tls is { } tls)
            request.Options.Set(CallHttp.Tls, tls);

        foreach (var (name, value) in input.Headers ?? new Dictionary<string, JsonElement>())
        {
            if (!Has(OfTheTransport, name) && (hop.Trusted || Has(Harmless, name)))
                AddHeader(request, name, [.. JsonText.Values(value, $"headers.{name}")], hop.MayHaveBody);
        }

        if (hop.Trusted)
            Authenticate(request, input.Proof);
        if (ways.IdempotencyKey is { } idempotencyKey && ChangesSomething(hop.Method) && !request.Headers.Contains(IdempotencyKey))
            request.Headers.TryAddWithoutValidation(IdempotencyKey, idempotencyKey);
        if (!request.Headers.Contains("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", "Fairlead");
        return request;
    }

    /// <summary>Sees whether requests can carry what proves who we are.</summary>
    /// <exception cref="ConnectorInputException">They cannot.</exception>
    public static void Check(RestAuthentication authentication)
    {
        if (authentication.Secrets.FirstOrDefault() is var first && string.IsNullOrWhiteSpace(first.Reveal()))
            throw new ConnectorInputException("authentication: the token, key or user name is empty.");
        using var request = new HttpRequestMessage();
        Authenticate(request, authentication);
    }

    private static bool ChangesSomething(HttpMethod method) => method != HttpMethod.Get;

    private static void AddHeader(HttpRequestMessage request, string name, IReadOnlyList<string> values, bool hasBody)
    {
        if (values.Any(value => value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0))
            throw new ConnectorInputException($"headers.{name}: a header must not contain line breaks.");
        if (values.Count is 0 || name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && hasBody)
            return; // The body has set its type.

        if (request.Headers.TryAddWithoutValidation(name, values))
            return;

        // It describes a body. Without one, an empty body carries it: some servers want a type even on GET.
        request.Content ??= new ByteArrayContent([]);
        if (!request.Content.Headers.TryAddWithoutValidation(name, values))
            throw new ConnectorInputException("headers: a name has characters that a header name cannot have.");
    }

    private static void Authenticate(HttpRequestMessage request, RestAuthentication authentication)
    {
        var (name, value) = authentication switch
        {
            RestAuthentication.Basic basic => ("Authorization", basic.HeaderValue),
            RestAuthentication.Bearer bearer => ("Authorization", $"Bearer {bearer.Token.Reveal()}"),
            RestAuthentication.ApiKey { ApiKeyLocation: ApiKeyLocation.Headers } key => (key.Name, key.Value.Reveal()),
            _ => ("", ""),
        };
        if (name.Length is 0)
            return;

        var line = value.AsSpan().Trim().ToString();
        if (line.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new ConnectorInputException("authentication: the token, key or password contains a line break.");
        if (request.Headers.NonValidated.Contains(name))
            request.Headers.Remove(name);
        if (!request.Headers.TryAddWithoutValidation(name, line))
            throw new ConnectorInputException("authentication.name: this is not a name that a request header can have.");
    }

    private static bool Has(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
