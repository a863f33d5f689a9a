using System.Security;
using System.Text;
using System.Text.Json;
using System.Xml;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>
/// XML out of JSON: a name is an element, a name with <c>@</c> an attribute, <c>$content</c> is text; a list repeats its name, null is an empty
/// element.
/// </summary>
internal static class SoapJson
{
    public const string Content = "$content";
    public const char Attribute = '@';

    /// <exception cref="ConnectorInputException">It is nothing that XML could say.</exception>
    public static string ToXml(IReadOnlyDictionary<string, JsonElement> elements, string path)
    {
        var xml = new StringBuilder();
        foreach (var (name, value) in elements)
            Write(name, value, $"{path}.{name}", xml);
        return xml.ToString();
    }

    private static void Write(string name, JsonElement value, string path, StringBuilder xml)
    {
        if (value.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind is JsonValueKind.Array)
                    throw new ConnectorInputException($"{path}: a list in a list has no name for its elements.");
                Write(name, item, path, xml);
            }

            return;
        }

        Verify(name, path);
        xml.Append('<').Append(name);
        if (value.ValueKind is not JsonValueKind.Object)
        {
            Close(name, TextOf(value, path), xml);
            return;
        }

        foreach (var attribute in value.EnumerateObject().Where(IsAttribute))
        {
            Verify(attribute.Name[1..], $"{path}.{attribute.Name}");
            xml.Append(' ').Append(attribute.Name.AsSpan(1)).Append("=\"").Append(TextOf(attribute.Value, $"{path}.{attribute.Name}")).Append('"');
        }

        var inner = new StringBuilder();
        foreach (var child in value.EnumerateObject().Where(child => !IsAttribute(child)))
        {
            if (child.NameEquals(Content))
                inner.Append(TextOf(child.Value, $"{path}.{Content}"));
            else
                Write(child.Name, child.Value, $"{path}.{child.Name}", inner);
        }

        Close(name, inner.ToString(), xml);
    }

    private static void Close(string name, string content, StringBuilder xml) =>
        _ = content.Length is 0 ? xml.Append("/>") : xml.Append('>').Append(content).Append("</").Append(name).Append('>');

    private static bool IsAttribute(JsonProperty property) => property.Name.StartsWith(Attribute);

    private static string TextOf(JsonElement value, string path)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => "",
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            JsonValueKind.Object or JsonValueKind.Array => throw new ConnectorInputException($"{path}: expected text, a number or true or false."),
        };
        return Escape(text) ?? throw new ConnectorInputException($"{path}: it has a character that XML cannot carry.");
    }

    /// <summary>The text itself.</summary>
    /// <exception cref="ConnectorInputException">It has characters that no XML may have.</exception>
    public static string Carried(string text, string path) =>
        Escape(text) is null ? throw new ConnectorInputException($"{path}: it has a character that XML cannot carry.") : text;

    /// <returns>Null when it has characters that no XML may have.</returns>
    public static string? Escape(string text)
    {
        try
        {
            // A carriage return as it is would become a line feed, in attributes all white space a blank.
            return SecurityElement.Escape(XmlConvert.VerifyXmlChars(text))
                .Replace("\r", "&#xD;", StringComparison.Ordinal).Replace("\n", "&#xA;", StringComparison.Ordinal).Replace("\t", "&#x9;", StringComparison.Ordinal);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static void Verify(string name, string path)
    {
        try
        {
            XmlConvert.VerifyName(name);
        }
        catch (Exception wrong) when (wrong is XmlException or ArgumentException)
        {
            throw new ConnectorInputException($"{path}: that is no name in XML.");
        }
    }
}
