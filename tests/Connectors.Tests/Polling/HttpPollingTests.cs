using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Tests.Polling;

/// <summary>What of an answer is news, and what the next request says about the last answer.</summary>
public sealed class HttpPollingTests
{
    private readonly Polls _polls = new();

    [Fact]
    public async Task An_answer_is_an_event_with_the_fields_that_expressions_know()
    {
        await using var peer = await Peer.AnsweringAsync(200, """{"state":"paid"}""");
        var answer = await _polls.AskAsync($"\"url\": \"{peer.Address}/orders/7\", \"queryParameters\": {{\"a\": 1}}");

        var seen = Polls.VariablesOf(Assert.Single(answer.Events));
        Assert.Equal(200, seen.GetProperty("status").GetInt32());
        Assert.Equal("paid", seen.GetProperty("body").GetProperty("state").GetString());
        Assert.Equal("application/json", seen.GetProperty("headers").GetProperty("Content-Type").GetString());
        Assert.Equal("GET /orders/7?a=1", peer.Request.Line);
        Assert.DoesNotContain("Idempotency-Key", peer.Request.Headers.Keys);
    }

    [Theory]
    [InlineData("ETag", "\"v1\"", "If-None-Match")]
    [InlineData("Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT", "If-Modified-Since")]
    public async Task A_validator_is_sent_back_and_304_is_nothing(string header, string value, string condition)
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            if (context.Request.Headers[condition] == value)
            {
                context.Response.StatusCode = 304;
                return;
            }

