using System.Xml.Linq;
using Fairlead.Dmn.Requirements;

namespace Fairlead.Dmn.Reading;

/// <summary>Finds what elements need: by the ids of this file, or by those of the models it imports.</summary>
internal sealed class RequirementReader
{
    /// <summary>Elements of circles that are reported; finding the way of each takes time.</summary>
    private const int CirclesAtMost = 100;

    private readonly XElement _definitions;
    private readonly Problems _problems;
    private readonly List<(string Name, DmnModel Model)> _imports = [];
    private readonly Dictionary<string, Element> _byId = new(StringComparer.Ordinal);

    public RequirementReader(XElement definitions, DmnOptions options, Problems problems)
    {
        _definitions = definitions;
        _problems = problems;
        foreach (var import in definitions.Parts("import"))
            Import(import, options);
    }

    /// <summary>The models that are imported, with the names that qualify their elements; an empty name qualifies nothing.</summary>
    public IReadOnlyList<(string Name, DmnModel Model)> Imports => _imports;

    public void Connect(IReadOnlyList<(XElement Xml, Element Element)> elements)
    {
        foreach (var (_, element) in elements)
        {
            if (element.Id.Length > 0)
                _byId.TryAdd(element.Id, element);
        }
        foreach (var (xml, element) in elements)
        {
            element.Requirements =
            [
                .. References(xml.Parts("informationRequirement"), "requiredInput", xml, found => found is InputData),
                .. References(xml.Parts("informationRequirement"), "requiredDecision", xml, found => found is Decision),
                .. References(xml.Parts("knowledgeRequirement"), "requiredKnowledge", xml, found => found is Knowledge or Service),
            ];
            if (element is not Service service)
                continue;
            service.Outputs = References([xml], "outputDecision", xml, found => found is Decision);
            _ = References([xml], "encapsulatedDecision", xml, found => found is Decision);
            service.Inputs =
            [
                .. References([xml], "inputData", xml, found => found is InputData),
                .. References([xml], "inputDecision", xml, found => found is Decision),
            ];
            if (service.Outputs.Count == 0)
                _problems.Add(DmnCode.Missing, xml, "has no output decision: choose one.");
        }
        RefuseCircles(elements);
    }

    private void Import(XElement import, DmnOptions options)
    {
        var space = import.Filled("namespace");
        if (import.Filled("importType") is { } type && !XmlNames.Models.Any(model => model.NamespaceName == type.Trim()))
            _problems.Add(
                DmnCode.Unsupported,
                import,
                $"is of the type \"{Problems.Short(type)}\", which is not read here: import DMN models only.");
        else if (options.Imports.FirstOrDefault(model => model.Namespace == space) is { } model)
            _imports.Add((import.Filled("name") ?? "", model));
        else
            _problems.Add(
                DmnCode.Reference,
                import,
                $"refers to the namespace \"{Problems.Short(space ?? "")}\", of which there is no model: deploy it together with this "
                + "one.");
    }

    private List<Requirement> References(IEnumerable<XElement> holders, string part, XElement user, Func<Element, bool> fits)
    {
        var found = new List<Requirement>();
        foreach (var reference in holders.SelectMany(holder => holder.Parts(part)))
        {
            var href = reference.Filled("href")?.Trim();
            if (href is not null && Find(href) is { } requirement && fits(requirement.Element))
                found.Add(requirement);
            else
                _problems.Add(
                    DmnCode.Reference,
                    user,
                    $"refers to \"{Problems.Short(href ?? "")}\" as {Words(part)}, which is not there: choose an existing one.",
                    XmlNames.LineOf(reference));
        }
        return found;
    }

    private Requirement? Find(string href)
    {
        var hash = href.LastIndexOf('#');
        var (space, id) = hash < 0 ? ("", href) : (href[..hash], href[(hash + 1)..]);
        if ((space.Length == 0 || space == _definitions.Filled("namespace")) && _byId.TryGetValue(id, out var own))
            return new Requirement(own, null);
        foreach (var (name, model) in _imports)
        {
            if (model.Namespace == space && model.ElementOf(id) is { } element)
                return new Requirement(element, name);
        }
        return null;
    }

    // Services are left out: what they need may be cut off by what they get.
    private void RefuseCircles(IReadOnlyList<(XElement Xml, Element Element)> elements)
    {
        var open = Unsettled([.. elements.Select(pair => pair.Element).Where(IsLogic)]);
        foreach (var (xml, element) in elements.Where(pair => open.Contains(pair.Element)).Take(CirclesAtMost))
        {
            if (PathBack(element) is { } path)
                _problems.Add(
                    DmnCode.Cycle,
                    xml,
                    path.Count == 0
                        ? "needs itself: remove that requirement."
                        : $"needs itself, by way of {Listed(path)}: break the circle.");
        }
    }

    // What remains when everything is taken away that needs nothing more: circles, and what needs them.
    private static HashSet<Element> Unsettled(IReadOnlyList<Element> elements)
    {
        var open = elements.ToHashSet();
        var needs = elements.ToDictionary(
            element => element, element => element.Requirements.Count(need => open.Contains(need.Element)));
        var users = elements
            .SelectMany(element => element.Requirements.Select(need => (need.Element, User: element)))
            .ToLookup(pair => pair.Element, pair => pair.User);
        var settled = new Queue<Element>(elements.Where(element => needs[element] == 0));
        while (settled.TryDequeue(out var next))
        {
            open.Remove(next);
            foreach (var user in users[next])
            {
                if (--needs[user] == 0)
                    settled.Enqueue(user);
            }
        }
        return open;
    }

    private static bool IsLogic(Element element) => element is Decision or Knowledge;

    // The shortest way from the element back to it; breadth first, so that large graphs take no stack.
    private static List<Element>? PathBack(Element element)
    {
        var cameFrom = new Dictionary<Element, Element>();
        var waiting = new Queue<Element>([element]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var (target, _) in next.Requirements)
            {
                if (target == element)
                    return Way(cameFrom, element, next);
                if (IsLogic(target) && cameFrom.TryAdd(target, next))
                    waiting.Enqueue(target);
            }
        }
        return null;
    }

    private static List<Element> Way(Dictionary<Element, Element> cameFrom, Element start, Element last)
    {
        var way = new List<Element>();
        for (var step = last; step != start; step = cameFrom[step])
            way.Insert(0, step);
        return way;
    }

    private static string Listed(IEnumerable<Element> path) => string.Join(", ", path.Select(step => Problems.Short(step.Name)));

    private static string Words(string part) => part switch
    {
        "requiredInput" or "inputData" => "input data",
        "requiredKnowledge" => "a business knowledge model or service",
        _ => "a decision",
    };
}
