using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>What processes refer to by id: the messages, signals, errors and escalations beside them.</summary>
internal sealed class RootElements(XElement definitions, Problems problems)
{
    private readonly Dictionary<string, XElement> messages = ById(definitions, "message");
    private readonly Dictionary<string, XElement> signals = ById(definitions, "signal");
    private readonly Dictionary<string, XElement> errors = ById(definitions, "error");
    private readonly Dictionary<string, XElement> escalations = ById(definitions, "escalation");
    private readonly Lazy<ILookup<string, string>> associations = new(() => Associations(definitions));

    /// <summary>Ids of the elements that associations lead to from this one; text annotations and groups are not among them.</summary>
    public IEnumerable<string> AssociatedWith(string id) => associations.Value[id];

    /// <param name="holder">The element or event definition with the <c>messageRef</c>.</param>
    /// <param name="user">The element to blame.</param>
    /// <returns>Null when something was wrong and has been reported.</returns>
    public MessageRef? Message(XElement holder, XElement user, bool starts)
    {
        if (holder.Filled("messageRef") is not { } reference)
        {
            problems.Add(BpmnCode.Missing, user, "has no message: choose or create one for it.");
            return null;
        }

        if (Find(messages, reference) is not { } message)
        {
            Unknown(user, "message", reference);
            return null;
        }

        var name = message.Filled("name");
        if (name is null)
            problems.Add(
                BpmnCode.Missing,
                user,
                $"uses the message {Problems.Short(reference)}, which has no name: give it one.");

        var key = starts ? null : CorrelationKey(message, user);
        return name is null || (key is null && !starts)
            ? null
            : new MessageRef(message.Filled("id")!, Values.Read(name), key);
    }

    /// <param name="holder">The event definition with the <c>signalRef</c>.</param>
    /// <param name="user">The element to blame.</param>
    /// <returns>Null when something was wrong and has been reported.</returns>
    public SignalRef? Signal(XElement holder, XElement user)
    {
        if (holder.Filled("signalRef") is not { } reference)
        {
            problems.Add(BpmnCode.Missing, user, "has no signal: choose or create one for it.");
            return null;
        }

        if (Find(signals, reference) is not { } signal)
        {
            Unknown(user, "signal", reference);
            return null;
        }

        if (signal.Filled("name") is { } name)
            return Values.NotEmpty(Values.Read(name), user, "the signal name", problems) is { } text
                ? new SignalRef(signal.Filled("id")!, text)
                : null;

        problems.Add(
            BpmnCode.Missing,
            user,
            $"uses the signal {Problems.Short(reference)}, which has no name: give it one.");
        return null;
    }

    /// <param name="kind"><c>error</c> or <c>escalation</c>.</param>
    /// <returns>Null when there is none; that has been reported.</returns>
    public XElement? Coded(string kind, XElement user, string reference)
    {
        if (Find(kind is "error" ? errors : escalations, reference) is { } found)
            return found;

        Unknown(user, kind, reference);
        return null;
    }

    private string? CorrelationKey(XElement message, XElement user)
    {
        var name = message.Filled("name") ?? message.Filled("id")!;
        if (message.ZeebeExtensions("subscription").FirstOrDefault()?.Filled("correlationKey") is { } key)
            return Values.Expression(key, user, $"the correlation key of message \"{Problems.Short(name)}\"", problems);

        problems.Add(
            BpmnCode.Missing,
            user,
            $"waits for message \"{Problems.Short(name)}\", which has no correlation key: "
            + "set the subscription correlation key of the message, for example \"=orderId\".");
        return null;
    }

    private void Unknown(XElement user, string kind, string reference) => problems.Add(
        BpmnCode.Reference,
        user,
        $"refers to {kind} \"{Problems.Short(reference)}\", which is not in the file: choose an existing {kind} "
        + "or create it.");

    private static Dictionary<string, XElement> ById(XElement definitions, string localName)
    {
        var byId = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (var element in definitions.Elements(XmlNames.Model + localName))
        {
            if (element.Filled("id") is { } id)
                byId.TryAdd(id, element);
        }

        return byId;
    }

    /// <summary>They lie in processes, sub-processes and collaborations.</summary>
    private static ILookup<string, string> Associations(XElement definitions)
    {
        var artifacts = definitions.Descendants()
            .Where(element => element.IsModel("textAnnotation") || element.IsModel("group"))
            .Select(element => element.Filled("id"))
            .ToHashSet(StringComparer.Ordinal);
        return definitions.Descendants(XmlNames.Model + "association")
            .Where(association => association.Filled("sourceRef") is not null && association.Filled("targetRef") is not null)
            .Select(association => (From: XmlNames.Local(association.Filled("sourceRef")!), To: XmlNames.Local(association.Filled("targetRef")!)))
            .Where(association => !artifacts.Contains(association.To))
            .ToLookup(association => association.From, association => association.To, StringComparer.Ordinal);
    }

    /// <summary>References are qualified names; some tools write the prefix of the file's own namespace.</summary>
    private static XElement? Find(Dictionary<string, XElement> byId, string reference) =>
        byId.GetValueOrDefault(reference) ?? byId.GetValueOrDefault(reference[(reference.IndexOf(':') + 1)..]);
}
