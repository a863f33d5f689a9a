using System.Buffers;

namespace Fairlead.Engine.Tables;

/// <summary>Leases by their tokens.</summary>
internal readonly struct LeaseCodec : ITableCodec<LeaseToken, Lease>
{
    public static Family Family => Family.Sources;

    public static void WriteKey(IBufferWriter<byte> output, LeaseToken key)
    {
        KeyBytes.Mark(output, 'l');
        KeyBytes.Long(output, key.Value);
    }

    public static int Weigh(Lease value) => 160;

    public static void WriteValue(RecordWriter writer, Lease value)
    {
        writer.Text(value.Name);
        writer.Text(value.Owner);
        writer.Long(value.Token);
        writer.Long(value.Until.UnixMilliseconds);
    }

    public static Lease ReadValue(ref RecordReader reader) => new(reader.Text(), reader.Text(), reader.Long(), new(reader.Long()));
}

internal readonly record struct LeaseToken(long Value);

/// <summary>The token of whoever holds the lease of a name.</summary>
internal readonly struct LeaseNameCodec : ITableCodec<Name, Box<LeaseToken>>
{
    public static Family Family => Family.Sources;

    public static void WriteKey(IBufferWriter<byte> output, Name key)
    {
        KeyBytes.Mark(output, 'n');
        KeyBytes.Text(output, key.Text);
    }

    public static int Weigh(Box<LeaseToken> value) => 24;

    public static void WriteValue(RecordWriter writer, Box<LeaseToken> value) => writer.Long(value.Value.Value);

    public static Box<LeaseToken> ReadValue(ref RecordReader reader) => new(new LeaseToken(reader.Long()));
}

internal readonly struct LeasesInOrder : IGroupCodec<Everything>
{
    public static Family Family => Family.Sources;

    public static void WriteGroup(IBufferWriter<byte> output, Everything group) => KeyBytes.Mark(output, 'L');
}
