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

    /// <summary>What a tenant calls by a name of its own. The default tenant, which null is, keeps the bytes from before there were others.</summary>
    public static void Tenant(IBufferWriter<byte> output, string? tenant)
    {
        if (tenant is null) return;
        // No text begins with these two: a one is followed by a one or a two.
        var mark = output.GetSpan(2);
        (mark[0], mark[1]) = (1, 3);
        output.Advance(2);
        Text(output, tenant);
    }

    private static string Escape(string text) =>
        text.Replace("\u0001", "\u0001\u0002", StringComparison.Ordinal).Replace("\0", "\u0001\u0001", StringComparison.Ordinal) is { } escaped
        && !escaped.Contains('\0', StringComparison.Ordinal)
            ? escaped
            : throw new UnreachableException("A zero byte is left after escaping.");
}

/// <summary>What a message waits under: its name and its correlation key.</summary>
/// <param name="Tenant">Null for the default tenant.</param>
internal readonly record struct NameAndKey(string? Tenant, string Name, string CorrelationKey);

/// <summary>Where a variable lies.</summary>
internal readonly record struct ScopeAndName(ElementKey Scope, string Name);
