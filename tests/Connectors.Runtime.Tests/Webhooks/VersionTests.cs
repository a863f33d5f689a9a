using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Webhook;
using Fairlead.Testing.Processes;

namespace Fairlead.Connectors.Runtime.Tests.Webhooks;

/// <summary>
/// One address for all versions of a process: instances of older versions that wait there go on while newer ones start. With the real
/// engine, in memory.
/// </summary>
public sealed class VersionTests : IAsyncDisposable
{
    private const string New = "=request.body.type = \"new\"";
    private const string Paid = "=request.body.type = \"paid\"";

    private readonly ProcessHarness _test = new(typeof(WebhookConnector));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Instances_of_the_old_version_go_on_while_new_ones_start_at_the_same_address()
    {
        await DeployAsync("one", Start(New), Catch(Paid));
        Assert.Equal(200, await PostAsync("""{"type":"new","id":"a"}"""));
        await DeployAsync("two", Start(New), Catch(Paid));
        Assert.Equal(200, await PostAsync("""{"type":"new","id":"b"}"""));

        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"a"}"""));
        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"b"}"""));
        Assert.Equal(422, await PostAsync("""{"type":"other","id":"b"}"""));

        Assert.Equal(["one", "two"], _test.Instances.Select(instance => instance.ExpectCompleted().Passed[^1]));
    }

    [Fact]
    public async Task Each_version_knows_its_senders_by_its_own_secret()
    {
        await DeployAsync("one", [.. Start(New), .. Signed("old")], [.. Catch(Paid), .. Signed("old")]);
        Assert.Equal(200, await PostAsync("""{"type":"new","id":"a"}""", "old"));
        await DeployAsync("two", [.. Start(New), .. Signed("young")], [.. Catch(Paid), .. Signed("young")]);

        Assert.Equal(200, await PostAsync("""{"type":"new","id":"b"}""", "young"));
        // The old secret opens the old version only, and that starts nothing any more.
        Assert.Equal(422, await PostAsync("""{"type":"new","id":"c"}""", "old"));
        Assert.Equal(401, await PostAsync("""{"type":"paid","id":"a"}""", "guessed"));
        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"a"}""", "old"));
        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"b"}""", "young"));

        Assert.Equal(["one", "two"], _test.Instances.Select(instance => instance.ExpectCompleted().Passed[^1]));
        // Nobody waits for the old secret any more.
        await DeployAsync("three", [.. Start(New), .. Signed("young")], [.. Catch(Paid), .. Signed("young")]);
        Assert.Equal(401, await PostAsync("""{"type":"paid","id":"a"}""", "old"));
    }

    [Fact]
    public async Task An_event_that_fits_both_belongs_to_the_instance_that_waits_and_else_starts_a_new_one()
    {
        await DeployAsync("one", Start(New), Catch(condition: null));
        await _test.StartAsync("order", """{"id":"a"}""", Cancellation);
        await DeployAsync("two", Start(condition: null), Catch("=false"));

        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"a"}"""));
        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"b"}"""));

        _test.Instances[0].ExpectCompleted().ExpectPassed("catch", "one");
        Assert.Equal(2, _test.Instances.Count);
        _test.Instances[1].ExpectWaitingAt("catch").ExpectVariable("id", "b");
    }

    [Fact]
    public async Task A_key_that_moved_in_the_new_version_is_found_where_each_version_looks()
    {
        await DeployAsync("one", Start(New), Catch(Paid));
        Assert.Equal(200, await PostAsync("""{"type":"new","id":"a"}"""));
        await DeployAsync("two", Start(New), Catch(Paid, key: "=request.body.order.id"));
        Assert.Equal(200, await PostAsync("""{"type":"new","id":"b"}"""));

        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"a"}"""));
        Assert.Equal(200, await PostAsync("""{"type":"paid","order":{"id":"b"}}"""));
        Assert.Equal(422, await PostAsync("""{"type":"paid"}"""));

        Assert.Equal(["one", "two"], _test.Instances.Select(instance => instance.ExpectCompleted().Passed[^1]));
    }

    [Fact]
    public async Task An_event_with_two_keys_reaches_the_version_that_waits_and_waits_for_the_newest_when_none_does()
    {
        await DeployAsync("one", Start(New), Catch(Paid));
        Assert.Equal(200, await PostAsync("""{"type":"new","id":"a"}"""));
        await DeployAsync("two", Start(New), Catch(Paid, key: "=request.body.order.id"));

        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"a","order":{"id":"x"}}"""));
        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"y","order":{"id":"b"}}"""));
        Assert.Equal(200, await PostAsync("""{"type":"new","id":"b"}"""));

        Assert.Equal(["one", "two"], _test.Instances.Select(instance => instance.ExpectCompleted().Passed[^1]));
    }

    [Fact]
    public async Task A_condition_of_the_old_version_that_fails_on_new_events_does_not_stop_the_new_version()
    {
        await DeployAsync("one", Start(New), Catch("=assert(request.body.legacy, request.body.legacy != null)"));
        Assert.Equal(200, await PostAsync("""{"type":"new","id":"a","legacy":false}"""));
        await DeployAsync("two", Start(New), Catch(Paid));

        Assert.Equal(200, await PostAsync("""{"type":"new","id":"b"}"""));
        Assert.Equal(422, await PostAsync("""{"type":"unknown","id":"b"}"""));
    }

    [Fact]
    public async Task A_repeated_event_that_fits_both_is_done_once_although_somebody_waits_by_then()
    {
        (string, string) id = ("messageIdExpression", "=request.headers.id");
        await DeployAsync("one", Start(New), [.. Catch(condition: null), id]);
        await _test.StartAsync("order", """{"id":"z"}""", Cancellation);
        await DeployAsync("two", [.. Start(condition: null), id], Catch("=false"));

        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"z"}""", id: "e-1"));
        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"z"}""", id: "e-1"));
        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"z"}""", id: "e-2"));
        Assert.Equal(200, await PostAsync("""{"type":"paid","id":"z"}""", id: "e-2"));

        // The first event reached the one that waited, the second started another.
        Assert.Equal(2, _test.Instances.Count);
        _test.Instances[0].ExpectCompleted();
        _test.Instances[1].ExpectWaitingAt("catch");
    }

    [Fact]
    public async Task A_second_process_waits_in_line_and_a_new_version_of_the_first_does_not_lose_its_place()
    {
        await using var host = await WebhookHost.StartingAsync();
        await host.DeployAsync("second");
        host.Cluster.Deploy(Diagrams.Definition(1, isLatest: false), Diagrams.WebhookStart("process", WebhookHost.Settings()));
        await host.DeployAsync(Diagrams.Definition(7, version: 2), Diagrams.WebhookStart("process", WebhookHost.Settings()));

        await host.PostAsync("{}");

        Assert.Equal(7, (await host.Cluster.NextAsync<Protocol.CreateInstance>()).DefinitionKey!.Value.Value);
        Assert.Equal(
            [("process", InboundState.Active), ("second", InboundState.Queued)],
            host.Snapshot().Select(status => (status.ProcessId, status.State)));

        host.Cluster.Remove(7);
        host.Cluster.Remove(1);
        await host.Supervisor.ReconcileAsync(Cancellation);
        await host.PostAsync("{}");

        Assert.Equal(2, (await host.Cluster.NextAsync<Protocol.CreateInstance>()).DefinitionKey!.Value.Value);
        Assert.Equal(InboundState.Active, Assert.Single(host.Snapshot()).State);
    }

    [Fact]
    public async Task An_address_answers_at_every_moment_of_a_deployment()
    {
        await using var host = await WebhookHost.StartAsync();
        var gaps = 0;
        using var stop = new CancellationTokenSource();
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.WebhookStart("process", WebhookHost.Settings(("inbound.method", "post"))));
        var looking = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    if (!host.IsServed("order"))
                        Interlocked.Increment(ref gaps);
                }
            },
            Cancellation);

        for (var version = 2; version < 300; version++)
        {
            // Each with another setting, so that no run can go on.
            var method = version % 2 is 0 ? "any" : "post";
            host.Cluster.Remove(version - 1);
            await host.DeployAsync(
                Diagrams.Definition(version, version: version), Diagrams.WebhookStart("process", WebhookHost.Settings(("inbound.method", method))));
        }

        await stop.CancelAsync();
        await looking;
        Assert.Equal(0, gaps);
    }

    private Task DeployAsync(string end, (string, string)[] start, (string, string)[] @catch) =>
        _test.DeployAsync(Diagrams.WebhookStartAndCatch("order", end, "paid", WebhookHost.Settings(start), WebhookHost.Settings(@catch)), Cancellation);

    private static (string, string)[] Start(string? condition) =>
        [.. Condition(condition), ("resultExpression", "={id: request.body.id}")];

    private static (string, string)[] Catch(string? condition, string key = "=request.body.id") =>
        [.. Condition(condition), ("correlationKeyExpression", key)];

    private static (string, string)[] Condition(string? condition) => condition is null ? [] : [("activationCondition", condition)];

    private static (string, string)[] Signed(string secret) =>
        [("inbound.shouldValidateHmac", "enabled"), ("inbound.hmacSecret", secret), ("inbound.hmacHeader", "X-Signature")];

    private async Task<int> PostAsync(string json, string? secret = null, string? id = null)
    {
        var headers = new Dictionary<string, string>();
        if (secret is not null)
            headers["X-Signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(json)));
        if (id is not null)
            headers["Id"] = id;
        return (await _test.SendWebhookAsync("POST", "order", json, headers, Cancellation)).Status;
    }
}
