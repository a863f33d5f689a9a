using System.Xml.Linq;

namespace Fairlead.Feel.Tests.Tables;

/// <summary>The item definitions of a DMN model, which may refer to each other in any order.</summary>
internal sealed class TckTypes
{
    private readonly Dictionary<string, XElement> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FeelType> _byName = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, FeelType> ByName => _byName;

    /// <summary>None when this machine has no models.</summary>
    public static TckTypes Read(string folder)
    {
        var types = new TckTypes();
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.dmn") : [])
        {
            foreach (var definition in Named(XDocument.Load(file).Root!, "itemDefinition"))
                types._definitions.TryAdd(definition.Attribute("name")!.Value, definition);
        }
        foreach (var name in types._definitions.Keys)
            types.Find(name);
        return types;
    }

    /// <summary>Null when nothing is called so.</summary>
    public FeelType? Find(string name)
    {
        if (_byName.TryGetValue(name, out var known) || (known = FeelType.Named(name)) is not null)
            return known;
        return _definitions.TryGetValue(name, out var definition) ? _byName[name] = Of(definition) : null;
    }

    private static IEnumerable<XElement> Named(XElement parent, string name) =>
        parent.Elements().Where(element => element.Name.LocalName == name);

    private FeelType Of(XElement definition)
    {
        var components = Named(definition, "itemComponent").Select(part => (part.Attribute("name")!.Value, Of(part))).ToArray();
        var function = Named(definition, "functionItem").FirstOrDefault();
        var item = components.Length > 0 ? FeelType.ContextOf(components)
            : function is not null ? Function(function)
            : Find(Named(definition, "typeRef").FirstOrDefault()?.Value.Trim() ?? "Any") ?? FeelType.Any;
        return definition.Attribute("isCollection")?.Value == "true" ? FeelType.ListOf(item) : item;
    }

    private FeelType Function(XElement function) => FeelType.FunctionOf(
        [.. Named(function, "parameters").Select(parameter => Reference(parameter, "typeRef"))],
        Reference(function, "outputTypeRef"));

    private FeelType Reference(XElement element, string attribute) =>
        Find(element.Attribute(attribute)?.Value ?? "Any") ?? FeelType.Any;
}
