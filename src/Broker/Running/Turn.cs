using Fairlead.Engine;
using Fairlead.Protocol;

namespace Fairlead.Broker.Running;

/// <summary>What one turn of the partition did: written, not yet durable. Its answers may go out only after the next sync.</summary>
internal sealed class Turn(long position, Timestamp at)
{
    /// <summary>Of its journal record, or of the last one before it when nothing happened.</summary>
    public long Position { get; set; } = position;

    public Timestamp At => at;

    /// <summary>Empty when there is no journal record.</summary>
    public List<Event> Events { get; } = [];

    public List<Answer> Answers { get; } = [];

    public bool DefinitionsChanged { get; set; }

    /// <summary>Something was written that has to be made durable.</summary>
    public bool HasWritten { get; set; }

    public bool IsEmpty => Answers.Count == 0 && !HasWritten;
}

/// <param name="Result">An answer or a <see cref="ClusterException"/>.</param>
internal readonly record struct Answer(IPending To, object Result)
{
    /// <returns>Jobs that nobody took; null when the answer arrived or there were none.</returns>
    public Reply.Jobs? Send()
    {
        if (Result is ClusterException refusal)
        {
            To.Refuse(refusal);
            return null;
        }

        return !To.Answer(Result) && Result is Reply.Jobs { Activated.Count: > 0 } jobs ? jobs : null;
    }
}
