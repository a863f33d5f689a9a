using System.Xml.Linq;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Reading;

/// <summary>
/// Reads item definitions, which may refer to each other in any order, and finds the types that others refer to. As Camunda has it,
/// definitions do not count, so nothing can be wrong with them.
/// </summary>
internal sealed class TypeReader
{
    private readonly Dictionary<string, ItemType> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeReader> _imports = new(StringComparer.Ordinal);
    private readonly Problems _problems;
    private readonly FeelOptions _options;

    public TypeReader(FeelDialect dialect, Problems problems)
    {
        _problems = problems;
        _options = new FeelOptions { Dialect = dialect };
    }

    /// <summary>How expressions of this file are read that have no names around them.</summary>
    public FeelOptions Options => field ??= _options with { Types = Known() };

    /// <param name="name">What the other file's types are called with; empty when they are called by their names alone.</param>
    public void Import(string name, TypeReader types) => _imports.TryAdd(name, types);

    public void Read(XElement definitions)
    {
        var found = new List<(XElement Element, ItemType Type)>();
        foreach (var element in definitions.Parts("itemDefinition"))
        {
            if (element.Filled("name") is not { } name)
                Report(DmnCode.Missing, element, "has no name: give it one, types are referred to by it.");
            else if (!_byName.TryAdd(name, new ItemType(name)))
                Report(DmnCode.Duplicate, element, "has the same name as another one: give it another name.");
            else
                found.Add((element, _byName[name]));
        }
        foreach (var (element, type) in found)
            Fill(type, element);
        foreach (var (element, type) in found)
            RefuseCircle(type, element);
    }

    /// <summary>The type that an attribute <c>typeRef</c> names; null when there is no such attribute.</summary>
    public ItemType? Of(XElement element, string attribute = "typeRef") =>
        element.Filled(attribute) is { } name ? Find(name.Trim(), element) : null;

    /// <summary>The type that the variable of an element declares.</summary>
    public ItemType? OfVariable(XElement element) => element.Part("variable") is { } variable ? Of(variable) : null;

    private Dictionary<string, FeelType> Known()
    {
        var known = new Dictionary<string, FeelType>(StringComparer.Ordinal);
        foreach (var (import, types) in _imports)
        {
            foreach (var (name, type) in types._byName)
                known[import.Length == 0 ? name : $"{import}.{name}"] = FeelTypes.Of(type);
        }
        foreach (var (name, type) in _byName)
            known[name] = FeelTypes.Of(type);
        return known;
    }

    private ItemType Find(string reference, XElement user)
    {
        if (TryFind(reference) is { } type)
            return type;
        // Older files write the prefix of a namespace before the name.
        if (TryFind(reference[(reference.IndexOf(':', StringComparison.Ordinal) + 1)..]) is { } unprefixed)
            return unprefixed;
        Report(
            DmnCode.Reference,
            user,
            $"refers to the type \"{Problems.Short(reference)}\", which is neither one of FEEL nor in the file: choose an existing "
            + "type or define it.");
        return ItemType.Any;
    }

    private ItemType? TryFind(string name)
    {
        if (_byName.TryGetValue(name, out var own) || (own = BuiltInTypes.Find(name)) is not null)
            return own;
        foreach (var (import, types) in _imports)
        {
            var rest = import.Length == 0 ? name
                : name.StartsWith(import + ".", StringComparison.Ordinal) ? name[(import.Length + 1)..]
                : null;
            if (rest is not null && types._byName.GetValueOrDefault(rest) is { } imported)
                return imported;
        }
        return null;
    }

    private void Fill(ItemType type, XElement element)
    {
        type.IsCollection = element.IsTrue("isCollection");
        type.AllowedValues = Tests(element, "allowedValues");
        type.Constraint = Tests(element, "typeConstraint");
        type.Components = [.. element.Parts("itemComponent").Select(Component).OfType<(string, ItemType)>()];
        if (element.Part("functionItem") is { } function)
            type.Function = new ItemFunction(
                [.. function.Parts("parameters").Select(parameter => (parameter.Filled("name") ?? "", Of(parameter) ?? ItemType.Any))],
                Of(function, "outputTypeRef"));
        if (element.PartText("typeRef") is { } reference && type.Components.Count == 0)
            type.Origin = Find(reference, element);
    }

    private (string, ItemType)? Component(XElement element)
    {
        if (element.Filled("name") is not { } name)
        {
            Report(DmnCode.Missing, element, "has no name: give it one.");
            return null;
        }
        var type = new ItemType(element.PartText("typeRef") ?? name);
        Fill(type, element);
        return (name, type);
    }

    private FeelExpression? Tests(XElement element, string part)
    {
        if (element.Part(part) is not { } tests || tests.PartText("text") is not { } text)
            return null;
        var read = FeelExpression.ParseUnaryTests(text, _options);
        if (read.IsValid)
            return read;
        Report(
            DmnCode.Expression,
            tests,
            $"cannot be read as unary tests, at character {read.Diagnostics[0].Start + 1}: {read.Diagnostics[0].Message}",
            XmlNames.LineOf(tests.Part("text")!));
        return null;
    }

    // Only other names and items count: a component may be of the type it is a part of.
    private void RefuseCircle(ItemType type, XElement element)
    {
        var seen = new HashSet<ItemType>();
        for (var next = type; next is not null; next = next.Origin)
        {
            if (seen.Add(next))
                continue;
            if (next == type)
            {
                Report(DmnCode.Cycle, element, "is another name for itself: choose another type for it.");
                type.Origin = null;
            }
            return;
        }
    }

    private void Report(string code, XElement element, string sentence, int line = 0)
    {
        if (_options.Dialect == FeelDialect.Dmn15)
            _problems.Add(code, element, sentence, line);
    }
}
