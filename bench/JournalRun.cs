using System.Diagnostics;
using System.Text;
using Fairlead.Broker.Calls;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Bench;

/// <summary>What the call journal costs by itself, without a call: the beginning, which a call waits for, and the end, which nobody does.</summary>
internal static class JournalRun
{
    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var duration = arguments.Seconds("seconds", 4);
        var warmup = arguments.Seconds("warmup", 3);
        var folder = Repository.FreshFolder(arguments, "journal");
        var disk = Machine.DescribeDisk(folder);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, capture, onDisk) in ((string, CallCapture, bool)[])
            [("ALL", CallCapture.All, false), ("HEADERS", CallCapture.Headers, false), ("NONE", CallCapture.None, false), ("ALL, beginnings on disk", CallCapture.All, true)])
        {
            foreach (var count in arguments.Numbers("connections", [1, 16, 64]))
            {
                Console.Error.WriteLine($"journal {name}, {count} at once …");
                var file = Path.Combine(folder, $"{rows.Count}.db");
                await using var journal = await CallStore.OpenAsync(file, new CallsOptions(), TimeProvider.System, NullLoggerFactory.Instance, cancellation);
                await WriteAsync(journal, capture, onDisk, count, warmup, cancellation);
                var began = Stopwatch.GetTimestamp();
                var processor = Environment.CpuUsage.TotalTime;
                var latencies = await WriteAsync(journal, capture, onDisk, count, duration, cancellation);
                var elapsed = Stopwatch.GetElapsedTime(began);
                rows.Add(
                [
                    $"{name}, {count} at once",
                    $"{latencies.Count / elapsed.TotalSeconds:#,0}",
                    $"{latencies.Percentile(0.5).TotalMicroseconds:#,0} µs",
                    $"{latencies.Percentile(0.99).TotalMicroseconds:#,0} µs",
                    $"{(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / latencies.Count:0} µs",
                ]);
            }
        }

        new Report("The call journal alone")
            .Say("""
                A call is written down as begun, and as ended with a request and an answer of the size that `outbound` has; no call is made in
                between. *Begin* is how long a call would have waited for its beginning; nobody waits for the end. *Core* is what a call costs
                of a processor core, both halves together, the load of this measurement included. A beginning survives the end of the process;
                those of calls that must not be repeated are on disk before the call, which is the last block.
                """)
            .Table(["journal", "calls/s", "begin p50", "begin p99", "core"], rows)
            .Write(arguments, disk, "journal.md");
    }

    private static async Task<Latencies> WriteAsync(
        CallStore journal, CallCapture capture, bool onDisk, int count, TimeSpan duration, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        long job = 0;
        var ticks = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(
            async () =>
            {
                var own = new List<long>(capacity: 16 * 1024);
                while (Stopwatch.GetElapsedTime(start) < duration)
                {
                    var intent = Intent(Interlocked.Increment(ref job), onDisk);
                    var began = Stopwatch.GetTimestamp();
                    var key = await journal.BeginAsync(intent, cancellation);
                    own.Add(Stopwatch.GetTimestamp() - began);
                    journal.End(key, Record(capture, intent.StartedAt));
                }

                return own;
            },
            cancellation)));
        return new Latencies(ticks.SelectMany(own => own));
    }

    private static CallIntent Intent(long job, bool onDisk) => new()
    {
        JobKey = job,
        Type = "io.camunda:http-json:1",
        StartedAt = TimeProvider.System.GetUtcNow(),
        ProcessId = "bench_outbound",
        ProcessVersion = 1,
        ProcessDefinitionKey = 2251799813685250,
        ProcessInstanceKey = job,
        ElementId = "call",
        ElementInstanceKey = job,
        RetriesLeft = 3,
        IdempotencyKey = $"fcbfc7755c9b3c27-{job}",
        MustBeOnDisk = onDisk,
    };

    private static CallRecord Record(CallCapture capture, DateTimeOffset startedAt)
    {
        var record = new CallRecord { State = CallState.Completed, Capture = capture, Duration = TimeSpan.FromMilliseconds(3), Executed = TimeSpan.FromMilliseconds(2) };
        if (capture is CallCapture.None)
            return record;

        const string Answer = """{"item":"coffee","price":12.50,"currency":"EUR","inStock":true,"warehouse":{"id":"W-7","city":"Bergen"}}""";
        var isWhole = capture is CallCapture.All;
        return record with
        {
            Sent = TimeSpan.FromMilliseconds(1),
            FirstByte = TimeSpan.FromMilliseconds(2),
            Exchanges =
            [
                new RecordedExchange
                {
                    StartedAt = startedAt,
                    RequestLine = "GET http://127.0.0.1:8080/price?item=coffee",
                    RequestHeaders = [new("User-Agent", "Fairlead"), new("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")],
                    RequestBody = RecordedBody.None,
                    Answered = TimeSpan.FromMilliseconds(1),
                    AnswerLine = "HTTP/1.1 200 OK",
                    AnswerHeaders = [new("Content-Type", "application/json"), new("Date", "Sat, 28 Nov 2026 18:00:00 GMT"), new("Server", "Kestrel"), new("Content-Length", "105")],
                    AnswerBody = new RecordedBody(isWhole ? Answer : "", IsBase64: false, Encoding.UTF8.GetByteCount(Answer), IsCut: !isWhole),
                },
            ],
            Inputs = isWhole ? Text("""{"authentication":{"type":"noAuth"},"method":"GET","url":"http://127.0.0.1:8080/price?item=coffee"}""") : null,
            Response = isWhole ? Text($$"""{"status":200,"headers":{"Content-Type":"application/json"},"body":{{Answer}},"reason":"OK","document":null}""") : null,
            Variables = isWhole ? Text("""{"price":12.50,"currency":"EUR"}""") : null,
        };
    }

    private static RecordedText Text(string json) => new(json, json.Length, IsCut: false);
}
