using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Slack;

/// <summary>Slack's Web API for one call: what goes out, and what its answers mean.</summary>
/// <remarks>Source: https://docs.slack.dev/apis/web-api and https://docs.slack.dev/apis/web-api/rate-limits.</remarks>
/// <param name="address">Of all methods, with a slash at its end.</param>
internal sealed class SlackApi(Uri address, Secret token, OutboundCall call)
{
    public const string Refused = "SLACK_REFUSED";
    public const string RateLimited = "SLACK_RATE_LIMITED";
    public const string Unreachable = "SLACK_UNREACHABLE";
    public const string UnknownOutcome = "SLACK_OUTCOME_UNKNOWN";

    private const string Host = ".slack.com";

    private static readonly TimeSpan PauseByDefault = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAtMost = TimeSpan.FromHours(1);

    /// <summary>Errors that say something about this moment only.</summary>
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "accesslimited",
    };

    /// <summary>Changes something: an answer that gets lost leaves it open whether it did.</summary>
    /// <param name="done">Errors that say that it was so already.</param>
    public async Task<JsonElement> ChangeAsync(string method, JsonObject arguments, CancellationToken cancellation, params string[] done)
    {
        using var content = JsonContent.Create(arguments, new MediaTypeHeaderValue("application/json", "utf-8"));
        return await SendAsync(method, content, changes: true, done, cancellation);
    }

    /// <summary>Asks for something. Not all of these methods read JSON.</summary>
    public async Task<JsonElement> AskAsync(string method, IReadOnlyDictionary<string, string> arguments, CancellationToken cancellation)
    {
        using var content = new FormUrlEncodedContent(arguments);
        return await SendAsync(method, content, changes: false, [], cancellation);
    }

    /// <summary>Sends the content of a file to where Slack wants it. The token stays here.</summary>
    public async Task UploadAsync(string url, HttpContent content, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target) || !IsOfSlack(target))
            throw new ConnectorException(Refused, "Slack named an address for a file that is none of its own.") { Retry = RetryAdvice.Never };
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = content };
        using var response = await AnswerOfAsync("the upload of a file", request, changes: false, cancellation);
        if (!response.IsSuccessStatusCode)
            throw Broken("the upload of a file", response.StatusCode);
    }

    private async Task<JsonElement> SendAsync(
        string method, HttpContent content, bool changes, string[] done, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, method)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        using var response = await AnswerOfAsync(method, request, changes, cancellation);
        if (response.StatusCode is HttpStatusCode.TooManyRequests)
            throw TooMany(method, response.Headers.RetryAfter?.Delta);
        if (!response.IsSuccessStatusCode)
            throw Broken(method, response.StatusCode);
        if (await ReadAsync(response, cancellation) is not { ValueKind: JsonValueKind.Object } answer)
            throw new ConnectorException(Unreachable, $"Slack's answer to {method} is no JSON object.") { IsOutcomeUnknown = changes };

        // Slack answers 200 to most refusals; `ok` is the real status.
        if (answer.TryGetProperty("ok", out var ok) && ok.ValueKind is JsonValueKind.True)
            return answer;
        var error = TextOf(answer, "error") ?? "unknown_error";
        if (done.Contains(error))
            return answer;
        throw error is "ratelimited" or "rate_limited" ? TooMany(method, response.Headers.RetryAfter?.Delta) : RefusedBy(method, error, answer);
    }

    private async Task<HttpResponseMessage> AnswerOfAsync(string method, HttpRequestMessage request, bool changes, CancellationToken cancellation)
    {
        try
        {
            return await call.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        }
        catch (HttpRequestException broken)
        {
            var wentOut = broken.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
            throw changes && wentOut
                ? new ConnectorException(UnknownOutcome, $"Slack's answer to {method} got lost: it may have been done.", broken) { IsOutcomeUnknown = true }
                : new ConnectorException(
                    Unreachable,
                    $"Slack could not be reached for {method}: {broken.GetBaseException().Message.TrimEnd('.')}. Check the network.",
                    broken);
        }
    }

    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ConnectorException RefusedBy(string method, string error, JsonElement answer) => new(
        Refused,
        $"Slack refused {method}: {error}.{(TextOf(answer, "needed") is { } scope ? $" The app needs the scope {scope}." : "")}")
    {
        Retry = Passing.Contains(error) ? RetryAdvice.AsModelled : RetryAdvice.Never,
        Variables = new
        {
            error,
            method,
            needed = TextOf(answer, "needed"),
            provided = TextOf(answer, "provided"),
            messages = answer.TryGetProperty("response_metadata", out var more) && more.ValueKind is JsonValueKind.Object
                && more.TryGetProperty("messages", out var messages) ? messages : (JsonElement?)null,
        },
    };

    private static ConnectorException TooMany(string method, TimeSpan? after)
    {
        var pause = after is { } asked && asked >= TimeSpan.Zero ? asked : PauseByDefault;
        return new ConnectorException(
            RateLimited,
            string.Create(CultureInfo.InvariantCulture, $"Slack takes no more calls of {method} for {pause.TotalSeconds} s."))
        {
            Retry = RetryAdvice.After(pause < PauseAtMost ? pause : PauseAtMost),
            Variables = new { error = "ratelimited", method },
        };
    }

    private static ConnectorException Broken(string method, HttpStatusCode status) => new(
        Unreachable, string.Create(CultureInfo.InvariantCulture, $"Slack answered {method} with {(int)status}."))
    {
        Variables = new { status = (int)status, method },
    };

    private bool IsOfSlack(Uri target) => target.Authority == address.Authority
        || (target.Scheme == Uri.UriSchemeHttps && target.Host.EndsWith(Host, StringComparison.OrdinalIgnoreCase));

    internal static string? TextOf(JsonElement value, string name) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String
            ? text.GetString()
            : null;
}
