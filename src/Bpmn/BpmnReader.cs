using System.Xml;
using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads BPMN 2.0 XML with zeebe extensions. Never throws for bad input: it reports every problem it finds.</summary>
public static class BpmnReader
{
    /// <summary>Also bounds the memory a hostile file can take: the tree needs some thirty times as much.</summary>
    private const int SizeBytesAtMost = 4 * 1024 * 1024;

    /// <summary>Elements inside each other, of any kind: the tree of a deeper file takes quadratic time to build.</summary>
    private const int NestingAtMost = 256;

    /// <summary>Elements with an id in one file. Large hand-made diagrams have a few hundred.</summary>
    private const int ElementsAtMost = 10_000;

    public static BpmnReadResult Read(ReadOnlyMemory<byte> xml, string fileName)
    {
        var problems = new Problems(fileName);
        var processes = Parse(xml, problems) is { } definitions ? ReadProcesses(definitions, problems) : [];
        return new BpmnReadResult(new BpmnDocument(fileName, processes), problems.InOrder);
    }

    private static XElement? Parse(ReadOnlyMemory<byte> xml, Problems problems)
    {
        if (xml.Length > SizeBytesAtMost)
        {
            problems.AddToFile(
                BpmnCode.Limit,
                $"The file has {xml.Length:N0} bytes, more than the {SizeBytesAtMost:N0} that are read: split it.");
            return null;
        }

        try
        {
            if (LineNestedTooDeeply(xml) is { } line)
            {
                problems.AddToFile(
                    BpmnCode.Limit,
                    $"The file has more than {NestingAtMost} elements inside each other: nest less deeply.",
                    line);
                return null;
            }

            using var reader = Open(xml);
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            if (root.Name == XmlNames.Definitions)
                return root;

            problems.AddToFile(
                BpmnCode.Xml,
                $"The file is not BPMN 2.0: its root is {Named(root.Name)}, but should be {Named(XmlNames.Definitions)}.",
                XmlNames.LineOf(root));
        }
        catch (XmlException wrong) when (wrong.LineNumber == 0 && xml.Span.IndexOf("<!DOCTYPE"u8) is var start and >= 0)
        {
            problems.AddToFile(
                BpmnCode.Xml,
                "The file has a document type declaration (<!DOCTYPE …>), which is refused for safety: remove it.",
                xml.Span[..start].Count((byte)'\n') + 1);
        }
        catch (XmlException wrong)
        {
            problems.AddToFile(BpmnCode.Xml, $"The file is not well-formed XML: {wrong.Message}", wrong.LineNumber);
        }

        return null;
    }

    private static int? LineNestedTooDeeply(ReadOnlyMemory<byte> xml)
    {
        using var reader = Open(xml);
        while (reader.Read())
        {
            if (reader.Depth > NestingAtMost)
                return ((IXmlLineInfo)reader).LineNumber;
        }

        return null;
    }

    private static XmlReader Open(ReadOnlyMemory<byte> xml) => XmlReader.Create(
        new MemoryStream(xml.ToArray(), writable: false),
        new XmlReaderSettings
        {
            CloseInput = true,
            DtdProcessing = DtdProcessing.Prohibit,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            XmlResolver = null,
        });

    private static string Named(XName name) =>
        $"\"{Problems.Short(name.LocalName)}\" of \"{Problems.Short(name.NamespaceName)}\"";

    private static IReadOnlyList<BpmnProcess> ReadProcesses(XElement definitions, Problems problems)
    {
        var identified = definitions.Descendants()
            .Where(element => element.Name.Namespace == XmlNames.Model && element.Attribute("id") is not null)
            .ToList();
        if (identified.Count > ElementsAtMost)
        {
            problems.AddToFile(
                BpmnCode.Limit,
                $"The file has {identified.Count:N0} elements, more than the {ElementsAtMost:N0} that are read: "
                + "split it.");
            return [];
        }

        UniqueIds(identified, problems);

        var executable = definitions.Elements(XmlNames.Process)
            .Where(process => process.Flag("isExecutable") is true)
            .ToList();
        if (executable.Count == 0)
            problems.AddToFile(
                BpmnCode.NotExecutable,
                "The file has no executable process: set isExecutable=\"true\" on the process that should run.",
                XmlNames.LineOf(definitions));

        foreach (var process in executable.Where(process => process.Filled("id") is null))
            problems.Add(BpmnCode.Missing, process, "has no id: give it one, instances are started by it.");

        var roots = new RootElements(definitions, problems);
        return [.. executable.Select(process => new ProcessReader(roots, problems).Read(process))];
    }

    private static void UniqueIds(List<XElement> identified, Problems problems)
    {
        var first = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (var element in identified)
        {
            if (element.Filled("id") is { } id && !first.TryAdd(id, element))
                problems.Add(
                    BpmnCode.Duplicate,
                    element,
                    $"has the same id as the {Problems.Describe(first[id])} in line "
                    + $"{XmlNames.LineOf(first[id])}: give it another one.");
        }
    }
}

/// <param name="Document">What could be understood. Run it only when there are no diagnostics.</param>
public sealed record BpmnReadResult(BpmnDocument Document, IReadOnlyList<BpmnDiagnostic> Diagnostics)
{
    public bool IsValid => Diagnostics.Count == 0;
}
