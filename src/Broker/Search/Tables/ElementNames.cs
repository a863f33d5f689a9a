using System.Xml;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Names of the elements of one process, as its BPMN file gives them.</summary>
internal static class ElementNames
{
    private const string Bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL";

    /// <returns>Those that have a name. What cannot be read as XML has none: the engine accepted it, so it is no BPMN to us.</returns>
    public static IReadOnlyList<(string Id, string Name)> Read(ReadOnlyMemory<byte> file, string processId)
    {
        var names = new List<(string, string)>();
        using var stream = new MemoryStream(file.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        try
        {
            while (reader.Read())
            {
                if (reader.NodeType is not XmlNodeType.Element || reader.NamespaceURI is not Bpmn || reader.LocalName is not "process")
                    continue;
                if (reader.GetAttribute("id") == processId)
                {
                    using var process = reader.ReadSubtree();
                    ReadNames(process, names);
                }
            }
        }
        catch (XmlException)
        {
            return [];
        }

        return names;
    }

    private static void ReadNames(XmlReader process, List<(string, string)> names)
    {
        while (process.Read())
        {
            if (process.NodeType is XmlNodeType.Element
                && process.NamespaceURI is Bpmn
                && process.GetAttribute("id") is { Length: > 0 } id
                && process.GetAttribute("name") is { Length: > 0 } name)
            {
                names.Add((id, name));
            }
        }
    }
}
