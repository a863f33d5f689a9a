using System.Buffers;

namespace Fairlead.Engine;

/// <summary>The bytes of an event in a journal. Old bytes stay readable for ever.</summary>
public static class EventCodec
{
    public static void Write(IBufferWriter<byte> writer, Event @event) => throw new System.Diagnostics.UnreachableException($"{writer} {@event}");

    /// <summary>Reads one event and moves <paramref name="bytes"/> past it.</summary>
    public static Event Read(ref ReadOnlySpan<byte> bytes) => throw new System.Diagnostics.UnreachableException($"{bytes.Length}");
}
