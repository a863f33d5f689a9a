using Fairlead.Broker.Search;

namespace Fairlead.Broker;

/// <summary>Searches. They read your writes: each waits until the search store has passed what was durable when it was called.</summary>
public sealed class SearchStore
{
    private readonly Projection _projection;

    internal SearchStore(Projection projection) => _projection = projection;
}
