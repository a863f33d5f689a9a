using System.Threading.Channels;
using Confluent.Kafka;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Inbound;

/// <summary>
/// Delivers the records of one partition in their order, many at a time. What it has taken and not delivered is bounded; what is not
/// delivered when it ends is read again.
/// </summary>
/// <param name="done">Told the place behind each record that is done, in their order.</param>
internal sealed class PartitionReader(
    int partition, TopicPlan plan, RecordReader reader, Subscription subscription, Action<TopicPartitionOffset> done)
    : IDisposable
{
    /// <summary>Taken and not delivered.</summary>
    private const int RecordsAtMost = 500;

    private const int BytesAtMost = 8 * 1024 * 1024;

    /// <summary>Handed over and not done: they share a write to the disk.</summary>
    private const int UnderWayAtMost = 200;

    private readonly Channel<Taken> _taken = Channel.CreateUnbounded<Taken>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Channel<UnderWay> _underWay = Channel.CreateBounded<UnderWay>(
        new BoundedChannelOptions(UnderWayAtMost) { SingleReader = true, SingleWriter = true });

    private readonly ManualResetEventSlim _room = new(initialState: true);
    private readonly Lock _gate = new();
    private int _records;
    private long _bytes;

    public TopicPartition Place { get; } = new(plan.Topic, partition);

    /// <summary>Of the thread that takes records: it asked the client for a rest.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Half of it is done.</summary>
    public bool HasRoomAgain
    {
        get
        {
            lock (_gate)
                return _records <= RecordsAtMost / 2 && _bytes <= BytesAtMost / 2;
        }
    }

    /// <summary>Takes a record. It does not wait; ask <see cref="WaitForRoom"/> before the next.</summary>
    public void Take(ConsumeResult<byte[]?, byte[]?> record)
    {
        var bytes = (record.Message.Key?.Length ?? 0) + (record.Message.Value?.Length ?? 0);
        Count(1, bytes);
        _taken.Writer.TryWrite(new Taken(record, record.Offset.Value + 1, bytes));
    }

    /// <summary>Behind what was taken so far comes another place.</summary>
    public void Jump(long offset) => _taken.Writer.TryWrite(new Taken(null, offset, 0));

    /// <returns>Whether there is some, after waiting at most for that long.</returns>
    public bool WaitForRoom(TimeSpan atMost, CancellationToken cancellation) => _room.Wait(atMost, cancellation);

    /// <summary>Until it is cancelled, or something fails.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var parts = (Task[])[HandOverAsync(both.Token), ConfirmAsync(both.Token)];
        var first = await Task.WhenAny(parts);
        await both.CancelAsync();
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    public void Dispose() => _room.Dispose();

    private async Task HandOverAsync(CancellationToken cancellation)
    {
        await foreach (var taken in _taken.Reader.ReadAllAsync(cancellation))
        {
            var delivery = taken.Record is { } record
                ? subscription.DeliverAsync(await reader.ReadAsync(record, cancellation), cancellation)
                : JumpAsync(taken.Next, cancellation);
            await _underWay.Writer.WriteAsync(new UnderWay(delivery, taken), cancellation);
        }
    }

    private async Task<Delivery> JumpAsync(long offset, CancellationToken cancellation)
    {
        await subscription.MoveCursorAsync(plan.Part(partition), offset.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellation);
        return Delivery.Ignored;
    }

    private async Task ConfirmAsync(CancellationToken cancellation)
    {
        await foreach (var (delivery, taken) in _underWay.Reader.ReadAllAsync(cancellation))
        {
            // There is no dead letter topic: what is refused stays where it is, and the log has it.
            if (await delivery is Delivery.Refused)
                subscription.Log($"Record {plan.Part(partition)}-{taken.Next - 1} could not be applied, and there is nowhere to keep it: it was passed over.");
            Count(taken.Record is null ? 0 : -1, -taken.Bytes);
            done(new TopicPartitionOffset(Place, taken.Next));
        }
    }

    private void Count(int records, int bytes)
    {
        lock (_gate)
        {
            _records += records;
            _bytes += bytes;
            if (_records >= RecordsAtMost || _bytes >= BytesAtMost)
                _room.Reset();
            else
                _room.Set();
        }
    }

    /// <param name="Record">Null for a jump.</param>
    /// <param name="Next">The place behind it.</param>
    private sealed record Taken(ConsumeResult<byte[]?, byte[]?>? Record, long Next, int Bytes);

    private sealed record UnderWay(Task<Delivery> Delivery, Taken Taken);
}
