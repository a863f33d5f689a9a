using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace Fairlead.Engine.Tables;

/// <summary>The bytes of keys and groups. Text ends with a zero byte, so that no text is the beginning of another one's bytes.</summary>
internal static class KeyBytes
{
    public static void Long(IBufferWriter<byte> output, long value)
    {
        RecordWriter.Ordered(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    public static void Mark(IBufferWriter<byte> output, char mark)
    {
        output.GetSpan(1)[0] = (byte)mark;
        output.Advance(1);
    }

    public static void Text(IBufferWriter<byte> output, string text)
    {
        // A zero byte within the text is written as 1, 1 and a one as 1, 2: order is kept and the end stays unique.
        var plain = text.AsSpan().IndexOfAny('\0', '\u0001') < 0 ? text : Escape(text);
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(plain.Length) + 1);
        var count = Encoding.UTF8.GetBytes(plain, span);
        span[count] = 0;
        output.Advance(count + 1);
    }

    private static string Escape(string text) =>
        text.Replace("\u0001", "\u0001\u0002", StringComparison.Ordinal).Replace("\0", "\u0001\u0001", StringComparison.Ordinal) is { } escaped
        && !escaped.Contains('\0', StringComparison.Ordinal)
            ? escaped
            : throw new UnreachableException("A zero byte is left after escaping.");
}

/// <summary>What a message waits under: its name and its correlation key.</summary>
internal readonly record struct NameAndKey(string Name, string CorrelationKey);

/// <summary>Where a variable lies.</summary>
internal readonly record struct ScopeAndName(ElementKey Scope, string Name);
