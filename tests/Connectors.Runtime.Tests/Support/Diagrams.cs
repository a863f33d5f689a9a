using System.Security;

using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>Small models as a modeler writes them.</summary>
internal static class Diagrams
{
    public static ProcessDefinition Definition(long key, string processId = "process", int version = 1, bool isLatest = true) =>
        new(new(key), processId, version, "<default>", isLatest);

    public static string ServiceTask(params (string Source, string Target)[] inputs) => Process("process", $"""
        <startEvent id="start"><outgoing>f1</outgoing></startEvent>
        <serviceTask id="task">
          <extensionElements>
            <zeebe:taskDefinition type="test:call:1" />
            <zeebe:ioMapping>{string.Concat(inputs.Select(input =>
                $"<zeebe:input source=\"{Escape(input.Source)}\" target=\"{Escape(input.Target)}\" />"))}</zeebe:ioMapping>
          </extensionElements>
          <incoming>f1</incoming><outgoing>f2</outgoing>
        </serviceTask>
        <endEvent id="end"><incoming>f2</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="task" />
        <sequenceFlow id="f2" sourceRef="task" targetRef="end" />
        """);

    /// <summary>A webhook at a plain start event.</summary>
    public static string WebhookStart(string processId, params (string Name, string Value)[] properties) => Process(processId, $"""
        <startEvent id="start">
          <extensionElements>{Properties(properties)}</extensionElements>
          <outgoing>f1</outgoing>
        </startEvent>
        <endEvent id="end"><incoming>f1</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="end" />
        """);

    /// <summary>A webhook at an intermediate message catch event.</summary>
    public static string WebhookCatch(string processId, string messageName, params (string Name, string Value)[] properties) => Process(processId, $"""
        <startEvent id="start"><outgoing>f1</outgoing></startEvent>
        <intermediateCatchEvent id="catch">
          <extensionElements>{Properties(properties)}</extensionElements>
          <incoming>f1</incoming><outgoing>f2</outgoing>
          <messageEventDefinition id="med" messageRef="message" />
        </intermediateCatchEvent>
        <endEvent id="end"><incoming>f2</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="catch" />
        <sequenceFlow id="f2" sourceRef="catch" targetRef="end" />
        """, Message(messageName));

    /// <summary>Started by a webhook and then waiting at one, for the instance whose variable <c>id</c> is the key.</summary>
    public static string WebhookStartAndCatch(
        string processId, string end, string messageName, (string, string)[] start, (string, string)[] @catch) => Process(processId, $"""
        <startEvent id="start">
          <extensionElements>{Properties(start)}</extensionElements>
          <outgoing>f1</outgoing>
        </startEvent>
        <intermediateCatchEvent id="catch">
          <extensionElements>{Properties(@catch)}</extensionElements>
          <incoming>f1</incoming><outgoing>f2</outgoing>
          <messageEventDefinition id="med" messageRef="message" />
        </intermediateCatchEvent>
        <endEvent id="{end}"><incoming>f2</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="start" targetRef="catch" />
        <sequenceFlow id="f2" sourceRef="catch" targetRef="{end}" />
        """, Message(messageName, "=id"));

    /// <summary>A webhook at the start event of an event sub-process.</summary>
    public static string WebhookBeside(string processId, string messageName, params (string Name, string Value)[] properties) => Process(processId, $"""
        <startEvent id="start" />
        <subProcess id="beside" triggeredByEvent="true">
          <startEvent id="event" isInterrupting="false">
            <extensionElements>{Properties(properties)}</extensionElements>
            <messageEventDefinition id="med" messageRef="message" />
          </startEvent>
        </subProcess>
        """, Message(messageName));

    /// <summary>Two start events: a plain one and one with a message, both fed by webhooks.</summary>
    public static string TwoStarts(string processId, (string, string)[] plain, string messageName, (string, string)[] message) => Process(processId, $"""
        <startEvent id="plain">
          <extensionElements>{Properties(plain)}</extensionElements>
          <outgoing>f1</outgoing>
        </startEvent>
        <startEvent id="messageStart">
          <extensionElements>{Properties(message)}</extensionElements>
          <outgoing>f2</outgoing>
          <messageEventDefinition id="med" messageRef="message" />
        </startEvent>
        <endEvent id="end"><incoming>f1</incoming><incoming>f2</incoming></endEvent>
        <sequenceFlow id="f1" sourceRef="plain" targetRef="end" />
        <sequenceFlow id="f2" sourceRef="messageStart" targetRef="end" />
        """, Message(messageName));

    public static string Message(string name, string key = "=orderId") => $"""
        <message id="message" name="{Escape(name)}">
          <extensionElements><zeebe:subscription correlationKey="{Escape(key)}" /></extensionElements>
        </message>
        """;

    public static string Properties((string Name, string Value)[] properties) =>
        $"<zeebe:properties>{string.Concat(properties.Select(property =>
            $"<zeebe:property name=\"{Escape(property.Name)}\" value=\"{Escape(property.Value)}\" />"))}</zeebe:properties>";

    public static string Process(string id, string content, string roots = "") => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
                     id="definitions" targetNamespace="http://example.org">
          {roots}
          <process id="{id}" isExecutable="true">{content}</process>
        </definitions>
        """;

    private static string Escape(string text) => SecurityElement.Escape(text);
}
