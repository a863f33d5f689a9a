using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Fairlead.Dmn.Requirements;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Reading;

/// <summary>Reads one file: its types, then its elements and what they need of each other, then their logic.</summary>
internal sealed class ModelReader
{
    /// <summary>Elements with an id in one file: a table of a thousand rules and six columns has some seven thousand.</summary>
    private const int ElementsAtMost = 100_000;

    private static readonly Dictionary<string, DecisionType> Kinds = new(StringComparer.Ordinal)
    {
        ["decisionTable"] = DecisionType.DecisionTable,
        ["literalExpression"] = DecisionType.LiteralExpression,
        ["context"] = DecisionType.Context,
        ["invocation"] = DecisionType.Invocation,
        ["list"] = DecisionType.List,
        ["relation"] = DecisionType.Relation,
    };

    private readonly XElement _definitions;
    private readonly DmnOptions _options;
    private readonly Problems _problems;
    private readonly TypeReader _types;
    private readonly ExpressionReader _expressions;
    private readonly RequirementReader _requirements;
    private readonly HashSet<Element> _read = [];

    public ModelReader(XElement definitions, DmnOptions options, Problems problems)
    {
        _definitions = definitions;
        _options = options;
        _problems = problems;
        _types = new TypeReader(options.Dialect, problems);
        _expressions = new ExpressionReader(_types, definitions.Filled("expressionLanguage"), problems);
        _requirements = new RequirementReader(definitions, options, problems);
    }

    public TypeReader Types => _types;

    /// <returns>The elements in the order of the file.</returns>
    public IReadOnlyList<Element> Read()
    {
        if (!CheckIds())
            return [];
        if (_options.Dialect == FeelDialect.Camunda)
        {
            if (_definitions.Filled("id") is null)
                _problems.Add(DmnCode.Missing, _definitions, "have no id: give them one, versions are counted by it.");
            if (_definitions.Filled("name") is null)
                _problems.Add(DmnCode.Missing, _definitions, "have no name: give them one.");
        }
        foreach (var (name, model) in _requirements.Imports)
            _types.Import(name, model.Types);
        _types.Read(_definitions);

        var elements = new List<(XElement Xml, Element Element)>();
        foreach (var xml in _definitions.Parts())
        {
            if (ElementOf(xml) is { } element)
                elements.Add((xml, element));
        }
        _requirements.Connect(elements);
        var xmlOf = elements.ToDictionary(pair => pair.Element, pair => pair.Xml);
        foreach (var (_, element) in elements)
            ReadLogic(element, xmlOf);
        return [.. elements.Select(pair => pair.Element)];
    }

    private bool CheckIds()
    {
        var identified = _definitions.DescendantsAndSelf()
            .Where(element => element.Name.Namespace == _definitions.Name.Namespace && element.Filled("id") is not null)
            .ToList();
        if (identified.Count > ElementsAtMost)
        {
            _problems.AddToFile(
                DmnCode.Limit, $"The file has {identified.Count:N0} elements, more than the {ElementsAtMost:N0} that are read: split it.");
            return false;
        }
        var first = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (var element in identified)
        {
            var id = element.Filled("id")!;
            if (!first.TryAdd(id, element))
                _problems.Add(
                    DmnCode.Duplicate,
                    element,
                    $"has the same id as the {Problems.Describe(first[id])} in line {XmlNames.LineOf(first[id])}: give it another one.");
        }
        return true;
    }

    private Element? ElementOf(XElement xml)
    {
        if (xml.Name.LocalName is not ("decision" or "inputData" or "businessKnowledgeModel" or "decisionService"))
            return null;
        var isStandard = _options.Dialect == FeelDialect.Dmn15;
        if (xml.Filled("id") is null && !isStandard)
            _problems.Add(DmnCode.Missing, xml, "has no id: give it one, it is referred to by it.");
        if (xml.Filled("name") is null)
            _problems.Add(DmnCode.Missing, xml, "has no name: give it one.");
        // The standard lets elements do without an id: then they are asked for by their names.
        var id = xml.Filled("id") ?? (isStandard ? xml.Filled("name") : null) ?? "";
        var name = xml.Filled("name") ?? id;
        var variable = VariableName(xml, id, name);
        var place = ExpressionReader.PlaceOf(xml);
        Element element = xml.Name.LocalName switch
        {
            "decision" => new Decision
            {
                Id = id,
                Name = name,
                VariableName = variable,
                Place = place,
                VersionTag = xml.VersionTag(),
                Kind = xml.Parts().FirstOrDefault(ExpressionReader.IsExpression) is { } logic
                    ? Kinds.GetValueOrDefault(logic.Name.LocalName)
                    : DecisionType.Unknown,
            },
            "inputData" => new InputData { Id = id, Name = name, VariableName = variable, Place = place },
            "businessKnowledgeModel" => new Knowledge { Id = id, Name = name, VariableName = variable, Place = place },
            _ => new Service { Id = id, Name = name, VariableName = variable, Place = place },
        };
        element.Type = _types.OfVariable(xml);
        return element;
    }

    // As Camunda has it, a decision without a variable is called by its id, and a function always by its name.
    private string VariableName(XElement xml, string id, string name) => _options.Dialect switch
    {
        FeelDialect.Dmn15 => xml.Part("variable")?.Filled("name") ?? name,
        FeelDialect.Camunda when xml.Name.LocalName == "businessKnowledgeModel" => name,
        FeelDialect.Camunda => xml.Part("variable")?.Filled("name") ?? (id.Length > 0 ? id : name),
    };

    // What an element needs is read first: then the names of its values are known.
    private void ReadLogic(Element element, Dictionary<Element, XElement> xmlOf)
    {
        if (!_read.Add(element) || !xmlOf.TryGetValue(element, out var xml))
            return;
        // On a chain too long for the stack, only the names of entries get lost.
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            foreach (var requirement in element.Requirements)
                ReadLogic(requirement.Element, xmlOf);
        }
        var names = NamesFor(element);
        if (element is Decision decision)
        {
            decision.Logic = _expressions.Inside(xml, names);
            decision.KnownType = decision.Type ?? decision.Logic?.KnownType;
            if (decision.Logic is null && _options.Dialect == FeelDialect.Camunda)
                _problems.Add(DmnCode.Missing, xml, "has no logic: add a decision table or an expression.");
        }
        else if (element is Knowledge knowledge && xml.Part("encapsulatedLogic") is { } logic
            && _expressions.Function(logic, names.With(knowledge.VariableName, null)) is { } function)
        {
            // A variable of a function's type says what the function gives; one of another type is an older way to say it.
            knowledge.Logic = function with { Result = function.Result ?? ResultOf(knowledge.Type) };
        }
    }

    private static ItemType? ResultOf(ItemType? type) => type is { Function: { } function } ? function.Result
        : type?.Kind == FeelKind.Function ? null
        : type;

    private Names NamesFor(Element element)
    {
        var own = new List<(string, ItemType)>();
        var imported = new Dictionary<string, List<(string, ItemType)>>(StringComparer.Ordinal);
        foreach (var requirement in element.Requirements)
        {
            var name = (requirement.Element.VariableName, requirement.Element.ValueType ?? ItemType.Any);
            if (requirement.Import is not { Length: > 0 } import)
                own.Add(name);
            else if (imported.TryGetValue(import, out var entries))
                entries.Add(name);
            else
                imported[import] = [name];
        }
        foreach (var (import, entries) in imported)
            own.Add((import, new ItemType(import) { Components = entries }));
        return Names.None(_types.Options).With(own);
    }
}
