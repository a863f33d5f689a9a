using System.Text;
using Fairlead.Faults.Support;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Faults;

/// <summary>
/// What every connector that reads a source keeps to, with the real broker and real servers: each message has exactly one instance,
/// whatever is killed, repeated or broken. A connector derives from this and says how its broker is filled, killed and asked.
/// </summary>
public abstract class SubscriptionFaultContract
{
    private const int Few = 200;
    private const int BrokerKills = 2;
    private const int ServerKills = 4;
    private const int OfEachKill = 120;
    private const int Times = 3;
    private const int Many = 10_000;
    private const int OwnerKills = 2;

    /// <summary>When nothing has come for so long, nothing will. Longer than a lease and the pauses of a connector after a failure.</summary>
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>For people: <c>RabbitMQ</c>.</summary>
    protected abstract string Connector { get; }

    /// <summary>A place of its own, empty, in a broker that runs; the broker may be shared by the tests of one class.</summary>
    /// <param name="name">Of letters and hyphens, and of no other test.</param>
    protected abstract Task<MessageSource> OpenAsync(string name, CancellationToken cancellation);

    [Fact]
    public async Task A_broker_that_is_killed_and_comes_back_costs_no_message()
    {
        const string process = "broker-killed";
        await using var source = await OpenAsync(process, Cancellation);
        using var folder = new TestFolder();
        using var server = await FaultServer.StartAsync(TestServer.FindFreeUrl(), folder.Data, source, Cancellation);
        await FaultServer.DeployAsync(server, process, source, Cancellation);
        await FaultServer.UntilAsync(server, process, Cancellation, "UP");
        int[] numbers = [.. Enumerable.Range(1, Few * (BrokerKills + 1))];
        var reasons = new List<string>();

        var publishing = Flow.RunAsync(source, numbers, Cancellation);
        for (var kill = 1; kill <= BrokerKills; kill++)
        {
            await Landed.UntilAsync(server, process, kill * Few - Few / 2, Cancellation);
            await source.KillBrokerAsync();
            var down = await FaultServer.UntilAsync(server, process, Cancellation, "DOWN");
            reasons.Add(down.Health.Error?.Message ?? "");
            await source.StartBrokerAsync(Cancellation);
        }

        await publishing;
        var landed = await SettleAsync(server, process, source, numbers);

        await FaultServer.UntilAsync(server, process, Cancellation, "UP");
        Say($"broker killed {BrokerKills} times while messages flow", $"{landed.Summary}; down meanwhile: {reasons[0].TrimEnd('.')}");
        landed.Check();
        Assert.All(reasons, Assert.NotEmpty);
    }

    [Fact]
    public async Task A_server_that_is_killed_between_receiving_and_acknowledging_costs_no_message()
    {
        const string process = "server-killed";
        var seed = Random.Shared.Next();
        var chance = new Random(seed);
        await using var source = await OpenAsync(process, Cancellation);
        using var folder = new TestFolder();
        var url = TestServer.FindFreeUrl();
        var atKill = new List<long>();
        for (var kill = 0; kill < ServerKills; kill++)
        {
            using var victim = await FaultServer.StartAsync(url, folder.Data, source, Cancellation);
            if (kill is 0)
                await FaultServer.DeployAsync(victim, process, source, Cancellation);
            await FaultServer.UntilAsync(victim, process, Cancellation, "UP");
            var before = await Landed.CountAsync(victim, process, Cancellation);
            var publishing = Flow.RunAsync(source, [.. Enumerable.Range(1 + kill * OfEachKill, OfEachKill)], Cancellation);
            await Landed.UntilAsync(victim, process, before + 1, Cancellation);
            await Flow.AMomentAsync(chance, millisecondsAtMost: 100, Cancellation);
            await victim.Program.KillAsync(Cancellation);
            await publishing;
        }

        using var last = await FaultServer.StartAsync(url, folder.Data, source, Cancellation);
        var leftOver = ServerKills * OfEachKill - await Landed.CountAsync(last, process, Cancellation);
        var landed = await SettleAsync(last, process, source, [.. Enumerable.Range(1, ServerKills * OfEachKill)]);

        Say($"server killed {ServerKills} times while messages flow (seed {seed})", $"{landed.Summary}; {leftOver} of them after the last kill");
        landed.Check();
    }

    [Fact]
    public async Task A_message_that_is_delivered_three_times_counts_once()
    {
        const string process = "three-times";
        var seed = Random.Shared.Next();
        await using var source = await OpenAsync(process, Cancellation);
        using var folder = new TestFolder();
        using var server = await FaultServer.StartAsync(TestServer.FindFreeUrl(), folder.Data, source, Cancellation);
        await FaultServer.DeployAsync(server, process, source, Cancellation);
        int[] numbers = [.. Enumerable.Range(1, Few)];
        int[] published = [.. Enumerable.Repeat(numbers, Times).SelectMany(all => all)];
        new Random(seed).Shuffle(published);

        await source.PublishAsync(published, Cancellation);
        var landed = await SettleAsync(server, process, source, numbers);

        Say($"each delivered {Times} times (seed {seed})", $"{published.Length} deliveries, {landed.Summary}");
        landed.Check();
    }

