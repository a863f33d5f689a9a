using System.Buffers.Binary;

namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>How Confluent's clients say which schema of the registry a value has: a zero, four bytes of its number, the value.</summary>
/// <remarks>Source: https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format</remarks>
internal static class WireFormat
{
    private const int HeadBytes = 5;

    public static byte[] Write(int id, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[HeadBytes + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), id);
        content.CopyTo(bytes.AsSpan(HeadBytes));
        return bytes;
    }

    /// <exception cref="SchemaMismatchException">It begins otherwise.</exception>
    public static (int Id, ReadOnlyMemory<byte> Content) Read(ReadOnlyMemory<byte> bytes) =>
        bytes.Length >= HeadBytes && bytes.Span[0] is 0
            ? (BinaryPrimitives.ReadInt32BigEndian(bytes.Span[1..]), bytes[HeadBytes..])
            : throw new SchemaMismatchException("it does not begin with the number of a schema, as a registry's clients write it.");
}
