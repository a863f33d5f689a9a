using System.Xml;
using System.Xml.Linq;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Task headers of the elements of one process, as its BPMN file gives them.</summary>
internal static class ElementHeaders
{
    private static readonly XNamespace Bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static readonly XNamespace Zeebe = "http://camunda.org/schema/zeebe/1.0";

    /// <returns>As a column has them, for each element that has any.</returns>
    public static IReadOnlyList<(string Id, string Headers)> Read(ReadOnlyMemory<byte> file, string processId)
    {
        if (file.Span.IndexOf("taskHeaders"u8) < 0)
            return [];

        using var stream = new MemoryStream(file.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        try
        {
            return
            [
                .. XDocument.Load(reader).Descendants(Bpmn + "process")
                    .Where(process => process.Attribute("id")?.Value == processId)
                    .SelectMany(process => process.DescendantsAndSelf())
                    .Select(element => (Id: element.Attribute("id")?.Value, Headers: Of(element)))
                    .Where(found => found is { Id.Length: > 0, Headers.Count: > 0 })
                    .Select(found => (found.Id!, HeaderText.Write(found.Headers))),
            ];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    /// <summary>Names and values in turn; not those of its listeners, which lie deeper.</summary>
    private static List<string> Of(XElement element)
    {
        var headers = new List<string>();
        foreach (var header in element.Elements(Bpmn + "extensionElements").Elements(Zeebe + "taskHeaders").Elements(Zeebe + "header"))
        {
            if (header.Attribute("key")?.Value is { Length: > 0 } key)
                headers.AddRange([key, header.Attribute("value")?.Value ?? ""]);
        }

        return headers;
    }
}
