using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>How messages of a call are named, so that a repetition is known for one.</summary>
public sealed class CallMessageTests
{
    private static readonly OutgoingMessage Paid = new() { Name = "paid", CorrelationKey = "a", Variables = new { total = 1 } };

    [Fact]
    public async Task All_attempts_at_a_job_use_one_name_and_other_jobs_and_places_use_others()
    {
        await using var host = await OutboundHost.StartAsync(calls: null, async (_, call, cancellation) =>
        {
            await call.Messages.PublishAsync(Paid, cancellation);
            await call.Messages.PublishAsync(Paid, cancellation);
            throw new ConnectorException("LATER", "Not now.");
        });
        var (first, other) = (host.Job(), host.Job());

        var names = new List<string>();
        foreach (var job in (ActivatedJob[])[first, first, other])
        {
            host.Cluster.Give(job);
            for (var place = 0; place < 2; place++)
            {
                var published = await host.Cluster.NextAsync<PublishMessage>();
                Assert.Equal(published.DeduplicationKey, published.MessageId);
                names.Add(published.MessageId);
            }

            await host.Cluster.NextAsync<RecordingCluster.Failed>();
        }

        Assert.Equal(names[..2], names[2..4]);
        Assert.Equal(4, names.Distinct().Count());
    }

    [Fact]
    public async Task Where_no_key_is_wanted_each_attempt_sends_a_message_of_its_own()
    {
        await using var host = await PublishingAsync(Paid);

        var published = await FirstAsync<PublishMessage>(host, host.Job(headers: ("idempotencyKey", "off")));

        Assert.Equal((null, ""), (published.DeduplicationKey, published.MessageId));
    }

    [Fact]
    public async Task The_id_of_the_model_stays()
    {
        await using var host = await PublishingAsync(Paid with { MessageId = "m-1" });

        var published = await FirstAsync<PublishMessage>(host, host.Job());

        Assert.Equal("m-1", published.MessageId);
        Assert.StartsWith("call/test-1/1/", published.DeduplicationKey, StringComparison.Ordinal);
    }

    /// <summary>A cluster of Camunda 8 keeps no ledger, but the ids of messages that live.</summary>
    [Fact]
    public async Task A_cluster_that_has_the_message_of_an_earlier_attempt_is_content()
    {
        await using var host = await PublishingAsync(Paid);
        host.Cluster.Before = Refuse;

        var done = await host.DoAsync<RecordingCluster.Completed>(host.Job(headers: ("resultVariable", "r")));

        Assert.Equal("""{"r":{"messageKey":null,"processInstanceKey":null,"tenantId":"<default>"}}""", done.Variables);
    }

    [Fact]
    public async Task But_an_id_of_the_model_may_be_that_of_another_message()
    {
        await using var host = await PublishingAsync(Paid with { MessageId = "m-1" });
        host.Cluster.Before = Refuse;

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job());

        Assert.Contains("MESSAGE_ALREADY_PUBLISHED", failed.Message, StringComparison.Ordinal);
    }

    private static void Refuse(object command)
    {
        if (command is PublishMessage)
            throw new ClusterException(ClusterError.AlreadyExists, "It is there.");
    }

    private static Task<OutboundHost> PublishingAsync(OutgoingMessage message) => OutboundHost.StartAsync(
        calls: null, async (_, call, cancellation) => await call.Messages.PublishAsync(message, cancellation));

    private static async Task<T> FirstAsync<T>(OutboundHost host, ActivatedJob job)
    {
        host.Cluster.Give(job);
        return await host.Cluster.NextAsync<T>();
    }
}
