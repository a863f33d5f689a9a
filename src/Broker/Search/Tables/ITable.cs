namespace Fairlead.Broker.Search.Tables;

/// <summary>One table of the search store, as the projector fills it: events are collected, then flushed in one transaction.</summary>
internal interface ITable : IDisposable
{
    void Flush();

    /// <summary>Forgets what was collected; after a transaction that failed.</summary>
    void Clear();
}
