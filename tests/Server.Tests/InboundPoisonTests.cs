using System.Net;
using System.Text;
using Fairlead.Protocol;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>An event in the middle that no version of the model can take: it stands in the inbox, and the others do not wait for it.</summary>
public sealed class InboundPoisonTests
{
    private const int Events = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_poison_event_in_the_middle_is_kept_and_the_rest_flows_on()
    {
        using var folder = new TestFolder();
        using var cluster = await TestServer.StartAsync(folder.Data, Cancellation);
        await cluster.Cluster.DeployAsync([("waiting.bpmn", Encoding.UTF8.GetBytes(InboundDiagrams.Waiting("waiting")))], Cancellation);
        using var runtime = await TestServer.StartAsync(Path.Combine(folder.Path, "runtime"), Cancellation, "--Cluster:Address", cluster.Url);
        var ids = Enumerable.Range(0, Events).Select(number => $"e{number:000}").ToList();
        foreach (var id in ids)
        {
            await cluster.Cluster.CreateInstanceAsync(
                new() { ProcessDefinitionId = "waiting", Variables = new(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}""")) }, Cancellation);
        }

        var answers = new List<HttpStatusCode>();
        var keptAs = "";
        for (var number = 0; number < Events; number++)
        {
            if (number == Events / 2)
            {
                using var poisoned = await SendAsync(runtime, """{"customer":"nobody knows which instance"}""");
                Assert.Equal(HttpStatusCode.UnprocessableEntity, poisoned.StatusCode);
                keptAs = Assert.Single(poisoned.Headers.GetValues("Fairlead-Inbox-Key"));
            }

            using var response = await SendAsync(runtime, $$"""{"id":"{{ids[number]}}"}""");
            answers.Add(response.StatusCode);
        }

        var notOnce = await Eventually.GetAsync(
            () => ClusterRead.NotOnceAsync(cluster, "waiting", ids, Cancellation), wrong => wrong.Count is 0, Cancellation);
        var kept = await cluster.Cluster.Inbox.FindKeptAsync(new FindKept { ProcessId = "waiting" }, Cancellation);
        Counted.Say($"{Events} events and 1 poison in the middle: {answers.Count(answer => answer is HttpStatusCode.OK)} accepted, "
            + $"{notOnce.Count} not applied once, {kept.Items.Count} in the inbox ({kept.Items[0].ErrorCode}).");

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(keptAs, Assert.Single(kept.Items).InboxKey.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((InboxState.Quarantined, "INBOUND_NO_CORRELATION_KEY"), (kept.Items[0].State, kept.Items[0].ErrorCode));
    }

    private static async Task<HttpResponseMessage> SendAsync(TestServer server, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await server.Http.PostAsync("/inbound/waiting", content, Cancellation);
    }
}
