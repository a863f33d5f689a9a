using System.Buffers;
using System.Buffers.Binary;
using Fairlead.Engine;

namespace Fairlead.Broker.Search.History;

/// <summary>An event in the story of an instance.</summary>
/// <param name="Position">Of the journal record.</param>
/// <param name="Place">Of the event in that record.</param>
internal sealed record HistoryEntry(long Position, int Place, Timestamp At, Event Event)
{
    private const int HeaderLength = sizeof(long) + sizeof(long) + sizeof(int);

    /// <summary>Position, moment and place, big-endian; then the event as <see cref="EventCodec"/> writes it.</summary>
    public static void Write(IBufferWriter<byte> to, long position, int place, Timestamp at, Event @event)
    {
        var header = to.GetSpan(HeaderLength);
        BinaryPrimitives.WriteInt64BigEndian(header, position);
        BinaryPrimitives.WriteInt64BigEndian(header[sizeof(long)..], at.UnixMilliseconds);
        BinaryPrimitives.WriteInt32BigEndian(header[(2 * sizeof(long))..], place);
        to.Advance(HeaderLength);
        EventCodec.Write(to, @event);
    }

    /// <summary>All entries that <see cref="Write"/> put behind each other.</summary>
    public static void Read(ReadOnlySpan<byte> bytes, List<HistoryEntry> into)
    {
        while (!bytes.IsEmpty)
        {
            var position = BinaryPrimitives.ReadInt64BigEndian(bytes);
            var at = new Timestamp(BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..]));
            var place = BinaryPrimitives.ReadInt32BigEndian(bytes[(2 * sizeof(long))..]);
            bytes = bytes[HeaderLength..];
            into.Add(new HistoryEntry(position, place, at, EventCodec.Read(ref bytes)));
        }
    }
}
