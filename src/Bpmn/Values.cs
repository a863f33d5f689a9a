using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Literals and expressions: a value that begins with <c>=</c> is FEEL, every other one is itself.</summary>
internal static class Values
{
    public static Text Read(string value) =>
        value.StartsWith('=') ? new Text(value[1..], IsExpression: true) : new Text(value, IsExpression: false);

    /// <summary>For places where a literal makes no sense.</summary>
    /// <returns>FEEL text without the leading <c>=</c>; null when it is none, which has been reported.</returns>
    public static string? Expression(string value, XElement element, string what, Problems problems)
    {
        var text = Read(value.Trim());
        if (!text.IsExpression)
        {
            problems.Add(
                BpmnCode.Expression,
                element,
                $"has a literal where an expression belongs: {what} must begin with \"=\", but is "
                + $"\"{Problems.Short(value.Trim())}\".");
            return null;
        }

        return NotEmpty(text, element, what, problems)?.Value;
    }

    /// <returns>Null when there is nothing after the <c>=</c>, which has been reported.</returns>
    public static Text? NotEmpty(Text text, XElement element, string what, Problems problems)
    {
        if (!text.IsExpression || !string.IsNullOrWhiteSpace(text.Value))
            return text;

        problems.Add(
            BpmnCode.Expression,
            element,
            $"has an empty expression: write FEEL after the \"=\" of {what}, or remove it.");
        return null;
    }
}
