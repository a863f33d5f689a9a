using System.Text;

namespace Fairlead.Bench;

/// <summary>What it costs to accept a webhook once and for all, beside accepting and forgetting it, and beside writing it down by hand.</summary>
internal static class InboxRun
{
    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var folder = Repository.FreshFolder(arguments, "inbox");
        var disk = Machine.DescribeDisk(folder);
        var rows = new List<IReadOnlyList<string>>();
        double? bare = null;
        await ByHandAsync("bare Kestrel, writes nothing", Endpoints.Accept, "none");
        await ByHandAsync("one SQLite insert a request, synchronous=FULL", Endpoints.Accept, "FULL");
        await ByHandAsync("one SQLite insert a request, synchronous=NORMAL", Endpoints.Accept, "NORMAL");

        await using (var server = ServerUnderTest.Start(arguments, Path.Combine(folder, "data")))
        {
            await server.DeployAsync(Models.WebhookEnd(named: true, context: Models.WebhookContext), cancellation);
            await server.UntilWebhookServedAsync(cancellation);
            await MeasureAsync("Fairlead, a deduplication key each", server.Webhook, server.Process);
        }

        await using (var server = ServerUnderTest.Start(arguments, Path.Combine(folder, "unnamed")))
        {
            await server.DeployAsync(Models.WebhookEnd(named: false, context: Models.WebhookContext), cancellation);
            await server.UntilWebhookServedAsync(cancellation);
            await MeasureAsync("Fairlead, no deduplication key", server.Webhook, server.Process);
        }

        new Report("Accepting webhooks")
            .Say("""
                How many webhooks a second are accepted, each with a body of its own. Beside Fairlead, in the same run, an ASP.NET Core endpoint
                that reads the body as JSON and answers, and the same one that inserts the body into a table of SQLite (journal_mode=WAL), a
                transaction for each request under one lock, before it answers: that is what somebody writes by hand, without grouping requests.
                With synchronous=FULL what was answered survives a power cut, as it does with Fairlead; with NORMAL the last seconds do not.
                Fairlead verifies, looks the key up in the ledger, starts the instance, runs it to its end, and answers when all of it is on
                disk: one flush for all that arrived meanwhile. Load and servers share the machine. *at half load* sends half as many as were
                accepted at full speed, evenly spaced, and counts from the moment when a request was due.
                """)
            .Table(["", "accepted/s", "of bare", "p50", "p99", "cores used", "p50 at half load", "p99 at half load"], rows)
            .Write(arguments, disk, "inbox.md");

        async Task ByHandAsync(string name, string role, string durability)
        {
            var (process, address) = await ChildProcess.StartSelfAsync(role, "--durability", durability, "--file", Path.Combine(folder, $"{durability}.db"));
            await using var _ = process;
            await MeasureAsync(name, new Uri(address, "/event"), process);
        }

        async Task MeasureAsync(string name, Uri target, ChildProcess process)
        {
            var connections = arguments.Number("connections", 64);
            var duration = arguments.Seconds("seconds", 8);
            Say($"{name}: full speed");
            (await Load.RunAsync(() => Event(target), connections, arguments.Seconds("warmup", 8), perSecond: null, cancellation)).OrThrow(name);
            var before = process.ProcessorTime;
            var full = (await Load.RunAsync(() => Event(target), connections, duration, perSecond: null, cancellation)).OrThrow(name);
            var cores = (process.ProcessorTime - before) / full.Elapsed;
            Say($"{name}: half load");
            var half = (await Load.RunAsync(() => Event(target), connections, duration, full.PerSecond / 2, cancellation)).OrThrow(name);
            bare ??= full.PerSecond;
            rows.Add(
            [
                name,
                $"{full.PerSecond:#,0}",
                $"{full.PerSecond / bare:0.00}",
                Latencies.Text(full.Latencies.Percentile(0.5)),
                Latencies.Text(full.Latencies.Percentile(0.99)),
                $"{cores:0.0}",
                Latencies.Text(half.Latencies.Percentile(0.5)),
                Latencies.Text(half.Latencies.Percentile(0.99)),
            ]);
        }
    }

    private static HttpRequestMessage Event(Uri target)
    {
        var body = Encoding.UTF8.GetBytes($$$"""
            {"id":"{{{Guid.NewGuid():N}}}","orderId":"1001","item":"coffee","quantity":2,"customer":{"name":"Ada","city":"London"}}
            """);
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        return request;
    }

    private static void Say(string what) => Console.Error.WriteLine($"{what} …");
}
