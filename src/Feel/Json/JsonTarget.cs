using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Feel.Numbers;
using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Json;

/// <summary>Values to JSON.</summary>
internal static class JsonTarget
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The text is data, not part of a page: only what JSON itself requires is escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 2_000,
    };

    public static byte[] ToBytes(FeelValue value)
    {
        // No array is longer.
        TryToBytes(value, int.MaxValue, out var json);
        return json;
    }

    /// <summary>
    /// False when it has more bytes. They are not made: a list that holds a value many times can have more of them than there is memory.
    /// </summary>
    /// <param name="json">Of one that has more bytes the first so many, or up to three less to end with a whole character.</param>
    /// <param name="asFunctionResult">
    /// As <c>to json</c> gives it: ranges and functions as text, and regions beside their offset.
    /// </param>
    public static bool TryToBytes(FeelValue value, int bytesAtMost, out byte[] json, bool asFunctionResult = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesAtMost);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, value, asFunctionResult, bytesAtMost);
        var end = buffer.WrittenCount;
        var isWhole = end <= bytesAtMost;
        if (!isWhole)
        {
            end = bytesAtMost;
            while ((buffer.WrittenSpan[end] & 0xC0) == 0x80)
                end--;
        }
        json = buffer.WrittenSpan[..end].ToArray();
        return isWhole;
    }

    public static void Write(Utf8JsonWriter writer, FeelValue value) => Write(writer, value, asFunctionResult: false, long.MaxValue);

    // Of a value with more bytes than the limit so much is written that it is passed, and the bytes up to there are right.
    private static void Write(Utf8JsonWriter writer, FeelValue value, bool asFunctionResult, long bytesAtMost)
    {
        switch (value.Kind)
        {
            case FeelKind.Range or FeelKind.Function when asFunctionResult:
                var text = ValueText.Excerpt(value, (int)Math.Min(bytesAtMost, int.MaxValue));
                writer.WriteStringValue(Beginning(text, writer, bytesAtMost));
                break;
            case FeelKind.Null or FeelKind.Range or FeelKind.Function:
                writer.WriteNullValue();
                break;
            case FeelKind.Boolean:
                writer.WriteBooleanValue(value.IsTrue);
                break;
            case FeelKind.Number when value.Reference is ValueTag { Scale: 0 }:
                writer.WriteNumberValue(value.Bits);
                break;
            case FeelKind.Number when value.TryGetNumber(out var number):
                writer.WriteRawValue(DecimalText.FormatForJson(number.Exact), skipInputValidation: true);
                break;
            case FeelKind.String:
                writer.WriteStringValue(Beginning((string)value.Reference!, writer, bytesAtMost));
                break;
            case FeelKind.List when ((FeelList)value.Reference!).TryGetJson(out var json):
                WriteBeginning(writer, json, bytesAtMost);
                break;
            case FeelKind.List:
                writer.WriteStartArray();
                foreach (var item in ((FeelList)value.Reference!).Items)
                {
                    if (Left(writer, bytesAtMost) < 0)
                        break;
                    Write(writer, item, asFunctionResult, bytesAtMost);
                }
                writer.WriteEndArray();
                break;
            case FeelKind.Context when ((FeelContext)value.Reference!).TryGetJson(out var json):
                WriteBeginning(writer, json, bytesAtMost);
                break;
            case FeelKind.Context:
                WriteContext(writer, (FeelContext)value.Reference!, asFunctionResult, bytesAtMost);
                break;
            default:
                writer.WriteStringValue(
                    asFunctionResult ? TemporalText.FormatWithOffsetAndRegion(value) : TemporalText.FormatForJson(value));
                break;
        }
    }

    private static void WriteContext(Utf8JsonWriter writer, FeelContext context, bool asFunctionResult, long bytesAtMost)
    {
        writer.WriteStartObject();
        for (var i = 0; i < context.Count && Left(writer, bytesAtMost) >= 0; i++)
        {
            writer.WritePropertyName(Beginning(context.Shape.Keys[i], writer, bytesAtMost));
            Write(writer, context.Values[i], asFunctionResult, bytesAtMost);
        }
        writer.WriteEndObject();
    }

    private static long Left(Utf8JsonWriter writer, long bytesAtMost) => bytesAtMost - writer.BytesCommitted - writer.BytesPending;

    // A character, even half of a pair, has at least one byte; the quote before it makes up for the half that is left at the end.
    private static ReadOnlySpan<char> Beginning(string text, Utf8JsonWriter writer, long bytesAtMost)
    {
        var left = Left(writer, bytesAtMost);
        return text.Length <= left ? text : text.AsSpan(0, (int)Math.Max(left, 0));
    }

    private static void WriteBeginning(Utf8JsonWriter writer, ReadOnlySpan<byte> json, long bytesAtMost)
    {
        var left = Left(writer, bytesAtMost);
        // One more, to pass the limit.
        writer.WriteRawValue(json.Length <= left ? json : json[..((int)Math.Max(left, 0) + 1)], skipInputValidation: true);
    }
}
