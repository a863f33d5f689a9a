using System.Net;
using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>What the runtime makes of what a webhook knows of its senders: open or not, replays, notices.</summary>
public sealed class WebhookProtectionTests
{
    private const string Body = """{"id":"evt_1"}""";

    [Fact]
    public async Task A_webhook_whose_model_says_nothing_of_its_senders_is_not_opened_and_the_reason_says_what_to_set()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.WebhookStart("process", Silent));

        var status = Assert.Single(host.Snapshot());

        Assert.Equal(InboundState.FailedToActivate, status.State);
        Assert.Contains("inbound.auth.type to NONE", status.Reason, StringComparison.Ordinal);
        Assert.Contains("Webhooks:AllowUnauthenticated", status.Reason, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAsync("{}")).Status);
    }

    [Fact]
    public async Task An_installation_may_open_old_diagrams_all_the_same()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:AllowUnauthenticated", "true"));
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.WebhookStart("process", Silent));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("{}")).Status);
        Assert.Equal("NONE", Assert.Single(host.Snapshot()).Details["authentication"]);
        Assert.Contains("Warning 3210", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_anybody_can_call_is_listed_and_logged_as_such_and_a_protected_one_is_not()
    {
        await using var open = await WebhookHost.StartingAsync();
        await using var signed = await WebhookHost.StartingAsync(("inbound.hmacPreset", "stripe"), ("inbound.hmacSecret", "key"));

        Assert.Equal("NONE", Assert.Single(open.Snapshot()).Details["authentication"]);
        Assert.Contains("Warning 3210 Anybody can call webhook order", open.Log.Text, StringComparison.Ordinal);
        Assert.Equal("HMAC stripe", Assert.Single(signed.Snapshot()).Details["authentication"]);
        Assert.DoesNotContain("3210", signed.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>Trap 37 of the landscape: a signed request that somebody caught does nothing a second time.</summary>
    [Fact]
    public async Task A_replayed_request_is_done_once_and_gets_the_first_answer()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("inbound.shouldValidateHmac", "enabled"),
            ("inbound.hmacSecret", "key"),
            ("inbound.hmacHeader", "X-Signature"),
            ("inbound.hmacTimestampHeader", "X-Timestamp"),
            ("inbound.responseExpression", "={body: correlation.processInstanceKey}"));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        var first = await host.PostAsync(Body, headers: Dated(now));
        var replay = await host.PostAsync(Body, headers: Dated(now));
        var other = await host.PostAsync(Body, headers: Dated(now - 1));

        Assert.Equal(("1001", "1001", "1002"), (first.Body, replay.Body, other.Body));
        Assert.Equal(2, host.Cluster.Log.OfType<CreateInstance>().Select(create => create.DeduplicationKey).Distinct().Count());
    }

    [Fact]
    public async Task The_name_that_a_sender_gives_its_event_is_its_identity_unless_the_model_says_another()
    {
        await using var host = await WebhookHost.StartingAsync(Stripe);
        await using var modelled = await WebhookHost.StartingAsync([.. Stripe, ("messageIdExpression", "=\"mine\"")]);

        foreach (var target in new[] { host, modelled })
            Assert.Equal(HttpStatusCode.OK, (await target.PostAsync(Body, headers: StripeSigned("key"))).Status);

        Assert.Equal("<default>/process/start/evt_1", (await host.Cluster.NextAsync<CreateInstance>()).DeduplicationKey);
        Assert.Equal("<default>/process/start/mine", (await modelled.Cluster.NextAsync<CreateInstance>()).DeduplicationKey);
    }

    [Fact]
    public async Task Equal_requests_without_a_moment_or_a_name_are_different_events()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("inbound.shouldValidateHmac", "enabled"), ("inbound.hmacSecret", "key"), ("inbound.hmacHeader", "X-Signature"));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, Encoding.UTF8.GetBytes(Body)));

        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(Body, headers: ("X-Signature", signature))).Status);

        Assert.All(host.Cluster.Log.OfType<CreateInstance>(), create => Assert.Null(create.DeduplicationKey));
        Assert.Equal(2, host.Cluster.Log.OfType<CreateInstance>().Count());
    }

    [Fact]
    public async Task The_activity_log_says_when_an_old_secret_was_used_and_never_which()
    {
        await using var host = await WebhookHost.StartingAsync([.. Stripe, ("inbound.hmacSecretPrevious", "former-secret")]);

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(Body, headers: StripeSigned("former-secret"))).Status);

        var status = Assert.Single(host.Snapshot());
        var warning = Assert.Single(status.Activities.Entries, entry => entry.Severity is ActivitySeverity.Warning);
        Assert.Contains("inbound.hmacSecretPrevious", warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("former-secret", warning.Message + host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_activity_log_says_that_clocks_differ_and_the_sender_is_not_told()
    {
        await using var host = await WebhookHost.StartingAsync(Stripe);

        var answer = await host.PostAsync(Body, headers: StripeSigned("key", DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds()));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.DoesNotContain("clock", answer.Body, StringComparison.Ordinal);
        Assert.Contains(Assert.Single(host.Snapshot()).Activities.Entries, entry => entry.Message.Contains("clock", StringComparison.Ordinal));
        Assert.Empty(host.Cluster.Log);
    }

    /// <summary>A webhook as very old diagrams have it.</summary>
    private static (string, string)[] Silent => [("inbound.type", "io.camunda:webhook:1"), ("inbound.context", "order")];

    private static (string, string)[] Stripe => [("inbound.hmacPreset", "stripe"), ("inbound.hmacSecret", "key")];

    private static (string, string)[] Dated(long at) =>
        [("X-Timestamp", $"{at}"), ("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, Encoding.UTF8.GetBytes($"{at}.{Body}"))))];

    private static (string, string) StripeSigned(string secret, long? at = null)
    {
        var moment = at ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{moment}.{Body}"));
        return ("Stripe-Signature", $"t={moment},v1={Convert.ToHexStringLower(hash)}");
    }
}
