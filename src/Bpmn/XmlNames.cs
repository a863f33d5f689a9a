using System.Xml;
using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>The namespaces the reader understands. Everything in other namespaces is layout or someone else's.</summary>
internal static class XmlNames
{
    public static readonly XNamespace Model = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    public static readonly XNamespace Zeebe = "http://camunda.org/schema/zeebe/1.0";

    public static readonly XName Definitions = Model + "definitions";
    public static readonly XName Process = Model + "process";

    public static int LineOf(XElement element) => ((IXmlLineInfo)element).LineNumber;

    /// <summary>A reference without the prefix of the file's own namespace, which some tools write.</summary>
    public static string Local(string reference) => reference[(reference.IndexOf(':') + 1)..];

    public static bool IsModel(this XElement element, string localName) =>
        element.Name.Namespace == Model && element.Name.LocalName == localName;

    /// <summary>The attribute's text, null when it is absent or blank.</summary>
    public static string? Filled(this XElement element, string attribute) =>
        element.Attribute(attribute)?.Value is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary><c>xsd:boolean</c>: true and 1 are true.</summary>
    public static bool? Flag(this XElement element, string attribute) => element.Attribute(attribute)?.Value.Trim() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => null,
    };

    /// <summary>Extension elements of the zeebe namespace, in document order.</summary>
    public static IEnumerable<XElement> ZeebeExtensions(this XElement element) =>
        element.Elements(Model + "extensionElements").Elements().Where(child => child.Name.Namespace == Zeebe);

    public static IEnumerable<XElement> ZeebeExtensions(this XElement element, string localName) =>
        element.ZeebeExtensions().Where(child => child.Name.LocalName == localName);
}
