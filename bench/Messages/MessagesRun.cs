using System.Diagnostics;
using System.Net.Http.Json;
using System.Security;
using System.Text.Json;

namespace Fairlead.Bench.Messages;

/// <summary>Messages of a broker that become instances, and jobs that become messages, beside the bare client library of the broker.</summary>
internal static class MessagesRun
{
    private const string Signal = "bench-send";
    private const int AtOnce = 64;

    private static readonly IReadOnlyDictionary<string, Func<MessageSource>> Sources = new Dictionary<string, Func<MessageSource>>
    {
        ["email"] = () => new EmailSource(),
        ["kafka"] = () => new KafkaSource(),
        ["mqtt"] = () => new MqttSource(),
        ["rabbitmq"] = () => new RabbitMqSource(),
        ["sql"] = () => new SqlSource(),
    };

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var folder = Repository.FreshFolder(arguments, "messages");
        var disk = Machine.DescribeDisk(folder);
        var messages = arguments.Number("messages", 20_000);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var name in arguments.Text("sources", string.Join(',', Sources.Keys)).Split(','))
        {
            await using var source = Sources.GetValueOrDefault(name)?.Invoke()
                ?? throw new BenchException($"--sources takes {string.Join(", ", Sources.Keys)}, and not {name}.");
            await source.StartAsync(cancellation);
            rows.Add(await MeasureAsync(arguments, Path.Combine(folder, name), source, source.Share(messages), cancellation));
        }

        new Report("Messages")
            .Say($"*In*: a broker holds {messages:#,0} messages (a tenth of them for email), a start event reads them, and each becomes an "
                + "instance that ends at once. A message is acknowledged when its instance is on the disk. The server has read as many "
                + "messages of another place before. Beside it, in the same run: a program that reads and acknowledges as many messages with "
                + "the same client library, and does nothing with them.")
            .Say($"*Out*: as many instances wait and are let go at once; each sends one message, which the broker has confirmed when its job is "
                + $"done, at most {AtOnce} at once. Beside it: a program that sends as many with the same library, as many at once, and waits "
                + "for each confirmation.")
            .Say("Brokers, programs and the server share the machine.")
            .Table(["broker", "in: instances/s", "bare client", "ratio", "out: messages/s", "bare client", "ratio"], rows)
            .Write(arguments, disk, "messages.md");
    }

    private static async Task<IReadOnlyList<string>> MeasureAsync(
        Arguments arguments, string folder, MessageSource source, int messages, CancellationToken cancellation)
    {
        await using var server = ServerUnderTest.Start(arguments, folder, "--Connectors:JobsAtMost", $"{AtOnce}");
        using var http = new HttpClient { BaseAddress = server.Address };
        var row = new List<string> { source.Name };
        if (source.Subscription("bench-in") is not null)
        {
            Say(source, "in, the bare client");
            await ReadBareAsync("bench-bare-warm", messages / 4);
            var bare = await ReadBareAsync("bench-bare-in", messages);
            Say(source, "in, instances");
            await ReadAsync("bench-warm", messages);
            Add(await ReadAsync("bench-in", messages), bare);
        }
        else
        {
            row.AddRange(["–", "–", "–"]);
        }

        if (source.SenderType.Length > 0)
        {
            Say(source, "out, the bare client");
            await SendBareAsync("bench-bare-out-warm", messages / 4);
            var bare = await SendBareAsync("bench-bare-out", messages);
            Say(source, "out, jobs");
            await SendAsync("bench-out-warm", messages / 4);
            Add(await SendAsync("bench-out", messages), bare);
        }
        else
        {
            row.AddRange(["–", "–", "–"]);
        }

        return row;

        void Add(double ours, double bare) => row.AddRange([$"{ours:#,0}", $"{bare:#,0}", $"{ours / bare:0.00}"]);

        async Task<double> ReadBareAsync(string place, int count)
        {
            await source.FillAsync(place, count, cancellation);
            return await PerSecondAsync(count, () => source.ReadBareAsync(place, count, cancellation));
        }

        async Task<double> ReadAsync(string place, int count)
        {
            await source.FillAsync(place, count, cancellation);
            await server.DeployAsync(Models.Inbound(place, [.. source.Subscription(place)!.Select(Escaped)]), cancellation);
            // A consumer group, a login: what comes before the source is read is no part of the rate.
            var start = await UntilReadAsync(http, place, cancellation);
            await UntilAsync(http, place, "COMPLETED", count, cancellation);
            return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        async Task<double> SendBareAsync(string place, int count)
        {
            await source.PrepareAsync(place, cancellation);
            return await PerSecondAsync(count, () => source.SendBareAsync(place, count, AtOnce, cancellation));
        }

        async Task<double> SendAsync(string place, int count)
        {
            await source.PrepareAsync(place, cancellation);
            await server.DeployAsync(Models.WaitAndSend(place, Signal + place, source.SenderType, [.. source.Sender(place).Select(Escaped)]), cancellation);
            await CreateAsync(http, place, count, cancellation);
            return await PerSecondAsync(count, async () =>
            {
                await PostAsync(http, "/v2/signals/broadcast", new { signalName = Signal + place }, cancellation);
                await UntilAsync(http, place, "COMPLETED", count, cancellation);
            });
        }
    }

    private static async Task<double> PerSecondAsync(int count, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task CreateAsync(HttpClient http, string process, int count, CancellationToken cancellation)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(
            async () =>
            {
                for (var number = Interlocked.Increment(ref next); number <= count; number = Interlocked.Increment(ref next))
                    await PostAsync(http, "/v2/process-instances", new { processDefinitionId = process, variables = new { n = number } }, cancellation);
            },
            cancellation)));
        await UntilAsync(http, process, "ACTIVE", count, cancellation);
    }

    private static async Task UntilAsync(HttpClient http, string process, string state, long atLeast, CancellationToken cancellation)
    {
        for (var count = -1L; count < atLeast;)
        {
            count = await CountAsync(http, process, state, cancellation);
            using var incidents = await PostAsync(http, "/v2/incidents/search", new { filter = new { processDefinitionId = process }, page = new { limit = 1 } }, cancellation);
            if (incidents.RootElement.GetProperty("items") is { } items && items.GetArrayLength() > 0)
                throw new BenchException($"An instance has an incident: {items[0].GetRawText()}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
        }
    }

    /// <returns>A moment, by the stopwatch, at which the source was not read yet.</returns>
    private static async Task<long> UntilReadAsync(HttpClient http, string process, CancellationToken cancellation)
    {
        while (true)
        {
            var before = Stopwatch.GetTimestamp();
            var connectors = await http.GetFromJsonAsync<JsonElement>(new Uri($"/inbound?bpmnProcessId={process}", UriKind.Relative), cancellation);
            if (connectors.EnumerateArray().Any(one => one.GetProperty("health").GetProperty("status").GetString() is "UP"))
                return before;
            if (connectors.EnumerateArray().Any(one => one.GetProperty("health").GetProperty("status").GetString() is "DOWN"))
                throw new BenchException($"The source cannot be read: {connectors.GetRawText()}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellation);
        }
    }

    private static async Task<long> CountAsync(HttpClient http, string process, string state, CancellationToken cancellation)
    {
        using var found = await PostAsync(
            http, "/v2/process-instances/search", new { filter = new { processDefinitionId = process, state }, page = new { limit = 1 } }, cancellation);
        return found.RootElement.GetProperty("page").GetProperty("totalItems").GetInt64();
    }

    private static async Task<JsonDocument> PostAsync(HttpClient http, string path, object body, CancellationToken cancellation)
    {
        using var response = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text.Length > 0 ? text : "{}")
            : throw new BenchException($"{path} was answered with {(int)response.StatusCode}: {text}");
    }

    private static (string, string) Escaped((string Name, string Value) property) => (property.Name, SecurityElement.Escape(property.Value));

    private static void Say(MessageSource source, string what) => Console.Error.WriteLine($"{source.Name}: {what} …");
}
