using System.Text;
using System.Text.Json;
using System.Xml;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>Makes the message that goes out.</summary>
internal static class SoapEnvelope
{
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";

    /// <exception cref="ConnectorInputException">There is no such message.</exception>
    public static string Of(SoapCall call, SoapCertificates certificates, DateTimeOffset now)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var soap = call.SoapVersion.Namespace;
        var envelope = document.CreateElement("soap", "Envelope", soap);
        document.AppendChild(envelope);
        Declare(call.Namespaces, envelope);

        var header = document.CreateElement("soap", "Header", soap);
        envelope.AppendChild(header);
        Fill(header, call.Header switch
        {
            SoapHeader.FromTemplate template => ("header.template", Mustache.Fill(template.Template ?? "", template.Context, "header")),
            SoapHeader.FromJson json => ("header.json", SoapJson.ToXml(json.Json ?? new Dictionary<string, JsonElement>(), "header.json")),
            _ => ("header", ""),
        });
        var body = document.CreateElement("soap", "Body", soap);
        envelope.AppendChild(body);
        Fill(body, call.Body switch
        {
            SoapBody.FromTemplate template => ("body.template", Mustache.Fill(template.Template ?? "", template.Context, "body")),
            SoapBody.FromJson json => ("body.json", SoapJson.ToXml(json.Json ?? new Dictionary<string, JsonElement>(), "body.json")),
            _ => ("body", ""),
        });

        SoapSecurity.Add(call.Authentication, header, body, certificates, now);
        if (!header.HasChildNodes)
            envelope.RemoveChild(header);
        return Declaration + TextOf(envelope);
    }

    /// <summary>Carriage returns, and white space in attributes, as references: a reader would make something else of them, and a signature break.</summary>
    public static string TextOf(XmlElement element)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize, ConformanceLevel = ConformanceLevel.Fragment };
        using (var writer = XmlWriter.Create(text, settings))
            element.WriteTo(writer);
        return text.ToString();
    }

    private static void Declare(IReadOnlyDictionary<string, string>? namespaces, XmlElement envelope)
    {
        foreach (var (prefix, uri) in namespaces ?? new Dictionary<string, string>())
        {
            if (prefix is "soap" or "xml" or "xmlns" || !IsPrefix(prefix))
                throw new ConnectorInputException("namespaces: a name is no prefix that can be declared. Letters and digits can; soap, xml and xmlns are taken.");
            if (string.IsNullOrEmpty(uri))
                throw new ConnectorInputException($"namespaces.{prefix}: expected a namespace such as http://example.com/orders, but it is empty.");
            var declaration = envelope.OwnerDocument.CreateAttribute("xmlns", prefix, Xmlns);
            declaration.Value = SoapJson.Carried(uri, $"namespaces.{prefix}");
            envelope.SetAttributeNode(declaration);
        }
    }

    private static bool IsPrefix(string text)
    {
        try
        {
            return XmlConvert.VerifyNCName(text).Length > 0;
        }
        catch (Exception wrong) when (wrong is XmlException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Reads the text as what stands in the element, with the prefixes that are declared there.</summary>
    private static void Fill(XmlElement parent, (string Input, string Xml) content)
    {
        var names = new XmlNamespaceManager(parent.OwnerDocument.NameTable);
        foreach (XmlAttribute declared in parent.OwnerDocument.DocumentElement!.Attributes)
            names.AddNamespace(declared.LocalName, declared.Value);
        names.AddNamespace("soap", parent.NamespaceURI);
        var context = new XmlParserContext(parent.OwnerDocument.NameTable, names, null, XmlSpace.Preserve);
        var settings = new XmlReaderSettings
        {
            ConformanceLevel = ConformanceLevel.Fragment,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
        };
        try
        {
            using var reader = XmlReader.Create(new StringReader(content.Xml.TrimStart()), settings, context);
            reader.Read();
            while (!reader.EOF)
            {
                if (reader.NodeType is XmlNodeType.XmlDeclaration)
                    reader.Read();
                else if (parent.OwnerDocument.ReadNode(reader) is { } node)
                    parent.AppendChild(node);
            }
        }
        catch (XmlException wrong)
        {
            // Its words may quote values; only those about prefixes do not.
            var what = wrong.Message.Contains("undeclared prefix", StringComparison.Ordinal)
                ? $"{wrong.Message.TrimEnd('.')}; declare it in namespaces or in an element"
                : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it is not well-formed at line {wrong.LineNumber}, position {wrong.LinePosition}");
            throw new ConnectorInputException($"{content.Input}: filled in, {what}.");
        }

        if (parent.ChildNodes.Cast<XmlNode>().Any(node => node is XmlCharacterData and not XmlComment && !string.IsNullOrWhiteSpace(node.Value)))
            throw new ConnectorInputException($"{content.Input}: there is text outside of any element.");
    }
}
