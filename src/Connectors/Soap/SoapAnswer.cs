using System.Text.Json.Nodes;
using System.Xml;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>
/// The envelope that came back, as JSON: names without their prefixes; elements and attributes of an element are its properties; one that
/// occurs more than once is a list; an element with nothing but text is text, and beside attributes text is <c>$content</c>; an empty element
/// is an empty object. White space between elements is nothing.
/// </summary>
internal static class SoapAnswer
{
    public const string Invalid = "SOAP_ANSWER_INVALID";

    /// <summary>Each level of XML takes two of JSON at most, of which there are 200.</summary>
    private const int LevelsAtMost = 90;

    private static readonly string[] Namespaces = [new SoapVersion.V11().Namespace, new SoapVersion.V12().Namespace];

    /// <returns>Null when it is no envelope of SOAP.</returns>
    /// <param name="isFault">Whether its body is a fault.</param>
    /// <exception cref="ConnectorException">It is one, but must not be read.</exception>
    public static JsonObject? TryRead(HttpResponseMessage response, ReadOnlyMemory<byte> body, out bool isFault)
    {
        isFault = false;
        if (body.IsEmpty)
            return null;

        var isEnvelope = false;
        try
        {
            using var reader = Reader(response, body);
            if (reader.MoveToContent() is not XmlNodeType.Element || reader.LocalName is not "Envelope" || !Namespaces.Contains(reader.NamespaceURI))
                return null;

            isEnvelope = true;
            return new JsonObject { ["Envelope"] = Read(reader, reader.NamespaceURI, ref isFault) };
        }
        catch (XmlException broken) when (isEnvelope || broken.Message.Contains("DTD", StringComparison.Ordinal))
        {
            throw Refuse(response, string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"answered XML that is not well-formed, or has a DTD, at line {broken.LineNumber}, position {broken.LinePosition}"));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    public static ConnectorException NotAnEnvelope(HttpResponseMessage response) => Refuse(
        response, $"answered {(response.Content.Headers.ContentType?.MediaType is { } type ? type : "something without a type")}, in which there is no SOAP envelope");

    private static XmlReader Reader(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        };
        // What HTTP says of the encoding wins over what the document says of itself.
        return response.Content.Headers.ContentType?.CharSet?.Trim('"') is { } name && Charset.Find(name) is { } encoding
            ? XmlReader.Create(new StringReader(encoding.GetString(body.Span).TrimStart('\uFEFF')), settings)
            : XmlReader.Create(new MemoryStream(body.ToArray(), writable: false), settings);
    }

    private static JsonNode Read(XmlReader reader, string soap, ref bool isFault)
    {
        if (reader.Depth > LevelsAtMost)
            throw new XmlException("It is nested too deep.", null, 0, 0);
        isFault |= reader is { Depth: 2, LocalName: "Fault" } && reader.NamespaceURI == soap;

        var hasAttributes = reader.HasAttributes;
        var attributes = Attributes(reader);
        var element = new JsonObject();
        var text = "";
        if (!reader.IsEmptyElement)
        {
            var depth = reader.Depth;
            while (reader.Read() && reader.Depth > depth)
            {
                if (reader.NodeType is XmlNodeType.Element)
                    Add(element, reader.LocalName, Read(reader, soap, ref isFault));
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                    text += reader.Value;
                else if (reader.NodeType is XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace && text.Length > 0)
                    text += reader.Value;
            }
        }

        var isBlank = string.IsNullOrWhiteSpace(text);
        if (element.Count is 0 && !hasAttributes && !isBlank)
            return JsonValue.Create(text);
        if (!isBlank)
            element["$content"] = text;
        foreach (var (name, value) in attributes)
            element[element.ContainsKey(name) ? $"@{name}" : name] = value;
        return element;
    }

    private static List<(string Name, string Value)> Attributes(XmlReader reader)
    {
        var attributes = new List<(string, string)>();
        while (reader.MoveToNextAttribute())
        {
            if (reader.Prefix is not "xmlns" && reader.Name is not "xmlns")
                attributes.Add((reader.LocalName, reader.Value));
        }

        reader.MoveToElement();
        return attributes;
    }

    private static void Add(JsonObject element, string name, JsonNode value)
    {
        if (!element.TryGetPropertyValue(name, out var former))
        {
            element[name] = value;
        }
        else if (former is JsonArray list)
        {
            list.Add(value);
        }
        else
        {
            element[name] = null;
            element[name] = new JsonArray(former, value);
        }
    }

    private static ConnectorException Refuse(HttpResponseMessage response, string what) => new(
        Invalid, $"{Place(response)} {what}. Check that the address is that of the service and not of its description. [{Invalid}]");

    private static string Place(HttpResponseMessage response) =>
        response.RequestMessage?.RequestUri is { } target ? RestFailure.Place(target) : "The service";
}
