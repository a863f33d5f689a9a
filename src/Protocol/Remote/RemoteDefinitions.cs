using System.Collections.Concurrent;

using Fairlead.Protocol.Rest;

using static System.FormattableString;

namespace Fairlead.Protocol.Remote;

/// <summary>The deployed processes of a cluster elsewhere.</summary>
internal sealed class RemoteDefinitions(ClusterClient client)
{
    private const int PageItems = 200;

    /// <summary>Old versions that still wait. A deployed version never changes.</summary>
    private readonly ConcurrentDictionary<ProcessDefinitionKey, ProcessDefinition> _older = [];

    /// <summary>As a server of ours tells them.</summary>
    /// <param name="after">Waits until the revision is another one; null does not wait.</param>
    public async Task<(string Revision, IReadOnlyList<ProcessDefinition> Definitions)> FindAsync(
        string? after, TimeSpan wait, CancellationToken cancellation)
    {
        var query = after is null ? "" : Invariant($"?after={Uri.EscapeDataString(after)}&wait={Bodies.Milliseconds(wait)}");
        var found = await client.SendAsync(
            HttpMethod.Get,
            $"/{ClusterClient.Own}process-definitions/inbound{query}",
            content: null,
            RestJson.Client.InboundDefinitionsResult,
            cancellation).ConfigureAwait(false);
        return (found.Revision,
        [
            .. found.Items.Select(item => new ProcessDefinition(
                item.ProcessDefinitionKey, item.ProcessDefinitionId, item.ProcessDefinitionVersion, item.TenantId, item.IsLatestVersion)),
        ]);
    }

    /// <summary>As every cluster tells them: the latest versions, and those that still wait for messages.</summary>
    public async Task<IReadOnlyList<ProcessDefinition>> SearchAsync(CancellationToken cancellation)
    {
        var found = new List<ProcessDefinition>();
        await foreach (var item in PagesAsync(
            page => client.SearchAsync(
                new SearchQuery<ProcessDefinitionFilter> { Filter = new() { IsLatestVersion = true }, Page = page }, cancellation))
            .ConfigureAwait(false))
        {
            found.Add(ToDefinition(item, isLatest: true));
        }

        var latest = found.Select(definition => definition.Key).ToHashSet();
        await foreach (var waiting in PagesAsync(
            page => client.PostAsync(
                "process-definitions/statistics/message-subscriptions",
                new SearchQuery<MessageSubscriptionFilter> { Page = page },
                RestJson.Client.SearchQueryMessageSubscriptionFilter,
                RestJson.Client.SearchResultMessageSubscriptionStatistics,
                cancellation))
            .ConfigureAwait(false))
        {
            if (waiting.ActiveSubscriptions > 0 && latest.Add(waiting.ProcessDefinitionKey))
                found.Add(await FindOlderAsync(waiting.ProcessDefinitionKey, cancellation).ConfigureAwait(false));
        }

        return found;
    }

    public async Task<ReadOnlyMemory<byte>> ReadXmlAsync(ProcessDefinitionKey key, CancellationToken cancellation)
    {
        using var response = await client.SendAsync(
            HttpMethod.Get, Invariant($"process-definitions/{key.Value}/xml"), content: null, isRead: false, cancellation)
            .ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<ProcessDefinition> FindOlderAsync(ProcessDefinitionKey key, CancellationToken cancellation)
    {
        if (!_older.TryGetValue(key, out var definition))
        {
            var item = await client.SendAsync(
                HttpMethod.Get,
                Invariant($"process-definitions/{key.Value}"),
                content: null,
                RestJson.Client.ProcessDefinitionItem,
                cancellation).ConfigureAwait(false);
            definition = _older[key] = ToDefinition(item, isLatest: false);
        }

        return definition;
    }

    private static ProcessDefinition ToDefinition(ProcessDefinitionItem item, bool isLatest) =>
        new(item.ProcessDefinitionKey, item.ProcessDefinitionId, item.Version, item.TenantId, isLatest);

    private static async IAsyncEnumerable<T> PagesAsync<T>(Func<SearchPage, Task<SearchResult<T>>> search)
    {
        string? after = null;
        do
        {
            var page = await search(new SearchPage { Limit = PageItems, After = after }).ConfigureAwait(false);
            foreach (var item in page.Items)
                yield return item;
            after = page.Items.Count < PageItems ? null : page.Page.EndCursor;
        }
        while (after is not null);
    }
}
