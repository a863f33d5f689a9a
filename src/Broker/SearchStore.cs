using Fairlead.Broker.Search.Querying;
using Fairlead.Broker.Search.Resources;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using ClusterValues = Fairlead.Broker.Search.Resources.ClusterVariables;
using Tasks = Fairlead.Broker.Search.Resources.UserTasks;

namespace Fairlead.Broker;

/// <summary>
/// Searches. They read your writes: each waits until the search store has passed what was durable when it was called. A query that makes
/// no sense, or a search store out of order, is a <see cref="ClusterException"/>.
/// </summary>
public sealed class SearchStore
{
    private readonly SearchReader _reader;

    internal SearchStore(SearchReader reader) => _reader = reader;

    public Task<SearchResult<ProcessInstanceItem>> SearchAsync(SearchQuery<ProcessInstanceFilter> query, CancellationToken cancellation) =>
        SearchAsync(ProcessInstances.Resource, ProcessInstances.Filter, query, cancellation);

    public Task<SearchResult<ElementInstanceItem>> SearchAsync(SearchQuery<ElementInstanceFilter> query, CancellationToken cancellation) =>
        SearchAsync(ElementInstances.Resource, (where, filter) => ElementInstances.Filter(where, filter), query, cancellation);

    /// <summary>With values cut after <see cref="VariableItem.ValueAtMost"/> characters.</summary>
    public Task<SearchResult<VariableItem>> SearchAsync(SearchQuery<VariableFilter> query, CancellationToken cancellation) =>
        SearchAsync(query, truncateValues: true, cancellation);

    public Task<SearchResult<VariableItem>> SearchAsync(
        SearchQuery<VariableFilter> query, bool truncateValues, CancellationToken cancellation) => SearchAsync(
            truncateValues ? Variables.Resource : Variables.Whole, (where, filter) => Variables.Filter(where, filter), query, cancellation);

    public Task<SearchResult<ClusterVariableItem>> SearchAsync(
        SearchQuery<ClusterVariableFilter> query, bool truncateValues, CancellationToken cancellation) => SearchAsync(
            truncateValues ? ClusterValues.Resource : ClusterValues.Whole, ClusterValues.Filter, query, cancellation);

    public Task<SearchResult<IncidentItem>> SearchAsync(SearchQuery<IncidentFilter> query, CancellationToken cancellation) =>
        SearchAsync(Incidents.Resource, (where, filter) => Incidents.Filter(where, filter), query, cancellation);

    public Task<SearchResult<JobItem>> SearchAsync(SearchQuery<JobFilter> query, CancellationToken cancellation) =>
        SearchAsync(Jobs.Resource, (where, filter) => Jobs.Filter(where, filter), query, cancellation);

    public Task<SearchResult<ProcessDefinitionItem>> SearchAsync(
        SearchQuery<ProcessDefinitionFilter> query, CancellationToken cancellation) =>
        SearchAsync(ProcessDefinitions.Resource, (where, filter) => ProcessDefinitions.Filter(where, filter), query, cancellation);

    public Task<SearchResult<DecisionDefinitionItem>> SearchAsync(
        SearchQuery<DecisionDefinitionFilter> query, CancellationToken cancellation) =>
        SearchAsync(DecisionDefinitions.Resource, DecisionDefinitions.Filter, query, cancellation);

    public Task<SearchResult<DecisionRequirementsItem>> SearchAsync(
        SearchQuery<DecisionRequirementsFilter> query, CancellationToken cancellation) =>
        SearchAsync(DecisionRequirements.Resource, DecisionRequirements.Filter, query, cancellation);

    public Task<SearchResult<DecisionInstanceItem>> SearchAsync(SearchQuery<DecisionInstanceFilter> query, CancellationToken cancellation) =>
        SearchAsync(DecisionInstances.Resource, DecisionInstances.Filter, query, cancellation);

    /// <summary>Outside events that are kept or were.</summary>
    public Task<SearchResult<InboxItem>> SearchAsync(SearchQuery<InboxFilter> query, CancellationToken cancellation) =>
        SearchAsync(InboxEntries.Resource, InboxEntries.Filter, query, cancellation);

    /// <returns>Without what it carries; null when there was none, or long ago.</returns>
    public Task<InboxItem?> FindInboxItemAsync(InboxKey key, CancellationToken cancellation) =>
        FindAsync(InboxEntries.Resource, key.Value, cancellation);

    public Task<DecisionDefinitionItem?> FindDecisionAsync(DecisionDefinitionKey key, CancellationToken cancellation) =>
        FindAsync(DecisionDefinitions.Resource, key.Value, cancellation);

    /// <returns>The deployed DMN file; null when there is no such decision.</returns>
    public Task<byte[]?> FindXmlAsync(DecisionDefinitionKey key, CancellationToken cancellation) =>
        _reader.RunAsync(connection => DecisionDefinitions.FindXml(connection, key), cancellation);