    [Fact]
    public async Task A_poison_message_in_the_middle_is_kept_the_rest_flows_on_and_after_a_repair_it_is_applied()
    {
        const string process = "poison";
        await using var source = await OpenAsync(process, Cancellation);
        using var folder = new TestFolder();
        using var server = await FaultServer.StartAsync(TestServer.FindFreeUrl(), folder.Data, source, Cancellation);
        await FaultServer.DeployAsync(server, process, source, Cancellation);
        int[] numbers = [.. Enumerable.Range(1, Few)];
        const int Repaired = Few + 1;

        await source.PublishAsync(numbers[..(Few / 2)], Cancellation);
        await source.PublishPoisonAsync(Cancellation);
        await source.PublishAsync(numbers[(Few / 2)..], Cancellation);
        var landed = await SettleAsync(server, process, source, numbers);
        var kept = await server.Cluster.Inbox.FindKeptAsync(new FindKept { ProcessId = process }, Cancellation);
        var poison = Assert.Single(kept.Items);
        await server.Cluster.Inbox.EditAsync(
            poison.InboxKey, new EditInboxRequest { Payload = new(Encoding.UTF8.GetBytes(source.Repaired(Repaired))) }, Cancellation);
        var driven = await server.Cluster.Inbox.DriveAsync(poison.InboxKey, new InboxDriveRequest(), Cancellation);
        var repaired = await Landed.ReadAsync(server, process, [.. numbers, Repaired], Cancellation);

        Say(
            "a poison message in the middle",
            $"{landed.Summary}, 1 in quarantine ({poison.ErrorCode}); after its repair {repaired.Summary}");
        landed.Check();
        Assert.Equal((InboxState.Quarantined, source.PoisonCode), (poison.State, poison.ErrorCode));
        Assert.True(driven.Outcome is InboxDriveOutcome.Applied, driven.Reason);
        repaired.Check();
    }

    [Fact]
    public async Task Ten_thousand_messages_under_two_runtimes_on_one_cluster_count_once_each_although_whoever_reads_is_killed()
    {
        const string process = "two-runtimes";
        await using var source = await OpenAsync(process, Cancellation);
        using var folder = new TestFolder();
        var (clusterUrl, runtimeUrl) = (TestServer.FindFreeUrl(), TestServer.FindFreeUrl());
        string[] attached = ["--Cluster:Address", clusterUrl];
        var runtimeFolder = Path.Combine(folder.Path, "runtime");
        var cluster = await FaultServer.StartAsync(clusterUrl, folder.Data, source, Cancellation);
        var runtime = await FaultServer.StartAsync(runtimeUrl, runtimeFolder, source, Cancellation, attached);
        try
        {
            await FaultServer.DeployAsync(cluster, process, source, Cancellation);
            int[] numbers = [.. Enumerable.Range(1, Many)];
            var killed = new List<string>();
            var publishing = PublishAsync(source, numbers);
            for (var kill = 1; kill <= OwnerKills; kill++)
            {
                await Landed.UntilAsync(cluster, process, Many * kill / (OwnerKills + 1), Cancellation);
                var lease = await Eventually.GetAsync(() => OwnerAsync(cluster), owner => owner is not null, Cancellation);
                if (lease!.Contains($"/{runtime.Program.Id}/", StringComparison.Ordinal))
                {
                    killed.Add("the one beside it");
                    await EndAsync(runtime);
                    runtime = await FaultServer.StartAsync(runtimeUrl, runtimeFolder, source, Cancellation, attached);
                }
                else
                {
                    killed.Add("the one with the engine");
                    await EndAsync(cluster);
                    cluster = await FaultServer.StartAsync(clusterUrl, folder.Data, source, Cancellation);
                }
            }

            await publishing;
            var landed = await SettleAsync(cluster, process, source, numbers);

            Say($"two runtimes, killed while reading: {string.Join(", ", killed)}", landed.Summary);
            landed.Check();
        }
        finally
        {
            runtime.Dispose();
            cluster.Dispose();
        }
    }

    /// <summary>
    /// Waits until all that is wanted is there and all is acknowledged, or nothing happens any more. What is applied twice is seen after that.
    /// </summary>
    private static async Task<Landed> SettleAsync(TestServer server, string process, MessageSource source, IReadOnlyList<int> wanted)
    {
        var (count, since) = (-1L, TimeProvider.System.GetTimestamp());
        var isSettled = await Eventually.GetAsync(
            async () =>
            {
                var now = await Landed.CountAsync(server, process, Cancellation);
                if (now != count)
                    (count, since) = (now, TimeProvider.System.GetTimestamp());
                return now >= wanted.Count && await source.IsSettledAsync(Cancellation);
            },
            done => done || TimeProvider.System.GetElapsedTime(since) > Standstill,
            Cancellation);
        var landed = await Landed.ReadAsync(server, process, wanted, Cancellation);
        Assert.True(isSettled, $"Nothing happens any more, and not all is there or acknowledged: {landed.Summary}.");
        return landed;
    }

    private static async Task PublishAsync(MessageSource source, IReadOnlyList<int> numbers)
    {
        foreach (var part in numbers.Chunk(500))
            await source.PublishAsync(part, Cancellation);
    }

    private static async Task<string?> OwnerAsync(TestServer cluster) =>
        (await cluster.Cluster.Inbox.FindLeasesAsync(Cancellation)).Items
            .FirstOrDefault(lease => lease.Name.StartsWith("inbound/", StringComparison.Ordinal))?.Owner;

    private static async Task EndAsync(TestServer server)
    {
        await server.Program.KillAsync(Cancellation);
        server.Dispose();
    }

    private void Say(string fault, string outcome) => Counted.Say($"{Connector}, {fault}: {outcome}.");
}
