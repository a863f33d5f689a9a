using System.Globalization;
using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads the zeebe extensions of one element.</summary>
internal static class Extensions
{
    private static readonly Text ThreeRetries = new("3", IsExpression: false);

    /// <summary><c>zeebe:property</c> by name; the first wins.</summary>
    public static IReadOnlyDictionary<string, string> Properties(XElement element)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in Within(element, "properties", "property"))
        {
            if (property.Filled("name") is { } name)
                properties.TryAdd(name, property.Attribute("value")?.Value ?? "");
        }

        return properties;
    }

    /// <summary>The first one that says something.</summary>
    public static string? Documentation(XElement element) => element.Elements(XmlNames.Model + "documentation")
        .Select(documentation => documentation.Value)
        .FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    /// <param name="kind"><c>input</c> or <c>output</c>.</param>
    public static IReadOnlyList<IoMapping> Mappings(XElement element, string kind, Problems problems)
    {
        var mappings = new List<IoMapping>();
        foreach (var mapping in Within(element, "ioMapping", kind))
        {
            var target = mapping.Filled("target");
            if (target is null)
                problems.Add(
                    BpmnCode.Missing,
                    element,
                    $"has an {kind} mapping without target (line {XmlNames.LineOf(mapping)}): name the variable "
                    + "to set.");
            else if (target.StartsWith('=') || target.Split('.').Any(string.IsNullOrWhiteSpace))
                problems.Add(
                    BpmnCode.Structure,
                    element,
                    $"has an {kind} mapping to \"{Problems.Short(target)}\": name a variable, or a path such as "
                    + "\"order.id\".");

            if (mapping.Attribute("source")?.Value is not { } source)
                problems.Add(
                    BpmnCode.Missing,
                    element,
                    $"has an {kind} mapping to \"{Problems.Short(target ?? "")}\" without source: set a value, "
                    + "or an expression that begins with \"=\".");
            else if (Values.NotEmpty(Values.Read(source), element, $"the source of {kind} \"{Problems.Short(target ?? "")}\"", problems) is { } text
                     && target is not null)
                mappings.Add(new IoMapping(text, target, XmlNames.LineOf(mapping)));
        }

        return mappings;
    }

    public static bool HasTaskDefinition(XElement element) => element.ZeebeExtensions("taskDefinition").Any();

    /// <returns>Null when something was wrong and has been reported.</returns>
    public static TaskDefinition? Task(XElement element, Problems problems)
    {
        var definitions = element.ZeebeExtensions("taskDefinition").ToList();
        if (definitions.Count > 1)
            problems.Add(BpmnCode.Duplicate, element, "has several task definitions: keep one.");

        Text? type = null;
        if (definitions.FirstOrDefault()?.Filled("type") is { } typeText)
            type = Values.NotEmpty(Values.Read(typeText), element, "the job type", problems);
        else
            problems.Add(
                BpmnCode.Missing,
                element,
                "has no job type: set the type of its task definition, for example by choosing a connector template.");

        var retries = Retries(element, definitions.FirstOrDefault(), problems);
        var headers = Headers(element, problems);
        var links = FileReader.Links(element, problems);
        return type is null || retries is null ? null : new TaskDefinition(type, retries, headers) { Links = links };
    }

    /// <param name="definition">What has the attribute; three retries when it has none.</param>
    /// <returns>Null when something was wrong and has been reported.</returns>
    public static Text? Retries(XElement element, XElement? definition, Problems problems)
    {
        if (definition?.Filled("retries") is not { } value)
            return ThreeRetries;

        var retries = Values.NotEmpty(Values.Read(value.Trim()), element, "the retries", problems);
        if (retries is null or { IsExpression: true })
            return retries;
        if (int.TryParse(retries.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return retries;

        problems.Add(
            BpmnCode.Expression,
            element,
            $"has \"{Problems.Short(value)}\" as retries: write a whole number such as 3, or an expression that "
            + "begins with \"=\".");
        return null;
    }

    public static List<KeyValuePair<string, string>> Headers(XElement element, Problems problems) =>
        Headers(element, Within(element, "taskHeaders", "header"), "task header", problems);

    /// <param name="what">Names one of them in a message.</param>
    public static List<KeyValuePair<string, string>> Headers(
        XElement element, IEnumerable<XElement> written, string what, Problems problems)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var header in written)
        {
            if (header.Filled("key") is { } key)
                headers.Add(KeyValuePair.Create(key, header.Attribute("value")?.Value ?? ""));
            else
                problems.Add(
                    BpmnCode.Missing,
                    element,
                    $"has a {what} without key (line {XmlNames.LineOf(header)}): name it or remove it.");
        }

        return headers;
    }

    private static IEnumerable<XElement> Within(XElement element, string list, string item) =>
        element.ZeebeExtensions(list).Elements(XmlNames.Zeebe + item);
}
