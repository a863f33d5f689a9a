using System.Xml;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Whether people fill in a form to start a process, as its BPMN file says.</summary>
internal static class StartForms
{
    private const string Bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private const string Zeebe = "http://camunda.org/schema/zeebe/1.0";

    public static bool HasOne(ReadOnlyMemory<byte> file, string processId)
    {
        using var stream = new MemoryStream(file.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        try
        {
            while (reader.ReadToFollowing("process", Bpmn))
            {
                if (reader.GetAttribute("id") != processId)
                    continue;
                using var process = reader.ReadSubtree();
                return HasOne(process);
            }
        }
        catch (XmlException)
        {
            // The engine accepted it, so it is no BPMN to us: see ElementNames.
        }

        return false;
    }

    private static bool HasOne(XmlReader process)
    {
        process.Read();
        var starts = process.Depth + 1;
        while (process.Read())
        {
            if (process.Depth != starts || process.LocalName is not "startEvent" || process.NamespaceURI is not Bpmn || process.IsEmptyElement)
                continue;
            using var start = process.ReadSubtree();
            while (start.ReadToFollowing("formDefinition", Zeebe))
            {
                if (start.GetAttribute("formId") is { Length: > 0 })
                    return true;
            }
        }

        return false;
    }
}
