using System.Xml;
using System.Xml.Linq;

namespace Fairlead.Dmn.Reading;

/// <summary>From bytes to the root of a DMN file, within limits that a hostile file cannot pass.</summary>
internal static class XmlFile
{
    /// <summary>Also bounds the memory: the tree needs some thirty times as much.</summary>
    private const int SizeBytesAtMost = 4 * 1024 * 1024;

    /// <summary>Elements inside each other, of any kind. Bounds the stack that reading and evaluating take.</summary>
    private const int NestingAtMost = 128;

    /// <returns>Null when the file cannot be read, which has been reported.</returns>
    public static XElement? Read(ReadOnlyMemory<byte> xml, Problems problems)
    {
        if (xml.Length > SizeBytesAtMost)
        {
            problems.AddToFile(
                DmnCode.Limit, $"The file has {xml.Length:N0} bytes, more than the {SizeBytesAtMost:N0} that are read: split it.");
            return null;
        }

        try
        {
            if (LineNestedTooDeeply(xml) is { } line)
            {
                problems.AddToFile(
                    DmnCode.Limit, $"The file has more than {NestingAtMost} elements inside each other: nest less deeply.", line);
                return null;
            }

            using var reader = Open(xml);
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            if (root.Name.LocalName == "definitions" && XmlNames.Models.Contains(root.Name.Namespace))
                return root;

            problems.AddToFile(
                DmnCode.Xml,
                $"The file is not DMN 1.1 to 1.5: its root is \"{Problems.Short(root.Name.LocalName)}\" of "
                + $"\"{Problems.Short(root.Name.NamespaceName)}\", but should be \"definitions\" of "
                + $"\"{XmlNames.Models[^1].NamespaceName}\" or an earlier one.",
                XmlNames.LineOf(root));
        }
        catch (XmlException wrong) when (wrong.LineNumber == 0 && xml.Span.IndexOf("<!DOCTYPE"u8) is var start and >= 0)
        {
            problems.AddToFile(
                DmnCode.Xml,
                "The file has a document type declaration (<!DOCTYPE …>), which is refused for safety: remove it.",
                xml.Span[..start].Count((byte)'\n') + 1);
        }
        catch (XmlException wrong)
        {
            problems.AddToFile(DmnCode.Xml, $"The file is not well-formed XML: {wrong.Message}", wrong.LineNumber);
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
}
