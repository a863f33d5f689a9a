using System.Diagnostics;
using System.Text;
using Fairlead.Protocol;

namespace Fairlead.Bench.Size;

/// <summary>One instance with a multi-instance body of many items.</summary>
internal static class LoopRun
{
    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var folder = Repository.FreshFolder(arguments, "loop");
        var disk = Machine.DescribeDisk(folder);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var all in (bool[])[false, true])
        {
            foreach (var items in arguments.Numbers("counts", all ? [1_000, 10_000] : [1_000, 10_000, 100_000]))
            {
                Console.Error.WriteLine($"{items} items, {(all ? "all variables" : "one variable")} …");
                var own = Path.Combine(folder, $"{items}-{all}");
                await using var cluster = await Clusters.OpenAsync(own, cancellation);
                await Clusters.DeployAsync(cluster, Models.Loop(), cancellation);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                var worker = Task.Run(
                    () => Clusters.WorkAsync(cluster, "bench", """{"done":{"ok":true}}"""u8.ToArray(), all ? [] : ["item"], stop.Token), cancellation);
                var run = async (int number) => await cluster.CreateInstanceAsync(
                    new CreateInstance
                    {
                        ProcessId = Models.LoopProcess,
                        Variables = Encoding.UTF8.GetBytes($$"""{"items":[{{string.Join(',', Enumerable.Range(1, number))}}]}"""),
                        AwaitCompletion = true,
                        FetchVariables = ["results"],
                        Wait = TimeSpan.FromMinutes(10),
                    },
                    cancellation);
                await run(100);

                var start = Stopwatch.GetTimestamp();
                var ended = await run(items);
                var elapsed = Stopwatch.GetElapsedTime(start);
                var expected = $$"""{"results":[{{string.Join(',', Enumerable.Repeat("""{"ok":true}""", items))}}]}""";
                if (Encoding.UTF8.GetString(ended.Variables.Span) != expected)
                    throw new BenchException($"The results of {items} items are not what they should be.");
                await stop.CancelAsync();
                await worker;
                rows.Add(
                [
                    $"{items:#,0}",
                    all ? "all" : "its item",
                    $"{elapsed.TotalSeconds:0.00} s",
                    $"{items / elapsed.TotalSeconds:#,0}",
                    $"{Machine.ResidentMegabytes(Environment.ProcessId):0} MB",
                ]);
            }
        }

        new Report("A multi-instance body of many items")
            .Say("""
                One instance with a parallel multi-instance service task, completed by a worker in the same process; its results become a list.
                The time runs from asking for the instance to the answer with that list. A worker that asks for all variables gets the whole
                input and output collection with each job.
                """)
            .Table(["items", "variables of a job", "whole instance", "jobs/s", "memory (RSS)"], rows)
            .Write(arguments, disk, "size-multi-instance.md");
    }
}
