using System.Xml;
using System.Xml.Linq;

namespace Fairlead.Dmn.Reading;

/// <summary>The namespaces the reader understands, and how it looks at elements of whichever version it is.</summary>
internal static class XmlNames
{
    public static readonly XNamespace Zeebe = "http://camunda.org/schema/zeebe/1.0";

    /// <summary>Of DMN 1.1 to 1.5. The first one has two spellings.</summary>
    public static readonly IReadOnlyList<XNamespace> Models =
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ];

    private static readonly HashSet<string> FeelLanguages = new(
        [
            "feel",
            "http://www.omg.org/spec/FEEL/20140401",
            "http://www.omg.org/spec/DMN/20180521/FEEL/",
            "https://www.omg.org/spec/DMN/20191111/FEEL/",
            "https://www.omg.org/spec/DMN/20211108/FEEL/",
            "https://www.omg.org/spec/DMN/20230324/FEEL/",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static bool IsFeel(string language) => FeelLanguages.Contains(language.Trim());

    public static int LineOf(XElement element) => ((IXmlLineInfo)element).LineNumber;

    /// <summary>The attribute's text, null when it is absent or blank.</summary>
    public static string? Filled(this XElement element, string attribute) =>
        element.Attribute(attribute)?.Value is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>Elements of the model inside this one, with this name.</summary>
    public static IEnumerable<XElement> Parts(this XElement element, string localName) =>
        element.Elements(element.Name.Namespace + localName);

    /// <summary>All elements of the model inside this one.</summary>
    public static IEnumerable<XElement> Parts(this XElement element) =>
        element.Elements().Where(child => child.Name.Namespace == element.Name.Namespace);

    public static XElement? Part(this XElement element, string localName) => element.Element(element.Name.Namespace + localName);

    /// <summary>The text of a part, trimmed; null when there is none or it is blank.</summary>
    public static string? PartText(this XElement element, string localName) =>
        element.Part(localName)?.Value.Trim() is { Length: > 0 } text ? text : null;

    public static bool IsTrue(this XElement element, string attribute) => element.Attribute(attribute)?.Value.Trim() is "true" or "1";

    public static string? VersionTag(this XElement element) =>
        element.Part("extensionElements")?.Element(Zeebe + "versionTag")?.Filled("value");
}
