using Fairlead.Connectors.Sdk;
using Fairlead.Testing;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Tests.Webhook;

/// <summary>Keys of issuers: kept, changed, asked for by many at once, and away.</summary>
public sealed class KeySourceTests : IDisposable
{
    private readonly VirtualTime _time = Hooks.At(1_900_000_000);
    private readonly Hooks _hooks;

    public KeySourceTests() => _hooks = new Hooks(_time);

    [Fact]
    public async Task Keys_are_fetched_once_in_ten_minutes()
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        for (var i = 0; i < 3; i++)
            Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        Assert.Equal(1, issuer.Fetches);

        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        Assert.Equal(1, issuer.Fetches);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        Assert.Equal(2, issuer.Fetches);
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_lets_nobody_in_after_ten_minutes()
    {
        await using var issuer = await Issuer.StartAsync("ES256", "RS256");
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        issuer.RemoveKey("ES256");
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(WebhookTrust.Wrong, await SendAsync(issuer, "ES256"));
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "RS256"));
    }

    [Fact]
    public async Task A_new_key_is_looked_for_at_once()
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        issuer.AddKey("next", "ES256");

        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "next"));
        Assert.Equal(2, issuer.Fetches);
    }

    [Fact]
    public async Task Many_who_wait_at_the_same_time_cost_one_fetch()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var issuer = await Issuer.StartAsync("ES256");
        issuer.Instead = async context =>
        {
            await release.Task;
            issuer.Instead = null;
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        };
        var failing = Enumerable.Range(0, 50).Select(_ => SendAsync(issuer, "ES256")).ToList();
        release.SetResult();

        Assert.All(await Task.WhenAll(failing), trust => Assert.Equal(WebhookTrust.Undecided, trust));
        Assert.Equal(1, issuer.Fetches);
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SendAsync(issuer, "ES256"))), trust => Assert.Equal(WebhookTrust.Accepted, trust));
        Assert.Equal(2, issuer.Fetches);
    }

    [Fact]
    public async Task Invented_keys_cost_ten_fetches_a_minute_and_known_ones_go_on()
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        await using var stranger = await Issuer.StartAsync("ES256");
        for (var i = 0; i < 30; i++)
        {
            stranger.AddKey($"invented-{i}", "ES256");
            Assert.Equal(WebhookTrust.Wrong, await SendAsync(issuer, $"invented-{i}", stranger));
        }

        Assert.Equal(10, issuer.Fetches);
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(WebhookTrust.Wrong, await SendAsync(issuer, "invented-0", stranger));
        Assert.Equal(11, issuer.Fetches);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(302, "{}")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"keys": 7}""")]
    public async Task While_the_address_is_away_older_keys_count_for_an_hour_and_then_nobody_is_let_in(int status, string body)
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        issuer.Instead = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            return context.Response.WriteAsync(body, context.RequestAborted);
        };

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        Assert.Equal(2, issuer.Fetches);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(WebhookTrust.Undecided, await SendAsync(issuer, "ES256"));

        issuer.Instead = null;
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
    }

    /// <summary>It may be a new key of the issuer: the sender shall not lose its event.</summary>
    [Fact]
    public async Task An_unknown_key_is_undecided_while_the_address_is_away()
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        issuer.AddKey("next", "ES256");
        issuer.Instead = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        Assert.Equal(WebhookTrust.Undecided, await SendAsync(issuer, "next"));
        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
    }

    [Fact]
    public async Task A_set_that_never_ends_is_not_read_to_its_end()
    {
        await using var issuer = await Issuer.StartAsync("ES256");
        issuer.Instead = async context =>
        {
            var part = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
        };

        Assert.Equal(WebhookTrust.Undecided, await SendAsync(issuer, "ES256"));
    }

    [Fact]
    public async Task Who_hangs_up_takes_the_keys_from_nobody()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var issuer = await Issuer.StartAsync("ES256");
        var answer = issuer.Instead;
        issuer.Instead = async context =>
        {
            issuer.Instead = answer;
            arrived.SetResult();
            await release.Task;
            await context.Response.WriteAsync(issuer.KeySetText, context.RequestAborted);
        };
        using var hangsUp = new CancellationTokenSource();
        var first = _hooks.SendUntilAsync(Settings(issuer), Request(issuer, "ES256"), hangsUp.Token);
        await arrived.Task;
        var second = SendAsync(issuer, "ES256");

        await hangsUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        release.SetResult();

        Assert.Equal(WebhookTrust.Accepted, await second);
        Assert.Equal(1, issuer.Fetches);
    }

    [Fact]
    public async Task Webhooks_with_the_same_address_share_its_keys()
    {
        await using var issuer = await Issuer.StartAsync("ES256");

        Assert.Equal(WebhookTrust.Accepted, await SendAsync(issuer, "ES256"));
        var other = Settings(issuer).Replace("\"jwkUrl\"", "\"audience\": \"hooks\", \"jwkUrl\"", StringComparison.Ordinal);
        Assert.Equal(WebhookTrust.Wrong, (await _hooks.SendAsync(other, Request(issuer, "ES256"))).Trust);

        Assert.Equal(1, issuer.Fetches);
    }

    public void Dispose() => _hooks.Dispose();

    private static string Settings(Issuer issuer) => $$"""{"auth": {"type": "JWT", "jwt": { "jwkUrl": "{{issuer.KeySet}}" } } }""";

    private static WebhookRequest Request(Issuer signer, string keyId) =>
        Hooks.Request("{}", [("Authorization", $"Bearer {signer.Token(keyId, """{"exp":1900036000}""")}")]);

    private async Task<WebhookTrust> SendAsync(Issuer issuer, string keyId, Issuer? signer = null) =>
        (await _hooks.SendAsync(Settings(issuer), Request(signer ?? issuer, keyId))).Trust;
}
