using Fairlead.Broker.Running;
using Fairlead.Broker.Search.Querying;
using Fairlead.Broker.Search.Resources;
using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Fairlead.Protocol;

namespace Fairlead.Broker;

/// <summary>
/// Finds active visits of elements. The search store knows which they are, and has caught up with what was written before; what they see
/// comes from the state, a few at a time, so that others have their turn in between.
/// </summary>
internal sealed class WaitingElements(PartitionLoop loop, SearchReader search)
{
    private const int ReadAtOnce = 100;

    public async Task<IReadOnlyList<WaitingElement>> FindAsync(
        ProcessDefinitionKey definition, IReadOnlyList<string> elementIds, CancellationToken cancellation)
    {
        var keys = await search.RunAsync(
            connection => ElementInstances.FindActive(connection, definition, elementIds, WaitingElement.FoundAtMost), cancellation)
            .ConfigureAwait(false);
        var waiting = new List<WaitingElement>();
        var size = 0L;
        foreach (var visits in keys.Chunk(ReadAtOnce))
        {
            var read = new InboundRead<IReadOnlyList<SeenElement>>(
                inbound => inbound.FindWaiting(new(definition.Value), elementIds, visits.Select(visit => new ElementKey(visit))));
            loop.Submit(read);
            var found = (InboundRead<IReadOnlyList<SeenElement>>.Found)await read.WaitAsync(cancellation).ConfigureAwait(false);
            foreach (var visit in found.Value)
            {
                size += visit.Variables.Length;
                if (size > WaitingElement.VariablesAtMostBytes)
                    return waiting;
                waiting.Add(InboundAnswers.ToWaiting(visit));
            }
        }

        return waiting;
    }
}
