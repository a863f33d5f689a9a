using System.Buffers.Text;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Json;

/// <summary>Texts in JSON, with their quotes.</summary>
internal static class JsonText
{
    private const byte Delete = 0x7f;

    /// <summary>
    /// From the opening quote at a position to behind the closing one, marked with <see cref="JsonTape.NotAsWritten"/>; 0 when it is no
    /// text.
    /// </summary>
    /// <param name="hasNonAscii">Set when there is a byte above 127, of which nobody knows yet whether it is valid UTF-8.</param>
    public static int End(ReadOnlySpan<byte> text, int position, ref bool hasNonAscii)
    {
        var i = NextSpecial(text, position + 1);
        return (uint)i < (uint)text.Length && text[i] == '"' ? i + 1 : EndBehind(text, position, i, ref hasNonAscii);
    }

    private static int EndBehind(ReadOnlySpan<byte> text, int position, int i, ref bool hasNonAscii)
    {
        var asWritten = true;
        var isPlain = true;
        for (; i < text.Length; i = NextSpecial(text, i))
        {
            switch (text[i])
            {
                case (byte)'"':
                    if (!isPlain)
                        asWritten &= JavaScriptEncoder.UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(text[(position + 1)..i]) < 0;
                    return asWritten ? i + 1 : (i + 1) | JsonTape.NotAsWritten;
                case (byte)'\\':
                    if (!TryEscape(text, ref i, ref asWritten))
                        return 0;
                    break;
                case >= Delete:
                    isPlain = false;
                    hasNonAscii |= text[i] > Delete;
                    i++;
                    break;
                default:
                    return 0;
            }
        }
        return 0;
    }

    /// <summary>The text itself. The bytes have been checked before.</summary>
    public static string Decode(ReadOnlySpan<byte> quoted)
    {
        var inside = quoted[1..^1];
        return inside.Contains((byte)'\\') ? Unescape(quoted) : Encoding.UTF8.GetString(inside);
    }

    /// <summary>As <see cref="Decode"/>, for texts that come again and again.</summary>
    public static string DecodeKey(ReadOnlySpan<byte> quoted)
    {
        const int LengthAtMost = 64;
        Span<char> characters = stackalloc char[LengthAtMost];
        var inside = quoted[1..^1];
        return inside.Length <= LengthAtMost && !inside.Contains((byte)'\\')
            ? SharedNames.Of(characters[..Encoding.UTF8.GetChars(inside, characters)])
            : Decode(quoted);
    }

    /// <summary>Whether the bytes stand for that text. False negatives are possible where there are escapes.</summary>
    public static bool IsPlainly(ReadOnlySpan<byte> quoted, string text) => Ascii.Equals(quoted[1..^1], text);

    // The next quote, backslash, control character, or byte beyond ASCII.
    private static int NextSpecial(ReadOnlySpan<byte> text, int i)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        for (; i + Vector128<byte>.Count <= text.Length; i += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref start, (nuint)i);
            // As signed numbers, bytes beyond ASCII are below zero.
            var special = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.Equals(bytes, Vector128.Create(Delete))
                | Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)' ')).AsByte();
            var found = special.ExtractMostSignificantBits();
            if (found != 0)
                return i + BitOperations.TrailingZeroCount(found);
        }
        while (i < text.Length && text[i] is >= (byte)' ' and < Delete and not ((byte)'"' or (byte)'\\'))
            i++;
        return i;
    }

    private static bool TryEscape(ReadOnlySpan<byte> text, ref int i, ref bool asWritten)
    {
        switch (i + 1 < text.Length ? text[i + 1] : 0)
        {
            case '"' or '\\' or 'b' or 'f' or 'n' or 'r' or 't':
                i += 2;
                return true;
            case '/':
                asWritten = false;
                i += 2;
                return true;
            case 'u':
                asWritten = false;
                return TryUnit(text, ref i, out var unit) && (char.IsHighSurrogate(unit)
                    ? TryUnit(text, ref i, out var low) && char.IsLowSurrogate(low)
                    : !char.IsLowSurrogate(unit));
            default:
                return false;
        }
    }

    private static bool TryUnit(ReadOnlySpan<byte> text, ref int i, out char unit)
    {
        const int Length = 6;
        unit = '\0';
        if (i + Length > text.Length || text[i] != '\\' || text[i + 1] != 'u'
            || !Utf8Parser.TryParse(text.Slice(i + 2, 4), out ushort code, out var read, 'x') || read != 4)
            return false;
        unit = (char)code;
        i += Length;
        return true;
    }

    private static string Unescape(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }
}
