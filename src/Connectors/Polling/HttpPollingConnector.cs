using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Polling;

/// <summary>Asks an HTTP API again and again, and gives what is new.</summary>
/// <remarks>
/// An answer that says what the last one said is no event: by <c>ETag</c> or <c>Last-Modified</c> where the server has them, else by its
/// content. An answer of 400 and above is a failure unless the model wants it as an event.
/// </remarks>
[Connector(
    "io.camunda:http-polling:1",
    Name = "HTTP polling",
    Description = "Starts or continues a process when an HTTP API has something new.")]
public sealed class HttpPollingConnector(TimeProvider time) : IPollingConnector<HttpPoll>
{
    private const string IfNoneMatch = "If-None-Match";
    private const string IfModifiedSince = "If-Modified-Since";

    private static readonly TimeSpan NotBeforeAtMost = TimeSpan.FromHours(1);

    private readonly RestExchange _exchange = new(time);

    public void Check(HttpPoll settings)
    {
        settings.ClientTls?.Check();
        RestUrl.Of(settings);
        if (settings is { ItemIdExpression: not null, ItemsExpression: null })
            throw new ConnectorInputException("itemIdExpression: it names items, but there is no itemsExpression that gives them.");
    }

    public TimeSpan IntervalOf(HttpPoll settings) => settings.HttpRequestInterval;

    public async Task<PollAnswer> PollAsync(HttpPoll settings, Poll poll, CancellationToken cancellation)
    {
        var request = PollMemory.RequestOf(settings);
        var kept = PollMemory.Read(poll.Validator);
        var known = kept?.Request == request ? kept : null;
        var answer = await _exchange.RunAsync(
            Conditional(settings, known), RestWays.Of(poll), settings.ErrorsAreEvents, cancellation);
        var content = PollMemory.ContentOf(answer);
        if (answer.Status is (int)HttpStatusCode.NotModified || content == known?.Content)
            return new PollAnswer { NotBefore = NotBeforeOf(answer) };

        var memory = new PollMemory(request, Header(answer, "ETag"), Header(answer, "Last-Modified"), content, (kept?.Changes ?? 0) + 1);
        var items = settings.ItemsExpression is null || answer.Status >= 400 ? null : ItemsOf(settings.ItemsExpression, answer);
        return new PollAnswer
        {
            Events = items is null ? [WholeOf(answer, memory)] : [.. items.Select(item => ItemOf(settings, answer, item))],
            Cursor = answer.Status >= 400 ? null : CursorOf(settings, answer, items, poll.Cursor),
            Validator = memory.Write(),
            NotBefore = NotBeforeOf(answer),
        };
    }

    /// <summary>The request with the validators of its last answer, unless the model has its own.</summary>
    private static HttpPoll Conditional(HttpPoll settings, PollMemory? known)
    {
        if (known is null || settings.Method is not RestMethod.Get)
            return settings;

        var headers = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        if (known.ETag is { } tag)
            headers[IfNoneMatch] = JsonSerializer.SerializeToElement(tag);
        else if (known.LastModified is { } modified)
            headers[IfModifiedSince] = JsonSerializer.SerializeToElement(modified);
        foreach (var (name, value) in settings.Headers ?? new Dictionary<string, JsonElement>())
            headers[name] = value;
        return settings with { Headers = headers };
    }

    /// <summary>With the number of the change: what goes back to what it was is news, too.</summary>
    private static InboundEvent WholeOf(RestAnswer answer, PollMemory memory) => new()
    {
        Variables = answer,
        Id = string.Create(CultureInfo.InvariantCulture, $"{memory.Changes}-{memory.Content}"),
    };

    private static JsonElement[] ItemsOf(FeelFunction expression, RestAnswer answer)
    {
        var items = expression.Invoke<JsonElement>(answer);
        return items.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => [],
            JsonValueKind.Array => [.. items.EnumerateArray()],
            _ => throw new ConnectorInputException($"itemsExpression: expected a list, but it gave a {items.ValueKind}."),
        };
    }

    private static InboundEvent ItemOf(HttpPoll settings, RestAnswer answer, JsonElement item)
    {
        var id = settings.ItemIdExpression?.Invoke<JsonElement>(new { item });
        return new InboundEvent
        {
            Variables = new { item, answer.Status, answer.Headers, answer.Reason },
            Id = id is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } named
                ? JsonText.Of(named)
                : PollMemory.Hash(item.GetRawText()),
        };
    }

    private static JsonElement? CursorOf(HttpPoll settings, RestAnswer answer, JsonElement[]? items, JsonElement? before)
    {
        var cursor = settings.CursorExpression?.Invoke<JsonElement>(new
        {
            answer.Status,
            answer.Headers,
            answer.Body,
            answer.Reason,
            answer.Document,
            items,
            cursor = before,
        });
        return cursor is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : cursor;
    }

    private TimeSpan? NotBeforeOf(RestAnswer answer)
    {
        if (!RetryConditionHeaderValue.TryParse(Header(answer, "Retry-After"), out var after))
            return null;
        var wait = after.Delta ?? after.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, NotBeforeAtMost.Ticks));
    }

    private static string? Header(RestAnswer answer, string name) => answer.Headers.GetValueOrDefault(name) as string;
}
