using System.Globalization;
using System.Xml.Linq;

namespace Fairlead.Tests;

/// <summary>
/// A process with one executable path, stored as Camunda's modeler stores what its element templates make: the bindings as they are named in
/// the original, with the attributes that say which template it was.
/// </summary>
/// <example>
/// <code>
/// CamundaDiagram.Of("ask", new CamundaElement
/// {
///     Kind = CamundaKind.ServiceTask,
///     Id = "ask",
///     Template = ("io.camunda.connectors.HttpJson.v2", 17),
///     JobType = "io.camunda:http-json:1",
///     Inputs = { ["method"] = "GET", ["url"] = "https://example.com/" },
///     Headers = { ["resultExpression"] = "={answer: response.body}" },
/// });
/// </code>
/// The elements follow each other. In front stands a start event, unless the first one is one, and behind them an end event,
/// unless the last one is one.
/// </example>
internal static class CamundaDiagram
{
    private static readonly XNamespace Bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static readonly XNamespace Zeebe = "http://camunda.org/schema/zeebe/1.0";
    private static readonly XNamespace Modeler = "http://camunda.org/schema/modeler/1.0";

    public static string Of(string processId, params CamundaElement[] elements)
    {
        var process = new XElement(Bpmn + "process", new XAttribute("id", processId), new XAttribute("isExecutable", "true"));
        var definitions = new XElement(
            Bpmn + "definitions",
            new XAttribute(XNamespace.Xmlns + "bpmn", Bpmn),
            new XAttribute(XNamespace.Xmlns + "zeebe", Zeebe),
            new XAttribute(XNamespace.Xmlns + "modeler", Modeler),
            new XAttribute("id", $"{processId}_definitions"),
            new XAttribute("targetNamespace", "http://bpmn.io/schema/bpmn"),
            new XAttribute("exporter", "Camunda Modeler"),
            new XAttribute(Modeler + "executionPlatform", "Camunda Cloud"),
            new XAttribute(Modeler + "executionPlatformVersion", "8.9.0"),
            process);

        string? last = null;
        if (elements is not [{ Kind: CamundaKind.StartEvent or CamundaKind.MessageStartEvent }, ..])
            process.Add(Node("startEvent", last = "start"));
        foreach (var element in elements)
        {
            Add(element, process, definitions, last);
            last = element.Id;
        }

        if (elements is not [.., { Kind: CamundaKind.MessageEndEvent }])
            process.Add(Node("endEvent", "end"), Flow(last!, "end"));
        return new XDocument(new XDeclaration("1.0", "UTF-8", null), definitions).ToString();
    }

    private static void Add(CamundaElement element, XElement process, XElement definitions, string? last)
    {
        var node = Node(NameOf(element.Kind), element.Id);
        if (element.Template is var (template, version))
        {
            node.Add(new XAttribute(Zeebe + "modelerTemplate", template));
            node.Add(new XAttribute(Zeebe + "modelerTemplateVersion", version));
            node.Add(new XAttribute(Zeebe + "modelerTemplateIcon", "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"));
        }

        var flowTo = element.Id;
        if (element.Kind is CamundaKind.BoundaryEvent)
        {
            // Something that waits, so that the event has time to come.
            flowTo = $"{element.Id}_work";
            var work = Node("userTask", flowTo);
            work.Add(new XElement(Bpmn + "extensionElements", new XElement(Zeebe + "userTask")));
            process.Add(work);
            node.Add(new XAttribute("attachedToRef", flowTo));
        }

        if (ExtensionsOf(element) is { HasElements: true } extensions)
            node.Add(extensions);
        if (element.Kind is CamundaKind.ReceiveTask)
            node.Add(new XAttribute("messageRef", $"{element.Id}_message"));
        else if (element.HasMessage || element.Kind is CamundaKind.MessageThrowEvent or CamundaKind.MessageEndEvent)
            node.Add(DefinitionOf(element));
        if (element.HasMessage)
            definitions.Add(MessageOf(element));
        process.Add(node);
        if (last is not null)
            process.Add(Flow(last, flowTo));
        foreach (var extra in element.Beside)
            process.Add(Parse(extra));
    }

    private static XElement DefinitionOf(CamundaElement element)
    {
        var definition = new XElement(Bpmn + "messageEventDefinition", new XAttribute("id", $"{element.Id}_definition"));
        if (element.HasMessage)
            definition.Add(new XAttribute("messageRef", $"{element.Id}_message"));
        return definition;
    }

