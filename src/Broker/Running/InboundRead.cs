using Fairlead.Engine;

namespace Fairlead.Broker.Running;

/// <summary>A question about outside events and their sources. The answer is a <see cref="Found"/>.</summary>
internal sealed class InboundRead<T>(Func<InboundView, T> read) : PendingRead
{
    public override object Read(Processor processor) => new Found(read(processor.Inbound));

    public sealed record Found(T Value);
}
