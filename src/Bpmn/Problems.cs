using System.Text;
using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Collects what is wrong with one file. Knows how to name an element so that its author finds it.</summary>
internal sealed class Problems(string file)
{
    private const int NameLengthAtMost = 80;

    private readonly List<BpmnDiagnostic> found = [];

    public int Count => found.Count;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<BpmnDiagnostic> InOrder => [.. found.OrderBy(problem => problem.Line)];

    /// <param name="sentence">Continues after the element's name: "has no job type: …".</param>
    public void Add(string code, XElement element, string sentence) =>
        found.Add(new BpmnDiagnostic(
            code, $"The {Describe(element)} {sentence}", file, element.Filled("id"), XmlNames.LineOf(element)));

    public void AddToFile(string code, string message, int line = 0) =>
        found.Add(new BpmnDiagnostic(code, message, file, null, line));

    /// <summary>For example <c>service task "Charge card" (charge)</c>.</summary>
    public static string Describe(XElement element)
    {
        var words = Words(element.Name.LocalName);
        return (element.Filled("name"), element.Filled("id")) switch
        {
            (null, null) => words,
            (null, { } id) => $"{words} {Short(id)}",
            ({ } name, null) => $"{words} \"{Short(name)}\"",
            ({ } name, { } id) => $"{words} \"{Short(name)}\" ({Short(id)})",
        };
    }

    /// <summary><c>intermediateCatchEvent</c> becomes <c>intermediate catch event</c>.</summary>
    public static string Words(string localName)
    {
        var text = new StringBuilder();
        foreach (var letter in Short(localName))
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append(' ');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString()
            .Replace("sub process", "sub-process", StringComparison.Ordinal)
            .Replace("ad hoc", "ad-hoc", StringComparison.Ordinal)
            .Replace("event based", "event-based", StringComparison.Ordinal);
    }

    /// <summary>The words with <c>a</c> or <c>an</c>.</summary>
    public static string One(string localName) =>
        Words(localName) is var words && words.Length > 0 && "aeiou".Contains(words[0]) ? $"an {words}" : $"a {words}";

    /// <summary>Text of a file may be long or span lines; a message stays readable.</summary>
    public static string Short(string text)
    {
        var cut = text.Length > NameLengthAtMost ? text[..NameLengthAtMost] + "…" : text;
        return cut.ReplaceLineEndings(" ");
    }
}
