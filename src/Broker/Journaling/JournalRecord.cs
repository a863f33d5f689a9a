using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Fairlead.Broker.Storage;
using Fairlead.Engine;

namespace Fairlead.Broker.Journaling;

/// <summary>
/// What happened in one turn of the partition: a moment and events. On disk: checksum (XxHash64 of the rest), moment in Unix
/// milliseconds, both big-endian, then the events as <see cref="EventCodec"/> writes them.
/// </summary>
internal sealed record JournalRecord(long Position, Timestamp At, IReadOnlyList<Event> Events)
{
    private const int HeaderLength = sizeof(ulong) + sizeof(long);

    /// <summary>The records from a position on, up to the last one, checked.</summary>
    /// <exception cref="JournalException">A record is damaged or missing.</exception>
    public static IEnumerable<JournalRecord> ReadFrom(IStore store, long first)
    {
        var expected = first;
        var (from, to) = (Journaling.Position.ToKey(first), Journaling.Position.ToKey(long.MaxValue));
        foreach (var (key, value) in store.Scan(ColumnFamily.Journal, from, to))
        {
            var position = Journaling.Position.Read(key);
            if (position != expected)
                throw new JournalException($"journal record {expected} is missing; the next one is {position}");
            yield return Decode(position, value);
            expected++;
        }
    }

    /// <summary>Fills <paramref name="buffer"/>, which is cleared before.</summary>
    public static void Encode(ArrayBufferWriter<byte> buffer, Timestamp at, IReadOnlyList<Event> events)
    {
        buffer.ResetWrittenCount();
        buffer.Write(stackalloc byte[HeaderLength]);
        foreach (var @event in events)
            EventCodec.Write(buffer, @event);

        // The writer hands out its own memory; it has no other way to fill in a header afterwards.
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer.WrittenMemory).Span;
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(ulong)..], at.UnixMilliseconds);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, XxHash64.HashToUInt64(bytes[sizeof(ulong)..]));
    }

    public static JournalRecord Decode(long position, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength
            || BinaryPrimitives.ReadUInt64BigEndian(bytes) != XxHash64.HashToUInt64(bytes[sizeof(ulong)..]))
        {
            throw new JournalException($"journal record {position} is damaged: its checksum does not fit");
        }

        var at = new Timestamp(BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(ulong)..]));
        var rest = bytes[HeaderLength..];
        var events = new List<Event>();
        while (!rest.IsEmpty)
            events.Add(EventCodec.Read(ref rest));
        return new JournalRecord(position, at, events);
    }
}

/// <summary>The journal cannot be read. Nothing is guessed: the data folder is left as it is.</summary>
internal sealed class JournalException(string message) : Exception(message);
