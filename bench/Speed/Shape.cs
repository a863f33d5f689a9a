using System.Text;
using Fairlead.Protocol;

namespace Fairlead.Bench.Speed;

/// <summary>A kind of instance whose throughput is measured.</summary>
/// <param name="Letter">In the table.</param>
/// <param name="HasJobs">Whether workers complete jobs of it.</param>
/// <param name="RunAsync">Runs one instance to its end. The text is used once.</param>
internal sealed record Shape(
    string Letter, string Name, Func<string> Bpmn, bool HasJobs, Func<ICluster, string, CancellationToken, Task> RunAsync)
{
    public static ReadOnlySpan<byte> Variables => """{"orderId":"1001","item":"coffee","quantity":2}"""u8;

    public static ReadOnlySpan<byte> JobResult => """{"done":true}"""u8;

    private static readonly byte[] Order = Variables.ToArray();

    public const string Message = "c";

    public static IReadOnlyList<Shape> All { get; } =
    [
        new("a", "start, end", Models.StartEnd, HasJobs: false, Awaited(Models.StartEndProcess)),
        new("b", "three jobs", Models.ThreeJobs, HasJobs: true, Awaited(Models.JobsProcess)),
        new(Message, "message start, correlation", Models.StartedByMessage, HasJobs: false, CorrelateTwiceAsync),
        new("d", "ten jobs at once", Models.TenAtOnce, HasJobs: true, Awaited(Models.TenProcess)),
    ];

    /// <summary>UTF-8 JSON of the variable that is the correlation key.</summary>
    public static byte[] KeyOnly(string key) => Encoding.UTF8.GetBytes($"{{\"key\":\"{key}\"}}");

    private static Func<ICluster, string, CancellationToken, Task> Awaited(string process) => (cluster, _, cancellation) =>
        cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = process, Variables = Order, AwaitCompletion = true, Wait = TimeSpan.FromMinutes(1) },
            cancellation);

    private static async Task CorrelateTwiceAsync(ICluster cluster, string key, CancellationToken cancellation)
    {
        await cluster.PublishMessageAsync(
            new PublishMessage { Name = Models.StartMessage, CorrelationKey = key, Variables = KeyOnly(key) }, cancellation);
        // The answer says that the instance was found, and it has ended within the same command.
        await cluster.CorrelateMessageAsync(
            new CorrelateMessage { Name = Models.SecondMessage, CorrelationKey = key, Variables = Order }, cancellation);
    }
}
