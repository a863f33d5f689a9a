using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>The promise of the product, on a real disk: what was acknowledged has happened, once, whatever becomes of the process.</summary>
public sealed class KillTests
{
    private const int Senders = 8;
    private const int AcknowledgedBeforeKill = 150;
    private const int Kills = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_webhook_has_exactly_one_instance_and_it_completes_although_the_server_is_killed()
    {
        using var folder = new TestFolder();
        folder.Write("examples/load.bpmn", Diagrams.WebhookAndCall("load", "load"));
        string[] options = ["--examples", Path.Combine(folder.Path, "examples")];
        var acknowledged = new ConcurrentBag<string>();
        var sent = new ConcurrentBag<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var victim = await TestServer.StartAsync(folder.Data, Cancellation, options);
            var senders = Enumerable.Range(0, Senders).Select(_ => SendUntilKilledAsync(victim, acknowledged, sent)).ToArray();
            var target = acknowledged.Count + AcknowledgedBeforeKill;
            await Eventually.GetAsync(() => Task.FromResult(acknowledged.Count), count => count >= target, Cancellation);
            await victim.Program.KillAsync(Cancellation);
            await Task.WhenAll(senders);
        }

        using var survivor = await TestServer.StartAsync(folder.Data, Cancellation, options);
        var stillActive = new SearchQuery<ProcessInstanceFilter>
        {
            Filter = new ProcessInstanceFilter { State = ProcessInstanceState.Active },
            Page = new SearchPage { Limit = 1 },
        };
        await Eventually.GetAsync(
            async () => (await survivor.Cluster.SearchAsync(stillActive, Cancellation)).Page.TotalItems, count => count is 0, Cancellation);
        var started = await ReadStartedAsync(survivor);

        Assert.Empty(acknowledged.Except(started));
        Assert.Empty(started.Except(sent));
        Assert.Empty(started.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    private static async Task SendUntilKilledAsync(TestServer server, ConcurrentBag<string> acknowledged, ConcurrentBag<string> sent)
    {
        while (true)
        {
            var id = Guid.NewGuid().ToString("N");
            sent.Add(id);
            using var content = new StringContent($$"""{"id":"{{id}}"}""", Encoding.UTF8, "application/json");
            try
            {
                using var response = await server.Http.PostAsync("/inbound/load", content, Cancellation);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                acknowledged.Add(id);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    /// <summary>The id of each instance that completed, as often as there is one.</summary>
    private static async Task<IReadOnlyList<string>> ReadStartedAsync(TestServer server)
    {
        var completed = await ReadAllAsync<ProcessInstanceFilter, ProcessInstanceItem>(
            new ProcessInstanceFilter { State = ProcessInstanceState.Completed }, server.Cluster.SearchAsync);
        var ids = await ReadAllAsync<VariableFilter, VariableItem>(new VariableFilter { Name = "id" }, server.Cluster.SearchAsync);
        var byInstance = ids.ToLookup(variable => variable.ProcessInstanceKey, variable => variable.Value.Trim('"'));
        return [.. completed.Select(instance => Assert.Single(byInstance[instance.ProcessInstanceKey]))];
    }

    private static async Task<List<TItem>> ReadAllAsync<TFilter, TItem>(
        TFilter filter, Func<SearchQuery<TFilter>, CancellationToken, Task<SearchResult<TItem>>> search)
        where TFilter : class
    {
        var all = new List<TItem>();
        string? cursor = null;
        do
        {
            var page = new SearchPage { Limit = 1000, After = cursor };
            var found = await search(new SearchQuery<TFilter> { Filter = filter, Page = page }, Cancellation);
            all.AddRange(found.Items);
            cursor = found.Items.Count is 0 ? null : found.Page.EndCursor;
        }
        while (cursor is not null);

        return all;
    }
}
