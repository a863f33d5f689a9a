using Fairlead.Connectors.Runtime.Calls;

namespace Fairlead.Broker.Calls;

/// <summary>What the writer is given, in order.</summary>
internal abstract record CallWrite
{
    private CallWrite() { }

    /// <summary>What it takes in memory while it waits, about.</summary>
    public abstract long Bytes { get; }

    /// <param name="Done">Ends when it is written, or fails when it cannot be.</param>
    public sealed record Begin(OpenCall Call, TaskCompletionSource Done) : CallWrite
    {
        public override long Bytes => 500;
    }

    public sealed record End(OpenCall Call, PackedCall Ended) : CallWrite
    {
        public override long Bytes { get; } = Ended.Bytes;
    }

    /// <summary>Somebody decided about the unknown outcomes of a job.</summary>
    public sealed record Settle(long Job, DateTimeOffset At) : CallWrite
    {
        public override long Bytes => 100;
    }

    /// <param name="Done">Ends when the disk has it, or fails when it cannot be written; null for nobody.</param>
    public sealed record Order(CallOrder What, TaskCompletionSource? Done) : CallWrite
    {
        public override long Bytes => 200 + 2 * What.Response.Length;
    }

    /// <summary>Ends when all before it is written, or cannot be written now.</summary>
    public sealed record Flush(TaskCompletionSource Done) : CallWrite
    {
        public override long Bytes => 0;
    }
}

/// <summary>A call under way.</summary>
internal sealed class OpenCall(long key, CallIntent intent)
{
    public long Key { get; } = key;

    public CallIntent Intent { get; } = intent;

    /// <summary>Whether its row is in the file. The writer's alone.</summary>
    public bool IsWritten { get; set; }

    /// <summary>The transaction that wrote its row, whether or not it came to its end. The writer's alone.</summary>
    public long BegunIn { get; set; }
}
