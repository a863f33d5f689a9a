using System.Text;
using System.Text.RegularExpressions;

using Fairlead.Engine;

namespace Fairlead.Simulation;

/// <summary>
/// What operators do to running instances at random: they begin elements anew where they are, and let instances go on in another version
/// of their process that differs in nothing but the name of its file. Neither keeps an instance from its end.
/// </summary>
internal sealed partial class Repairs(Random random)
{
    private readonly Dictionary<string, (string Xml, int Files)> _deployed = [];

    public Resource Deploy(string processId, string xml)
    {
        _deployed[processId] = (xml, 1);
        return new($"{processId}.bpmn", Encoding.UTF8.GetBytes(xml));
    }

    /// <summary>The same again as a version of its own.</summary>
    public Command.Deploy? Redeploy()
    {
        if (_deployed.Count == 0) return null;
        var (processId, (xml, files)) = _deployed.ElementAt(random.Next(_deployed.Count));
        _deployed[processId] = (xml, files + 1);
        return new([new Resource($"{processId}-{files}.bpmn", Encoding.UTF8.GetBytes(xml))]);
    }

    /// <summary>Some of it is refused: what is named may not be active, or does not wait.</summary>
    public Command Repair(InstanceKey instance, Definition own, Definition latest)
    {
        var xml = Encoding.UTF8.GetString(own.Resource.Span);
        var ids = Elements().Matches(xml).Select(match => match.Groups[1].Value).ToList();
        if (own.Key != latest.Key && own.Resource.Span.SequenceEqual(latest.Resource.Span))
            return new Command.MigrateInstance(instance, latest.Key, [.. ids.Select(id => new ElementMapping(id, id))]);
        var again = ids[random.Next(ids.Count)];
        return new Command.ModifyInstance(instance, [], [new(new(again, null), again, AncestorKind.SourceParent, null, [])], []);
    }

    [GeneratedRegex("<bpmn:(?!association|process|definitions|message|signal|error|escalation)\\w+ [^>]*?\\bid=\"([^\"]+)\"")]
    private static partial Regex Elements();
}
