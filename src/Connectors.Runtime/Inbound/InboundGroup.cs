using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Elements that share one running connector: the unit that models ask for.</summary>
/// <param name="Id">Stable as long as the group means the same; SHA-256 in hexadecimal digits.</param>
/// <param name="Elements">Newest version first.</param>
/// <param name="Fingerprint">Changes when the connector must be started anew.</param>
/// <param name="Problem">Why it cannot run; null when it can.</param>
internal sealed record InboundGroup(
    string Id, string Type, string TenantId, string ProcessId, IReadOnlyList<InboundElement> Elements, string Fingerprint, string? Problem)
{
    public const string Invalid = "INBOUND_INVALID";

    /// <summary>
    /// Names the source: what starts instances is read on by a new version from where the one before stopped, and by one of them at a time.
    /// </summary>
    public string SourceId { get; } = Elements[0] is { WaitsAt: null } starts && starts.Property(InboundProperty.DeduplicationMode) is null
        ? Hash($"{TenantId}\n{ProcessId}\nsource\n{starts.ElementId}")
        : Id;

    public static IReadOnlyList<InboundGroup> Of(IEnumerable<InboundElement> elements) =>
        [.. elements
            .GroupBy(KeyOf, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Create(group.Key, group))];

    private static InboundGroup Create(string key, IEnumerable<InboundElement> members)
    {
        List<InboundElement> elements = [.. members
            .OrderByDescending(element => element.Definition.Version)
            .ThenBy(element => element.ElementId, StringComparer.Ordinal)];
        var newest = elements[0];
        return new InboundGroup(
            Hash(key),
            newest.Type,
            newest.Definition.TenantId,
            newest.Definition.ProcessId,
            elements,
            Hash(IdentityOf(newest)),
            ProblemOf(elements));
    }

    private static string KeyOf(InboundElement element)
    {
        var definition = element.Definition;
        var identity = element.Property(InboundProperty.DeduplicationMode) switch
        {
            "AUTO" when element.Identity.Count > 0 => $"auto\n{IdentityOf(element)}",
            "MANUAL" when element.Property(InboundProperty.DeduplicationId) is { } id => $"manual\n{id}",
            _ => $"element\n{definition.Key.Value}\n{element.ElementId}",
        };
        return $"{definition.TenantId}\n{definition.ProcessId}\n{identity}";
    }

    private static string? ProblemOf(List<InboundElement> elements)
    {
        var problems = elements
            .Select(element => (element, problem: element.Problem ?? DeduplicationProblem(element)))
            .Where(pair => pair.problem is not null)
            .Select(pair => $"Element {pair.element.ElementId} of version {pair.element.Definition.Version}: {pair.problem}")
            .ToList();

        var different = elements
            .SelectMany(element => element.Identity.Append(new(InboundProperty.Type, element.Type)))
            .GroupBy(property => property.Key, StringComparer.Ordinal)
            .Where(group => group.Count() != elements.Count
                || group.Select(property => property.Value).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(group => group.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (different.Count > 0)
            problems.Add(
                "All elements that share a deduplication id must be the same connector with the same properties, but they differ "
                + $"in {string.Join(", ", different)}: make them equal, or give them ids of their own.");
        return problems.Count is 0 ? null : $"{string.Join(' ', problems)} [{Invalid}]";
    }

    private static string? DeduplicationProblem(InboundElement element) => element.Property(InboundProperty.DeduplicationMode) switch
    {
        null => null,
        "AUTO" when element.Identity.Count > 0 => null,
        "AUTO" => "deduplicationMode is AUTO, but there is no property to tell connectors apart by.",
        "MANUAL" when element.Property(InboundProperty.DeduplicationId) is not null => null,
        "MANUAL" => "deduplicationMode is MANUAL, but deduplicationId is missing.",
        var other => $"deduplicationMode is \"{other}\": expected AUTO or MANUAL.",
    };

    // Names and values with their lengths: no two layouts give the same text.
    private static string IdentityOf(InboundElement element)
    {
        var text = new StringBuilder().Append(element.Type).Append('\n');
        foreach (var (name, value) in element.Identity)
            text.Append(name.Length).Append(':').Append(name).Append(value.Length).Append(':').Append(value);
        return text.ToString();
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
