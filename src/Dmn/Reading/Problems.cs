using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Fairlead.Dmn.Reading;

/// <summary>Collects what is wrong with one file. Knows how to name an element so that its author finds it.</summary>
internal sealed class Problems(string file)
{
    private const int NameLengthAtMost = 80;

    private readonly List<DmnDiagnostic> _found = [];

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<DmnDiagnostic> InOrder => [.. _found.OrderBy(problem => problem.Line)];

    /// <param name="sentence">Continues after the element's name: "has no id: …".</param>
    public void Add(string code, XElement element, string sentence, int line = 0) => _found.Add(new DmnDiagnostic(
        code, $"The {Whole(element)} {sentence}", file, NearestId(element), line > 0 ? line : XmlNames.LineOf(element)));

    public void AddToFile(string code, string message, int line = 0) =>
        _found.Add(new DmnDiagnostic(code, message, file, null, line));

    /// <summary>The id of the element or of the nearest one around it that has one.</summary>
    public static string? NearestId(XElement element) =>
        element.AncestorsAndSelf().Select(part => part.Filled("id")).FirstOrDefault(id => id is not null);

    /// <summary>For example <c>decision "Dish" (dish)</c>.</summary>
    public static string Describe(XElement element)
    {
        var words = Words(element.Name.LocalName);
        return (element.Filled("name") ?? element.Filled("label"), element.Filled("id")) switch
        {
            (null, null) => words,
            (null, { } id) => $"{words} {Short(id)}",
            ({ } name, null) => $"{words} \"{Short(name)}\"",
            ({ } name, { } id) => $"{words} \"{Short(name)}\" ({Short(id)})",
        };
    }

    /// <summary>For example <c>one input</c> or <c>3 inputs</c>.</summary>
    public static string Count(int count, string one, string many) =>
        count == 1 ? $"one {one}" : $"{count.ToString(CultureInfo.InvariantCulture)} {many}";

    /// <summary>Text of a file may be long or span lines; a message stays readable.</summary>
    public static string Short(string text)
    {
        var cut = text.Length > NameLengthAtMost ? text[..NameLengthAtMost] + "…" : text;
        return cut.ReplaceLineEndings(" ");
    }

    // Inside a decision, also which one: "input entry x of rule 3 in decision "Dish" (dish)".
    private static string Whole(XElement element)
    {
        var text = Describe(element);
        if (element.AncestorsAndSelf().FirstOrDefault(part => part.Name.LocalName == "rule") is { } rule)
        {
            var number = $"rule {rule.ElementsBeforeSelf(rule.Name).Count() + 1}";
            text = rule == element ? number : $"{text} of {number}";
        }
        var owner = element.Ancestors().LastOrDefault(part => part.Parent?.Parent is null && part.Parent is not null);
        return owner is null ? text : $"{text} in {Describe(owner)}";
    }

    // `decisionTable` becomes `decision table`.
    private static string Words(string localName)
    {
        if (localName is "for" or "some" or "every")
            return $"{localName} expression";
        var text = new StringBuilder();
        foreach (var letter in Short(localName))
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append(' ');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
