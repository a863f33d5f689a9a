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

    /// <param name="asFunctionResult">
    /// As <c>to json</c> gives it: ranges and functions as text, and regions beside their offset.
    /// </param>
    public static byte[] ToBytes(FeelValue value, bool asFunctionResult = false)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, value, asFunctionResult);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, FeelValue value, bool asFunctionResult = false)
    {
        switch (value.Kind)
        {
            case FeelKind.Range or FeelKind.Function when asFunctionResult:
                writer.WriteStringValue(ValueText.Of(value));
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
                writer.WriteStringValue((string)value.Reference!);
                break;
            case FeelKind.List when ((FeelList)value.Reference!).TryGetJson(out var json):
                writer.WriteRawValue(json, skipInputValidation: true);
                break;
            case FeelKind.List:
                writer.WriteStartArray();
                foreach (var item in ((FeelList)value.Reference!).Items)
                    Write(writer, item, asFunctionResult);
                writer.WriteEndArray();
                break;
            case FeelKind.Context when ((FeelContext)value.Reference!).TryGetJson(out var json):
                writer.WriteRawValue(json, skipInputValidation: true);
                break;
            case FeelKind.Context:
                WriteContext(writer, (FeelContext)value.Reference!, asFunctionResult);
                break;
            default:
                writer.WriteStringValue(
                    asFunctionResult ? TemporalText.FormatWithOffsetAndRegion(value) : TemporalText.FormatForJson(value));
                break;
        }
    }

    private static void WriteContext(Utf8JsonWriter writer, FeelContext context, bool asFunctionResult)
    {
        writer.WriteStartObject();
        for (var i = 0; i < context.Count; i++)
        {
            writer.WritePropertyName(context.Shape.Keys[i]);
            Write(writer, context.Values[i], asFunctionResult);
        }
        writer.WriteEndObject();
    }
}
