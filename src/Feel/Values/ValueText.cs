using System.Buffers;
using System.Text;
using Fairlead.Feel.Temporal;

namespace Fairlead.Feel.Values;

/// <summary>Values as FEEL text.</summary>
internal static class ValueText
{
    /// <summary>Longer texts are cut where they only explain something.</summary>
    private const int ExcerptLength = 400;

    private static readonly SearchValues<char> Structural = SearchValues.Create("\"{}:,[]`\n");

    public static string Of(FeelValue value) => value.Reference switch
    {
        string text => Quoted(text),
        FeelList or FeelContext or FeelRange => Built(value, int.MaxValue),
        _ => Scalar(value, canonical: false),
    };

    /// <summary>For messages: as <see cref="Of"/>, but never long.</summary>
    public static string Excerpt(FeelValue value, int charactersAtMost = ExcerptLength)
    {
        var text = value.Reference switch
        {
            FeelList or FeelContext or FeelRange => Built(value, charactersAtMost),
            string longText when longText.Length > charactersAtMost => Quoted(longText[..charactersAtMost]),
            _ => Of(value),
        };
        return text.Length <= charactersAtMost ? text : string.Concat(text.AsSpan(0, charactersAtMost), "…");
    }

    /// <summary>What the function <c>string</c> gives: as <see cref="Of"/>, but a text stays as it is.</summary>
    /// <param name="canonical">See <see cref="DialectRules.HasCanonicalZeros"/>.</param>
    /// <param name="charactersAtMost">Of a longer one not much more than so many are made.</param>
    public static string Plain(FeelValue value, bool canonical = false, int charactersAtMost = int.MaxValue) =>
        value.Reference as string ?? Built(value, charactersAtMost, canonical);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny('"', '\\', '\n') < 0
        ? $"\"{text}\""
        : $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";

    // Quotes only where the key could not be read again without.
    private static string Key(string key) =>
        key.Length == 0 || key.AsSpan().ContainsAny(Structural) ? Quoted(key) : key;

    private static string Built(FeelValue value, int lengthAtMost, bool canonical = false)
    {
        var builder = new StringBuilder();
        Append(builder, value, lengthAtMost, canonical);
        return builder.ToString();
    }

    private static void Append(StringBuilder builder, FeelValue value, int lengthAtMost, bool canonical)
    {
        if (builder.Length > lengthAtMost)
            return;
        switch (value.Reference)
        {
            case FeelList list:
                builder.Append('[');
                for (var i = 0; i < list.Count && builder.Length <= lengthAtMost; i++)
                {
                    builder.Append(i == 0 ? "" : ", ");
                    Append(builder, list[i], lengthAtMost, canonical);
                }
                builder.Append(']');
                break;
            case FeelContext context:
                builder.Append('{');
                for (var i = 0; i < context.Count && builder.Length <= lengthAtMost; i++)
                {
                    builder.Append(i == 0 ? "" : ", ").Append(Key(context.Shape.Keys[i])).Append(": ");
                    Append(builder, context.Values[i], lengthAtMost, canonical);
                }
                builder.Append('}');
                break;
            case FeelRange { Form: not RangeForm.Interval } range:
                AppendComparison(builder, range, lengthAtMost, canonical);
                break;
            case FeelRange range:
                builder.Append(range.LowIncluded ? '[' : '(');
                Append(builder, range.Low, lengthAtMost, canonical);
                builder.Append("..");
                Append(builder, range.High, lengthAtMost, canonical);
                builder.Append(range.HighIncluded ? ']' : ')');
                break;
            case string text:
                builder.Append(Quoted(text));
                break;
            default:
                builder.Append(Scalar(value, canonical));
                break;
        }
    }

    private static void AppendComparison(StringBuilder builder, FeelRange range, int lengthAtMost, bool canonical)
    {
        var (symbol, end) = range switch
        {
            { Form: RangeForm.Difference } => ("!= ", range.Low),
            { Low.IsNull: true, HighIncluded: false } => ("< ", range.High),
            { Low.IsNull: true } => ("<= ", range.High),
            { High.IsNull: true, LowIncluded: false } => ("> ", range.Low),
            { High.IsNull: true } => (">= ", range.Low),
            _ => ("= ", range.Low),
        };
        builder.Append('(').Append(symbol);
        Append(builder, end, lengthAtMost, canonical);
        builder.Append(')');
    }

    private static string Scalar(FeelValue value, bool canonical) => value.Kind switch
    {
        FeelKind.Null => "null",
        FeelKind.Boolean => value.IsTrue ? "true" : "false",
        FeelKind.Number when value.TryGetNumber(out var number) => number.ToString(),
        FeelKind.Function => $"function({string.Join(", ", ((FeelFunction)value.Reference!).Parameters)})",
        _ => canonical ? TemporalText.FormatCanonically(value) : TemporalText.Format(value),
    };
}