            context.Response.Headers[header] = value;
            await context.Response.WriteAsync("{}", context.RequestAborted);
        });
        var settings = $"\"url\": \"{peer.Address}/\"";

        Assert.Single((await _polls.AskAsync(settings)).Events);
        var second = await _polls.AskAsync(settings);
        Assert.Empty(second.Events);
        Assert.Null(second.Validator);
        Assert.Equal(value, peer.Requests[1].Headers[condition]);

        // Another request is not what the validator was given for.
        Assert.Single((await _polls.AskAsync($"\"url\": \"{peer.Address}/other\"")).Events);
        Assert.DoesNotContain(condition, peer.Requests[2].Headers.Keys);
    }

    [Fact]
    public async Task Without_a_validator_the_same_content_is_no_event_and_what_comes_back_is_one()
    {
        var contents = new Queue<string>(["a", "a", "b", "a"]);
        await using var peer = await Peer.StartAsync(context => context.Response.WriteAsync($"[\"{contents.Dequeue()}\"]", context.RequestAborted));
        var settings = $"\"url\": \"{peer.Address}/\"";

        var first = (await _polls.AskAsync(settings)).Events;
        var same = (await _polls.AskAsync(settings)).Events;
        var other = (await _polls.AskAsync(settings)).Events;
        var again = (await _polls.AskAsync(settings)).Events;

        Assert.Equal([1, 0, 1, 1], [first.Count, same.Count, other.Count, again.Count]);
        Assert.NotEqual(first[0].Id, again[0].Id);
    }

    [Fact]
    public async Task An_answer_that_was_not_committed_has_the_same_name_the_next_time()
    {
        await using var peer = await Peer.AnsweringAsync(200, "{}");
        var first = await _polls.AskAsync($"\"url\": \"{peer.Address}/\"");
        _polls.Validator = null;
        var again = await _polls.AskAsync($"\"url\": \"{peer.Address}/\"");

        Assert.Equal(first.Events[0].Id, again.Events[0].Id);
    }

    [Fact]
    public async Task Items_are_events_of_their_own_named_by_their_id_or_their_content()
    {
        await using var peer = await Peer.AnsweringAsync(200, """{"orders":[{"id":7,"total":1},{"id":"b"},{"total":3}]}""");
        var settings = $"\"url\": \"{peer.Address}/\", \"itemsExpression\": \"=body.orders\", \"itemIdExpression\": \"=item.id\"";
        var events = (await _polls.AskAsync(settings)).Events;

        Assert.Equal(["7", "b"], events.Take(2).Select(item => item.Id));
        Assert.Equal(32, events[2].Id!.Length);
        var seen = Polls.VariablesOf(events[0]);
        Assert.Equal(1, seen.GetProperty("item").GetProperty("total").GetInt32());
        Assert.False(seen.TryGetProperty("body", out _));
    }

    [Fact]
    public async Task The_cursor_is_taken_from_the_answer_and_its_items()
    {
        await using var peer = await Peer.AnsweringAsync(200, """{"items":[{"id":3},{"id":5}]}""");
        var settings = $"\"url\": \"{peer.Address}/\", \"itemsExpression\": \"=body.items\", \"cursorExpression\": \"=max(items.id)\"";
        await _polls.AskAsync(settings);

        Assert.Equal(5, _polls.Cursor!.Value.GetInt32());
    }

    [Fact]
    public async Task A_cursor_that_is_null_leaves_the_last_one()
    {
        var next = new Queue<string>(["\"a\"", "null"]);
        await using var peer = await Peer.StartAsync(context =>
            context.Response.WriteAsync($"{{\"next\":{next.Dequeue()}}}", context.RequestAborted));
        var settings = $"\"url\": \"{peer.Address}/\", \"cursorExpression\": \"=body.next\"";

        await _polls.AskAsync(settings);
        Assert.Null((await _polls.AskAsync(settings)).Cursor);
        Assert.Equal("a", _polls.Cursor!.Value.GetString());
    }

    [Fact]
    public async Task A_refusal_is_a_failure_unless_the_model_wants_it_as_an_event()
    {
        await using var peer = await Peer.AnsweringAsync(404, """{"gone":true}""");
        var refused = await Assert.ThrowsAsync<ConnectorException>(() => _polls.AskAsync($"\"url\": \"{peer.Address}/\""));
        Assert.Equal("404", refused.Code);

        var settings = $"\"url\": \"{peer.Address}/\", \"errorsAreEvents\": true, \"cursorExpression\": \"=body.next\", \"itemsExpression\": \"=body.items\"";
        var seen = Polls.VariablesOf(Assert.Single((await _polls.AskAsync(settings)).Events));
        Assert.Equal(404, seen.GetProperty("status").GetInt32());
        Assert.Empty((await _polls.AskAsync(settings)).Events);
    }

    [Fact]
    public async Task What_the_source_says_about_the_next_request_is_passed_on()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "120";
            context.Response.StatusCode = context.Request.Path == "/busy" ? 429 : 200;
            return Task.CompletedTask;
        });

        Assert.Equal(TimeSpan.FromMinutes(2), (await _polls.AskAsync($"\"url\": \"{peer.Address}/\"")).NotBefore);
        var refused = await Assert.ThrowsAsync<ConnectorException>(() => _polls.AskAsync($"\"url\": \"{peer.Address}/busy\""));
        Assert.Equal(TimeSpan.FromMinutes(2), refused.Retry.Delay);
    }

    [Fact]
    public async Task A_condition_of_the_model_wins_over_the_validator()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            return Task.CompletedTask;
        });
        var settings = $"\"url\": \"{peer.Address}/\", \"headers\": {{\"if-none-match\": \"\\\"mine\\\"\"}}";
        await _polls.AskAsync(settings);
        await _polls.AskAsync(settings);

        Assert.All(peer.Requests, request => Assert.Equal("\"mine\"", request.Headers["If-None-Match"]));
    }

    [Fact]
    public async Task What_is_kept_between_questions_holds_no_secret()
    {
        await using var peer = await Peer.AnsweringAsync(200, "{}");
        foreach (var authentication in (string[])["\"type\": \"bearer\", \"token\": \"long-token\"", "\"type\": \"apiKey\", \"apiKeyLocation\": \"query\", \"name\": \"k\", \"value\": \"long-token\""])
        {
            await _polls.AskAsync($"\"url\": \"{peer.Address}/\", \"authentication\": {{{authentication}}}");
            var withOther = _polls.Validator;
            await _polls.AskAsync($"\"url\": \"{peer.Address}/\", \"authentication\": {{{authentication.Replace("long-token", "other-token", StringComparison.Ordinal)}}}");
            Assert.Equal(withOther, _polls.Validator);
        }
    }

    [Theory]
    [InlineData("\"url\": \"ftp://example.com/\"", "url")]
    [InlineData("\"url\": \"https://example.com/\", \"itemIdExpression\": \"=item.id\"", "itemIdExpression")]
    [InlineData("\"url\": \"https://example.com/\", \"itemsExpression\": \"=body.\"", "body.")]
    [InlineData("\"url\": \"https://example.com/\", \"httpRequestInterval\": \"PT0.01S\"", "httpRequestInterval")]
    public void Settings_that_cannot_work_are_refused_by_their_name(string settings, string name) =>
        Assert.Contains(name, Assert.Throws<ConnectorInputException>(() => _polls.Check(settings)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Items_that_are_no_list_are_a_failure_that_moves_nothing()
    {
        await using var peer = await Peer.AnsweringAsync(200, """{"items":{"id":1}}""");
        var refused = await Assert.ThrowsAsync<ConnectorInputException>(
            () => _polls.AskAsync($"\"url\": \"{peer.Address}/\", \"itemsExpression\": \"=body.items\""));
        Assert.Contains("itemsExpression", refused.Message, StringComparison.Ordinal);
        Assert.Null(_polls.Validator);
    }
}