    public Task<DecisionRequirementsItem?> FindRequirementsAsync(DecisionRequirementsKey key, CancellationToken cancellation) =>
        FindAsync(DecisionRequirements.Resource, key.Value, cancellation);

    /// <returns>The deployed DMN file; null when there is none.</returns>
    public Task<byte[]?> FindXmlAsync(DecisionRequirementsKey key, CancellationToken cancellation) =>
        _reader.RunAsync(connection => DecisionRequirements.FindXml(connection, key), cancellation);

    /// <param name="key">Of the evaluation and the place in it: <c>2251799813685260-1</c>.</param>
    public Task<DecisionInstanceResult?> FindDecisionInstanceAsync(string key, CancellationToken cancellation) =>
        _reader.RunAsync(connection => DecisionInstances.Find(connection, key), cancellation);

    public Task<SearchResult<UserTaskItem>> SearchAsync(SearchQuery<UserTaskFilter> query, CancellationToken cancellation) =>
        SearchAsync(Tasks.Resource, Tasks.Filter, query, cancellation);

    /// <summary>Variables that the task sees, its own and those of the scopes around it.</summary>
    /// <param name="onlyNearest">Whether of several of a name only the nearest counts.</param>
    public async Task<SearchResult<VariableItem>> SearchVariablesAsync(
        UserTaskKey task,
        SearchQuery<UserTaskVariableFilter> query,
        bool onlyNearest,
        bool truncateValues,
        CancellationToken cancellation)
    {
        var scopes = await _reader.RunAsync(connection => Tasks.FindScopes(connection, task), cancellation).ConfigureAwait(false);
        return await SearchAsync(
            truncateValues ? Variables.Resource : Variables.Whole,
            (where, filter) => Variables.Filter(where, scopes, onlyNearest, filter),
            query with { Filter = query.Filter ?? new() },
            cancellation).ConfigureAwait(false);
    }

    public Task<UserTaskItem?> FindUserTaskAsync(UserTaskKey key, CancellationToken cancellation) =>
        FindAsync(Tasks.Resource, key.Value, cancellation);

    public Task<ProcessInstanceItem?> FindInstanceAsync(ProcessInstanceKey key, CancellationToken cancellation) =>
        FindAsync(ProcessInstances.Resource, key.Value, cancellation);

    public Task<IncidentItem?> FindIncidentAsync(IncidentKey key, CancellationToken cancellation) =>
        FindAsync(Incidents.Resource, key.Value, cancellation);

    /// <summary>With its whole value.</summary>
    public Task<VariableItem?> FindVariableAsync(long variableKey, CancellationToken cancellation) =>
        FindAsync(Variables.Whole, variableKey, cancellation);

    public Task<ElementInstanceItem?> FindElementInstanceAsync(ElementInstanceKey key, CancellationToken cancellation) =>
        FindAsync(ElementInstances.Resource, key.Value, cancellation);

    public Task<ProcessDefinitionItem?> FindDefinitionAsync(ProcessDefinitionKey key, CancellationToken cancellation) =>
        FindAsync(ProcessDefinitions.Resource, key.Value, cancellation);

    /// <summary>The diagram of a definition, deleted ones included; null when there is no such definition.</summary>
    public Task<byte[]?> FindDefinitionXmlAsync(ProcessDefinitionKey key, CancellationToken cancellation) =>
        _reader.RunAsync(connection => ProcessDefinitions.FindXml(connection, key.Value), cancellation);

    /// <summary>The path taken: each flow once, in the order in which it was first taken.</summary>
    public Task<IReadOnlyList<SequenceFlowItem>> FindSequenceFlowsAsync(ProcessInstanceKey key, CancellationToken cancellation) =>
        _reader.RunAsync(connection => SequenceFlows.Find(connection, key), cancellation);

    /// <summary>What happened to an instance, oldest first; empty when its history is not kept.</summary>
    /// <param name="after">A cursor of an item; null for the beginning.</param>
    public Task<HistoryResult> FindHistoryAsync(ProcessInstanceKey key, string? after, int limit, CancellationToken cancellation) =>
        _reader.RunAsync(connection => Histories.Find(connection, key, after, limit), cancellation);

    private async Task<SearchResult<TItem>> SearchAsync<TItem, TFilter>(
        Resource<TItem> resource, Action<Where, TFilter> filter, SearchQuery<TFilter> query, CancellationToken cancellation)
        where TFilter : class
    {
        var orders = Paging.ToOrders(query.Sort, resource.SortFields);
        var page = Paging.ToPage(query.Page);
        var where = new Where();
        if (query.Filter is { } wanted)
            filter(where, wanted);
        return await _reader.RunAsync(
            connection => Paging.ToResult(resource.Search(connection, where, orders, page)), cancellation).ConfigureAwait(false);
    }

    private Task<TItem?> FindAsync<TItem>(Resource<TItem> resource, long key, CancellationToken cancellation)
        where TItem : class => _reader.RunAsync(connection => resource.Find(connection, key), cancellation);
}
