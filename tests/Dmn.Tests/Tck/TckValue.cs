using System.Xml.Linq;
using Fairlead.Feel;

namespace Fairlead.Dmn.Tests.Tck;

/// <summary>Values as test cases of the TCK write them.</summary>
internal static class TckValue
{
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";
    private static readonly FeelNumber Tolerance = Number("1E-8");

    /// <summary>The value of an <c>inputNode</c>, <c>expected</c>, <c>item</c> or <c>component</c>.</summary>
    public static FeelValue Of(XElement holder)
    {
        if (holder.Attribute(Instance + "nil")?.Value == "true")
            return FeelValue.Null;
        var parts = holder.Elements().Where(part => part.Name.LocalName is "value" or "list" or "component").ToList();
        if (parts.Count == 0)
            return FeelValue.Null;
        if (parts[0].Name.LocalName == "component")
            return FeelValue.From(FeelContext.Of([.. parts.Select(part => (part.Attribute("name")!.Value, Of(part)))]));
        if (parts[0].Attribute(Instance + "nil")?.Value == "true")
            return FeelValue.Null;
        return parts[0].Name.LocalName == "list"
            ? FeelValue.FromList([.. parts[0].Elements().Where(item => item.Name.LocalName == "item").Select(Of)])
            : Scalar(parts[0]);
    }

    /// <summary>As the TCK compares: numbers may differ by 1e-8.</summary>
    public static bool IsNear(FeelValue expected, FeelValue actual)
    {
        if (expected.TryGetNumber(out var a) && actual.TryGetNumber(out var b))
            return Difference(a, b) <= Tolerance;
        if (expected.TryGetList(out var left) && actual.TryGetList(out var right))
            return left.Count == right.Count && left.Zip(right, IsNear).All(near => near);
        if (expected.TryGetContext(out var first) && actual.TryGetContext(out var second))
            return first.Count == second.Count
                && first.Entries.All(entry => second.TryGet(entry.Key, out var other) && IsNear(entry.Value, other));
        return expected.Equals(actual);
    }

    private static FeelValue Scalar(XElement value)
    {
        var type = value.Attribute(Instance + "type")?.Value;
        var text = value.Value;
        return type?[(type.IndexOf(':', StringComparison.Ordinal) + 1)..] switch
        {
            "boolean" => FeelValue.From(text.Trim() is "true" or "1"),
            "decimal" or "double" or "integer" or "int" or "float" => FeelValue.From(Number(text.Trim())),
            "date" => Called("date", text),
            "time" => Called("time", text),
            "dateTime" => Called("date and time", text),
            "duration" => Called("duration", text),
            _ => FeelValue.From(text),
        };
    }

    private static FeelValue Called(string function, string text)
    {
        var value = FeelExpression.Parse($"{function}(x)", new FeelOptions { Dialect = FeelDialect.Dmn15 })
            .Evaluate(FeelContext.Of(("x", FeelValue.From(text.Trim())))).Value;
        Assert.False(value.IsNull, $"The test case has {text}, which is no {function}.");
        return value;
    }

    private static FeelNumber Number(string text) => FeelNumber.TryParse(text, out var number) ? number : FeelNumber.Zero;

    private static FeelNumber Difference(FeelNumber a, FeelNumber b) =>
        FeelExpression.Parse("abs(a - b)").Evaluate(FeelContext.Of(("a", FeelValue.From(a)), ("b", FeelValue.From(b))))
            .Value.TryGetNumber(out var difference) ? difference : Number("1");
}
