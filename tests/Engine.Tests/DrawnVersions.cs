using System.Text.RegularExpressions;

namespace Fairlead.Engine.Tests;

/// <summary>A drawn process and another version of it, in which everything has another id, except where texts name elements.</summary>
internal sealed partial class DrawnVersions
{
    private readonly string _suffix;
    private readonly Dictionary<string, List<string>> _ids;

    public DrawnVersions(string xml)
    {
        Xml = xml;
        _suffix = xml.Contains("adHoc", StringComparison.Ordinal) ? "" : "-now";
        Other = _suffix.Length == 0 ? xml + "<!-- -->" : References().Replace(xml, $"$1=\"$2{_suffix}\"");
        var called = xml.IndexOf("<bpmn:process id=\"called\"", StringComparison.Ordinal);
        _ids = new() { ["random"] = IdsIn(xml[xml.IndexOf("<bpmn:process", StringComparison.Ordinal)..called]), ["called"] = IdsIn(xml[called..]) };
    }

    public string Xml { get; }

    public string Other { get; }

    /// <summary>Of everything in both processes, in both versions.</summary>
    public IReadOnlyList<string> Ids => field ??= [.. _ids.Values.SelectMany(ids => ids), .. _ids.Values.SelectMany(ids => ids.Select(id => id + _suffix))];

    /// <param name="toOther">Or back from it.</param>
    public IEnumerable<ElementMapping> Map(string processId, bool toOther) =>
        _ids[processId].Select(id => toOther ? new ElementMapping(id, id + _suffix) : new ElementMapping(id + _suffix, id));

    private static List<string> IdsIn(string xml) => [.. Elements().Matches(xml).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("<bpmn:(?!association|process)\\w+ [^>]*?\\bid=\"([^\"]+)\"")]
    private static partial Regex Elements();

    [GeneratedRegex("\\b(id|sourceRef|targetRef|attachedToRef|default|activityRef|messageRef|signalRef|escalationRef|errorRef)=\"(?!random\"|called\")([^\"]+)\"")]
    private static partial Regex References();
}
