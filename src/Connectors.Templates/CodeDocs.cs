using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Templates;

/// <summary>The comments of code, as the compiler writes them beside an assembly.</summary>
/// <param name="files">One for each assembly.</param>
public sealed partial class CodeDocs(IEnumerable<XDocument> files)
{
    private readonly Dictionary<string, XElement> _members = files
        .SelectMany(file => file.Descendants("member"))
        .GroupBy(member => member.Attribute("name")!.Value)
        .ToDictionary(members => members.Key, members => members.First(), StringComparer.Ordinal);

    /// <summary>What the parts of an output are: its properties as JSON has them, each with what its author says about it.</summary>
    public IReadOnlyList<(string Name, string What)> PartsOf(Type output)
    {
        var info = ConnectorJson.Options.GetTypeInfo(output);
        return info.Kind is JsonTypeInfoKind.Object && info.PolymorphismOptions is null
            ? [.. info.Properties.Where(property => property.Get is not null).Select(property => (property.Name, WhatOf(output, property)))]
            : [];
    }

    private string WhatOf(Type owner, JsonPropertyInfo property)
    {
        if (property.AttributeProvider is not System.Reflection.MemberInfo { Name: var name, DeclaringType: { } declared })
            return "";
        var own = _members.GetValueOrDefault($"P:{Key(declared)}.{name}")?.Element("summary")
            ?? ParameterOf(declared, name) ?? ParameterOf(owner, name);
        return own is null ? "" : TextOf(own);
    }

    private XElement? ParameterOf(Type type, string name) => _members.GetValueOrDefault($"T:{Key(type)}")?.Elements("param")
        .FirstOrDefault(parameter => parameter.Attribute("name")?.Value == name);

    private static string Key(Type type) => type.FullName!.Replace('+', '.');

    /// <summary>References become the last part of their name.</summary>
    private static string TextOf(XElement element) => Spaces().Replace(
        string.Concat(element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement inner => $"`{NameOf(inner)}`",
            _ => "",
        })),
        " ").Trim();

    private static string NameOf(XElement reference)
    {
        var name = (reference.Attribute("cref") ?? reference.Attribute("name"))?.Value.Split('.', ':')[^1] ?? reference.Value;
        return name.Length > 1 ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
