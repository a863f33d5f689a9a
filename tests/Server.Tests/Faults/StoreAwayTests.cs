using System.Globalization;
using System.Net;
using System.Text;
using Fairlead.Protocol;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests.Faults;

/// <summary>The disk under a whole server refuses for a while, in the middle of a deployment and of traffic: all goes on by itself.</summary>
public sealed class StoreAwayTests
{
    private const int Events = 60;
    private const int Times = 3;
    private const int Rounds = 3;

    /// <summary>Of a round, once it is seen that the server knows: longer than the first attempts to open the store again.</summary>
    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_is_away_during_a_deployment_comes_back_and_nobody_has_to_restart()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        using var folder = new TestFolder();
        await using var server = await ServerInProcess.StartAsync(folder.Data, () => TimeSpan.Zero);
        await DeployAsync(server, "before");
        await Eventually.GetAsync(() => PostAsync(server, "before", "first"), status => status is HttpStatusCode.OK, Cancellation);
        var ids = new List<string>();
        var summaries = new List<string>();
        var (refused, more) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            List<string> sent = [.. Enumerable.Range(0, Events).Select(number => string.Create(CultureInfo.InvariantCulture, $"e{round}-{number}"))];
            var traffic = new Traffic([.. sent.Select(id => ("before", id))], Times, () => [server.Url], seed + round);
            // Six senders at a time: so many events take more writes and flushes than that.
            server.Store.BreakAfter(random.Next(2, 16));
            var sending = traffic.RunAsync(Cancellation);
            var why = await Eventually.GetAsync(
                async () =>
                {
                    var id = string.Create(CultureInfo.InvariantCulture, $"more{more++}");
                    if (await PostAsync(server, "before", id) is HttpStatusCode.OK)
                        ids.Add(id);
                    return await NotReadyAsync(server);
                },
                text => text.Length > 0,
                Cancellation);
            var process = string.Create(CultureInfo.InvariantCulture, $"meanwhile{round}");
            var deploying = DeployUntilTakenAsync(server, process);
            var alive = await StatusAsync(server, "/actuator/health/liveness");
            using (var away = new PeriodicTimer(AwayFor))
                await away.WaitForNextTickAsync(Cancellation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(server, "/health/ready"));
            Assert.Equal(HttpStatusCode.OK, alive);
            Assert.Contains("No space left on device", why, StringComparison.Ordinal);
            Assert.InRange(traffic.Acknowledged, 0, traffic.All - 1);
            server.Store.Repair();

            refused += await deploying;
            await sending;
            ids.AddRange(sent);
            summaries.Add(traffic.Summary);
            await Eventually.GetAsync(() => StatusAsync(server, "/health/ready"), status => status is HttpStatusCode.NoContent, Cancellation);
            await Eventually.GetAsync(() => PostAsync(server, process, "after"), status => status is HttpStatusCode.OK, Cancellation);
            Assert.Equal("after", Assert.Single(await ClusterRead.IdsAsync(server.Cluster, process, Cancellation)));
        }

        var started = await ClusterRead.IdsAsync(server.Cluster, "before", Cancellation);
        var lost = ids.Except(started).Count();
        var twice = started.Count - started.Distinct().Count();
        Counted.Say(
            $"seed {seed}: store away {Rounds} times in the middle of a deployment: {string.Join("; ", summaries)}; {ids.Count} events, {lost} lost, {twice} applied "
            + $"twice; deployments were refused {refused} times and took effect, nothing was restarted.");
        Assert.Equal((0, 0), (lost, twice));
        Assert.True(refused >= Rounds, "No deployment met a store that was away.");
    }

    /// <returns>How often it was refused.</returns>
    private static async Task<int> DeployUntilTakenAsync(ServerInProcess server, string process)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var refused = 0; ; refused++)
        {
            try
            {
                await DeployAsync(server, process);
                return refused;
            }
            catch (ClusterException refusal) when (refusal.Error is ClusterError.Unavailable)
            {
                await pause.WaitForNextTickAsync(Cancellation);
            }
        }
    }

    private static async Task DeployAsync(ServerInProcess server, string process) => await server.Cluster.DeployAsync(
        [($"{process}.bpmn", Encoding.UTF8.GetBytes(InboundDiagrams.Plain(process)))], Cancellation);

    private static async Task<string> NotReadyAsync(ServerInProcess server)
    {
        using var response = await server.Http.GetAsync("/health/ready", Cancellation);
        return response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task<HttpStatusCode> StatusAsync(ServerInProcess server, string path)
    {
        using var response = await server.Http.GetAsync(path, Cancellation);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(ServerInProcess server, string path, string id)
    {
        using var content = new StringContent($$"""{"id":"{{id}}"}""", Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync($"/inbound/{path}", content, Cancellation);
        return response.StatusCode;
    }
}
