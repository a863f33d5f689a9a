using System.Globalization;
using Fairlead.Feel;

namespace Fairlead.Dmn.Evaluation;

/// <summary>Values in messages: never long, however large they are.</summary>
internal static class Words
{
    private const int LengthAtMost = 100;

    public static string Of(FeelValue value)
    {
        if (value.TryGetList(out var items))
            return items.Count == 1 ? "a list of one item" : $"a list of {Number(items.Count)} items";
        if (value.TryGetContext(out var context))
            return context.Count == 1 ? "a context with one entry" : $"a context with {Number(context.Count)} entries";
        if (value.TryGetString(out var text) && text.Length > LengthAtMost)
            return $"'{text[..LengthAtMost]}…'";
        return $"'{value}'";
    }

    public static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
