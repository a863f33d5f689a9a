using System.Text.Json;

using Fairlead.Connectors.RabbitMq.Tests.Support;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Protocol;
using Fairlead.Tests;
using Fairlead.Tests.Servers;
using RabbitMQ.Client;
using static System.FormattableString;

namespace Fairlead.Connectors.RabbitMq.Tests;

/// <summary>Queues that start and continue processes, at the real broker.</summary>
public sealed class ReceiveTests(Rabbit rabbit)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_becomes_variables_with_all_that_the_original_gives()
    {
        await rabbit.DeclareAsync("receive-all");
        await ReadAsync("receive-all", new() { ["resultVariable"] = "got", ["consumerTag"] = "clerk-1" });

        await rabbit.PublishAsync("receive-all", """{"order": 7}""", new BasicProperties
        {
            MessageId = "m-1",
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
            Priority = 4,
            CorrelationId = "c",
            ReplyTo = "answers",
            Timestamp = new AmqpTimestamp(1_896_082_200),
            Headers = new Dictionary<string, object?> { ["site"] = "Köln", ["nested"] = new Dictionary<string, object?> { ["n"] = 1 }, ["list"] = new List<object> { "a", 2L } },
        });

        var got = JsonElement.Parse(Assert.Single(await StartedAsync("receive-all", "got", 1))).GetProperty("message");
        Assert.Equal(
            """{"consumerTag":"clerk-1","body":{"order":7},"properties":{"contentType":"application/json","contentEncoding":null,"headers":{"site":"Köln","nested":{"n":1},"list":["a",2]},"deliveryMode":2,"priority":4,"correlationId":"c","replyTo":"answers","expiration":null,"messageId":"m-1","timestamp":"2030-01-31T09:30:00Z","type":null,"userId":null,"appId":null,"clusterId":null},"exchange":"","routingKey":"receive-all","redelivered":false}""",
            JsonSerializer.Serialize(got, Sdk.ConnectorJson.Options));
        await SettledAsync("receive-all");
        var status = rabbit.Host.StatusOf("receive-all");
        Assert.Equal(("clerk-1", "receive-all"), (status.Details["consumerTag"], status.Details["queue"]));
        Assert.Equal(new DateTimeOffset(2030, 1, 31, 9, 30, 0, TimeSpan.Zero), status.Traffic.Counts.NewestHappenedAt);
    }

    [Fact]
    public async Task A_body_is_json_or_text_and_bytes_that_are_neither_are_not_lost()
    {
        await rabbit.DeclareAsync("receive-bodies");
        await ReadAsync("receive-bodies", new() { ["resultExpression"] = "={got: {body: message.body, bytes: message.bodyBase64}}" });

        foreach (var body in (byte[][])[[.. "plain { text"u8], [.. "12.50"u8], [.. "[1] [2]"u8], [], [0xFF, 0x00]])
            await PublishAsync("receive-bodies", body);

        var got = await StartedAsync("receive-bodies", "got", 5);
        Assert.Equal(
            [
                """{"body":"plain { text","bytes":null}""", """{"body":12.5,"bytes":null}""", """{"body":"[1] [2]","bytes":null}""",
                """{"body":"","bytes":null}""", """{"body":null,"bytes":"/wA="}""",
            ],
            got);
    }

    [Fact]
    public async Task The_message_id_counts_once_and_an_expression_of_the_model_wins()
    {
        await rabbit.DeclareAsync("receive-ids");
        await rabbit.DeclareAsync("receive-own-ids");
        await ReadAsync("receive-ids", new() { ["resultExpression"] = "={got: message.body}" });
        await ReadAsync("receive-own-ids", new() { ["resultExpression"] = "={got: message.body}", ["messageIdExpression"] = "=string(message.body)" });

        foreach (var (body, id) in new[] { ("1", "a"), ("2", "a"), ("1", "b"), ("3", null) })
        {
            await rabbit.PublishAsync("receive-ids", body, new BasicProperties { MessageId = id });
            await rabbit.PublishAsync("receive-own-ids", body, new BasicProperties { MessageId = id });
        }

        Assert.Equal(["1", "1", "3"], await StartedAsync("receive-ids", "got", 3));
        Assert.Equal(["1", "2", "3"], await StartedAsync("receive-own-ids", "got", 3));
        await SettledAsync("receive-ids");
        await SettledAsync("receive-own-ids");
    }

    [Fact]
    public async Task Poison_is_kept_and_the_rest_flows_on()
    {
        await rabbit.DeclareAsync("receive-poison");
        await ReadAsync("receive-poison", new() { ["resultExpression"] = "={got: message.body.n}", ["activationCondition"] = "=message.body.n > 0" });

        foreach (var body in (string[])["""{"n":1}""", "poison", """{"n":2}"""])
            await rabbit.PublishAsync("receive-poison", body);

        Assert.Equal(["1", "2"], await StartedAsync("receive-poison", "got", 2));
        await SettledAsync("receive-poison");
        var kept = Assert.Single(await rabbit.Host.Cluster.Inbox.FindKeptAsync(new FindKept { ProcessId = "receive-poison" }, Cancellation));
        Assert.Equal(InboxState.Quarantined, kept.State);
    }

    [Fact]
    public async Task What_can_be_kept_nowhere_becomes_a_dead_letter()
    {
        await using var without = await ConnectorHost.StartAsync(RabbitMqConnectors.Connectors, keepsEvents: false, Cancellation);
        await rabbit.DeclareAsync("receive-dead");
        await rabbit.DeclareAsync("receive-refused", new() { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "receive-dead" });
        await without.DeployAsync(
            CamundaDiagram.Of("refused", new CamundaElement
            {
                Kind = CamundaKind.StartEvent,
                Id = "received",
                Properties =
                {
                    ["inbound.type"] = "io.camunda:connector-rabbitmq-inbound:1",
                    ["authentication.authType"] = "uri",
                    ["authentication.uri"] = rabbit.Server.Uri,
                    ["queueName"] = "receive-refused",
                    ["activationCondition"] = "=message.body.n > 0",
                    ["resultExpression"] = "={got: message.body.n}",
                },
            }),
            Cancellation);

        foreach (var body in (string[])["poison", """{"n":1}"""])
            await rabbit.PublishAsync("receive-refused", body);

        await Until.TrueAsync(
            "the rest flows on", async token => (await without.ValuesAsync("refused", "got", token)) is ["1"], Cancellation);
        await Until.TrueAsync("there is a dead letter", async _ => (await rabbit.CountAsync("receive-dead")).Messages is 1, Cancellation);
        Assert.Equal("poison", System.Text.Encoding.UTF8.GetString((await rabbit.TakeAsync("receive-dead"))!.Body.Span));
    }

    [Fact]
    public async Task Several_messages_are_in_flight_and_no_more_than_allowed()
    {
        const int All = 30;
        await rabbit.DeclareAsync("receive-flight");
        // It waits for a result, so a suspended trigger holds each of them up.
        await ReadAsync("receive-flight", new() { ["resultExpression"] = "={got: message.body}", ["prefetchCount"] = "4", ["synchronousResponse"] = "true" });
        await rabbit.Host.SuspendAsync("receive-flight", Cancellation);
        for (var number = 0; number < All; number++)
            await rabbit.PublishAsync("receive-flight", Invariant($"{number}"));

        await Until.TrueAsync("four messages are with the consumer", async _ => (await rabbit.CountAsync("receive-flight")).Messages is All - 4, Cancellation);
        Assert.Equal(InboundState.Down, rabbit.Host.StatusOf("receive-flight").State);
        await rabbit.Host.ResumeAsync("receive-flight", Cancellation);

        Assert.Equal(
            Enumerable.Range(0, All),
            (await StartedAsync("receive-flight", "got", All)).Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).Order());
        await SettledAsync("receive-flight");
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_named_and_read_as_soon_as_it_is()
    {
        await ReadAsync("receive-missing", new() { ["resultExpression"] = "={got: message.body}" }, expectUp: false);

        var down = await DownAsync("receive-missing");
        Assert.Contains("no queue 'receive-missing' in vhost '/'. No message is read. [RABBITMQ_REFUSED]", down.Reason, StringComparison.Ordinal);
        await rabbit.DeclareAsync("receive-missing");
        await rabbit.PublishAsync("receive-missing", "1");

        Assert.Equal(["1"], await StartedAsync("receive-missing", "got", 1));
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_told_and_read_again_when_it_is_back()
    {
        await rabbit.DeclareAsync("receive-deleted");
        await ReadAsync("receive-deleted", new() { ["resultExpression"] = "={got: message.body}" });

        await using (var channel = await rabbit.OpenAsync())
            await channel.QueueDeleteAsync("receive-deleted", cancellationToken: Cancellation);
        var told = await DownAsync("receive-deleted");
        await rabbit.DeclareAsync("receive-deleted");
        await rabbit.PublishAsync("receive-deleted", "1");

        Assert.Matches("the queue was deleted|no queue 'receive-deleted'", told.Reason);
        Assert.Contains(
            rabbit.Host.StatusOf("receive-deleted").Activities.Entries, entry => entry.Message.Contains("the queue was deleted", StringComparison.Ordinal));
        Assert.Equal(["1"], await StartedAsync("receive-deleted", "got", 1));
    }

    [Fact]
    public async Task An_exclusive_queue_has_one_reader()
    {
        await rabbit.DeclareAsync("receive-exclusive");
        await ReadAsync("receive-exclusive", new() { ["exclusive"] = "true" });

        await using var channel = await rabbit.OpenAsync();
        var refused = await Assert.ThrowsAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(
            () => channel.BasicConsumeAsync("receive-exclusive", autoAck: false, new AsyncDefaultBasicConsumer(channel), Cancellation));

        Assert.Equal(403, refused.ShutdownReason!.ReplyCode);
    }

    [Theory]
    [InlineData("queueName", "", "queueName")]
    [InlineData("prefetchCount", "5000", "prefetchCount")]
    [InlineData("arguments", "[1]", "arguments: expected an object")]
    [InlineData("authentication.uri", "queue.example.com", "authentication.uri: expected amqp://")]
    public async Task Settings_that_cannot_be_used_are_named(string name, string value, string sentence)
    {
        var process = Invariant($"receive-unfit-{name.Replace('.', '-')}");
        await ReadAsync(process, new() { [name] = value }, expectUp: false);

        await Until.TrueAsync(
            "the reason is told", () => rabbit.Host.StatusOf(process).Reason?.Contains(sentence, StringComparison.Ordinal) is true, Cancellation, () => rabbit.Host.StatusOf(process).Reason ?? "");
    }

    private async Task ReadAsync(string queue, Dictionary<string, string> properties, bool expectUp = true)
    {
        var all = new Dictionary<string, string>
        {
            ["inbound.type"] = "io.camunda:connector-rabbitmq-inbound:1",
            ["authentication.authType"] = "uri",
            ["authentication.uri"] = rabbit.Server.Uri,
            ["queueName"] = queue,
            ["exclusive"] = "false",
            // One after another, so that they are applied in their order.
            ["prefetchCount"] = "1",
        };
        foreach (var (name, value) in properties)
            all[name] = value;
        await rabbit.Host.DeployAsync(
            CamundaDiagram.Of(queue, new CamundaElement { Kind = CamundaKind.StartEvent, Id = "received", Properties = all }), Cancellation);
        if (expectUp)
            await Until.TrueAsync($"{queue} is read", () => rabbit.Host.StatusOf(queue).State is InboundState.Active, Cancellation, () => rabbit.Host.StatusOf(queue).Reason ?? "");
    }

    private async Task PublishAsync(string queue, byte[] body)
    {
        await using var channel = await rabbit.OpenAsync();
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(), body, Cancellation);
    }

    private async Task<IReadOnlyList<string>> StartedAsync(string process, string variable, int count)
    {
        IReadOnlyList<string> values = [];
        await Until.TrueAsync(
            $"{count} instances of {process} were started",
            async token => (values = await rabbit.Host.ValuesAsync(process, variable, token)).Count >= count,
            Cancellation,
            () => $"There are {values.Count}; {rabbit.Host.StatusOf(process).Reason}");
        return values;
    }

    private async Task<InboundStatus> DownAsync(string process)
    {
        await Until.TrueAsync($"{process} is down", () => rabbit.Host.StatusOf(process).State is InboundState.Down, Cancellation);
        return rabbit.Host.StatusOf(process);
    }

    /// <summary>Everything is acknowledged: the queue is empty, and stays so when its reader is gone.</summary>
    private Task SettledAsync(string queue) => Until.TrueAsync(
        $"{queue} is empty", async _ => (await rabbit.CountAsync(queue)).Messages is 0, Cancellation);
}
