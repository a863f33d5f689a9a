using System.Buffers;
using Fairlead.Broker.Journaling;
using Fairlead.Broker.Storage;
using Fairlead.Engine;

namespace Fairlead.Broker.Tests;

public sealed class JournalRecordTests
{
    private static readonly Event[] Events = [new Event.JobCompleted(new(7)), new Event.MessageExpired(new(8))];

    [Fact]
    public void A_record_reads_as_it_was_written()
    {
        var record = JournalRecord.Decode(5, Encode(new(1234), Events));

        Assert.Equal(5, record.Position);
        Assert.Equal(new Timestamp(1234), record.At);
        Assert.Equal(Events, record.Events);
    }

    [Fact]
    public void A_record_is_damaged_when_any_byte_of_it_changes()
    {
        var bytes = Encode(new(1234), Events);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 1;
            Assert.Throws<JournalException>(() => JournalRecord.Decode(5, damaged));
        }

        Assert.Throws<JournalException>(() => JournalRecord.Decode(5, bytes.AsSpan(0, 15)));
        Assert.Throws<JournalException>(() => JournalRecord.Decode(5, bytes.AsSpan(0, bytes.Length - 1)));
    }

    [Fact]
    public void The_buffer_of_one_record_serves_the_next()
    {
        var buffer = new ArrayBufferWriter<byte>();
        JournalRecord.Encode(buffer, new(1), Events);
        JournalRecord.Encode(buffer, new(2), [Events[0]]);

        var record = JournalRecord.Decode(1, buffer.WrittenSpan);

        Assert.Equal(new Timestamp(2), record.At);
        Assert.Equal([Events[0]], record.Events);
    }

    [Fact]
    public void A_missing_record_is_not_passed_over()
    {
        using var temp = new TempFolder();
        using var store = RocksDbStore.Open(temp.Path);
        Append(store, 1, 2, 4);

        var missing = Assert.Throws<JournalException>(() => JournalRecord.ReadFrom(store, 1).Count());

        Assert.Contains("record 3 is missing", missing.Message, StringComparison.Ordinal);
        Assert.Equal([4], JournalRecord.ReadFrom(store, 4).Select(record => record.Position));
    }

    internal static byte[] Encode(Timestamp at, IReadOnlyList<Event> events)
    {
        var buffer = new ArrayBufferWriter<byte>();
        JournalRecord.Encode(buffer, at, events);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Append(RocksDbStore store, params long[] positions)
    {
        var batch = new StoreBatch();
        foreach (var position in positions)
            batch.Put(ColumnFamily.Journal, Position.ToKey(position), Encode(new(position), Events));
        store.Write(batch);
    }
}