    private static XElement MessageOf(CamundaElement element)
    {
        var message = new XElement(
            Bpmn + "message",
            new XAttribute("id", $"{element.Id}_message"),
            // The modeler makes up a name; two elements never share it.
            new XAttribute("name", element.MessageName ?? $"{element.Id}-{Guid.NewGuid():D}"));
        if (element.Template is var (template, _))
            message.Add(new XAttribute(Zeebe + "modelerTemplate", template));
        if (element.CorrelationKey is { } key)
            message.Add(new XElement(Bpmn + "extensionElements", new XElement(Zeebe + "subscription", new XAttribute("correlationKey", key))));
        return message;
    }

    private static XElement ExtensionsOf(CamundaElement element)
    {
        var extensions = new XElement(Bpmn + "extensionElements");
        if (element.JobType is { } type)
            extensions.Add(new XElement(Zeebe + "taskDefinition", new XAttribute("type", type), new XAttribute("retries", element.Retries)));
        if (element.Inputs.Count > 0)
            extensions.Add(new XElement(Zeebe + "ioMapping", element.Inputs.Select(input => Pair("input", "source", input.Value, "target", input.Key))));

        var headers = new Dictionary<string, string>(element.Headers);
        if (element is { JobType: not null, Template: var (template, version) })
        {
            headers["elementTemplateVersion"] = version.ToString(CultureInfo.InvariantCulture);
            headers["elementTemplateId"] = template;
        }

        if (headers.Count > 0)
            extensions.Add(new XElement(Zeebe + "taskHeaders", headers.Select(header => Pair("header", "key", header.Key, "value", header.Value))));
        if (element.Properties.Count > 0)
        {
            extensions.Add(new XElement(
                Zeebe + "properties",
                element.Properties.Select(property => Pair("property", "name", property.Key, "value", property.Value))));
        }

        return extensions;
    }

    private static XElement Pair(string element, string first, string firstValue, string second, string secondValue) =>
        new(Zeebe + element, new XAttribute(first, firstValue), new XAttribute(second, secondValue));

    private static XElement Parse(string xml) =>
        XElement.Parse($"<x xmlns:bpmn=\"{Bpmn}\" xmlns:zeebe=\"{Zeebe}\">{xml}</x>").Elements().Single();

    private static XElement Node(string name, string id) => new(Bpmn + name, new XAttribute("id", id));

    private static XElement Flow(string from, string to) => new(
        Bpmn + "sequenceFlow", new XAttribute("id", $"{from}_to_{to}"), new XAttribute("sourceRef", from), new XAttribute("targetRef", to));

    private static string NameOf(CamundaKind kind) => kind switch
    {
        CamundaKind.ServiceTask => "serviceTask",
        CamundaKind.SendTask => "sendTask",
        CamundaKind.ReceiveTask => "receiveTask",
        CamundaKind.StartEvent or CamundaKind.MessageStartEvent => "startEvent",
        CamundaKind.CatchEvent => "intermediateCatchEvent",
        CamundaKind.BoundaryEvent => "boundaryEvent",
        CamundaKind.MessageThrowEvent => "intermediateThrowEvent",
        CamundaKind.MessageEndEvent => "endEvent",
    };
}

/// <summary>What a template is applied to.</summary>
internal enum CamundaKind
{
    ServiceTask,
    SendTask,
    MessageThrowEvent,
    MessageEndEvent,
    StartEvent,
    MessageStartEvent,
    CatchEvent,

    /// <summary>On a user task named <c>ID_work</c>, which the path comes to.</summary>
    BoundaryEvent,
    ReceiveTask,
}

/// <summary>An element with what a template stored in it.</summary>
internal sealed record CamundaElement
{
    public required CamundaKind Kind { get; init; }

    public required string Id { get; init; }

    /// <summary>Id and version of the original's template; null for an element that no template made.</summary>
    public (string Id, int Version)? Template { get; init; }

    /// <summary><c>zeebe:taskDefinition</c>; null for none.</summary>
    public string? JobType { get; init; }

    public string Retries { get; init; } = "3";

    /// <summary><c>zeebe:input</c>: target → source.</summary>
    public Dictionary<string, string> Inputs { get; init; } = [];

    /// <summary><c>zeebe:header</c>: key → value. The two that name the template come by themselves.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary><c>zeebe:property</c>: name → value, <c>inbound.type</c> among them.</summary>
    public Dictionary<string, string> Properties { get; init; } = [];

    /// <summary><c>bpmn:Message#property name</c>; made up when null.</summary>
    public string? MessageName { get; init; }

    /// <summary><c>bpmn:Message#zeebe:subscription#property correlationKey</c>; null for none.</summary>
    public string? CorrelationKey { get; init; }

    /// <summary>More children of the process as XML with the prefixes bpmn and zeebe, such as an error event on this element.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    public bool HasMessage => Kind is CamundaKind.MessageStartEvent or CamundaKind.CatchEvent or CamundaKind.BoundaryEvent or CamundaKind.ReceiveTask;
}
