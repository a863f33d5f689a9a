using System.Text;

namespace Fairlead.Broker.Tests;

/// <summary>Small diagrams.</summary>
internal static class Processes
{
    /// <summary>Start, service tasks one after another, end. The job type of each is its name.</summary>
    public static DeploymentFile Tasks(string processId, params string[] types)
    {
        var body = new StringBuilder();
        body.Append("<bpmn:startEvent id=\"start\"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>");
        for (var i = 0; i < types.Length; i++)
        {
            body.Append($"""
                <bpmn:sequenceFlow id="f{i}" sourceRef="{(i == 0 ? "start" : $"task{i - 1}")}" targetRef="task{i}" />
                <bpmn:serviceTask id="task{i}" name="Task {i}">
                  <bpmn:extensionElements><zeebe:taskDefinition type="{types[i]}" /></bpmn:extensionElements>
                  <bpmn:incoming>f{i}</bpmn:incoming><bpmn:outgoing>f{i + 1}</bpmn:outgoing>
                </bpmn:serviceTask>
                """);
        }

        body.Append($"""
            <bpmn:sequenceFlow id="f{types.Length}" sourceRef="{(types.Length == 0 ? "start" : $"task{types.Length - 1}")}" targetRef="end" />
            <bpmn:endEvent id="end"><bpmn:incoming>f{types.Length}</bpmn:incoming></bpmn:endEvent>
            """);
        return File(processId, body.ToString());
    }

    /// <summary>Start, a call activity, end.</summary>
    public static DeploymentFile Calls(string processId, string called) => File(processId, $"""
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="call" />
        <bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="{called}" /></bpmn:extensionElements></bpmn:callActivity>
        <bpmn:sequenceFlow id="f1" sourceRef="call" targetRef="end" />
        <bpmn:endEvent id="end" />
        """);

    /// <summary>Start, a sub-process with a call activity in it, end.</summary>
    public static DeploymentFile CallsInside(string processId, string called) => File(processId, $"""
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="inside" />
        <bpmn:subProcess id="inside">
          <bpmn:startEvent id="begin" />
          <bpmn:sequenceFlow id="g0" sourceRef="begin" targetRef="call" />
          <bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="{called}" /></bpmn:extensionElements></bpmn:callActivity>
        </bpmn:subProcess>
        <bpmn:sequenceFlow id="f1" sourceRef="inside" targetRef="end" />
        <bpmn:endEvent id="end" />
        """);

    /// <summary>Start, a script that gives a text of 6,000 characters for each item of a list of one, end.</summary>
    public static DeploymentFile LongResults(string processId) => File(processId, """
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="each" />
        <bpmn:scriptTask id="each">
          <bpmn:extensionElements><zeebe:script expression="=string join(for i in 1..600 return &#34;0123456789&#34;)" resultVariable="text" /></bpmn:extensionElements>
          <bpmn:multiInstanceLoopCharacteristics>
            <bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1]" outputCollection="texts" outputElement="=text" /></bpmn:extensionElements>
          </bpmn:multiInstanceLoopCharacteristics>
        </bpmn:scriptTask>
        <bpmn:sequenceFlow id="f1" sourceRef="each" targetRef="end" />
        <bpmn:endEvent id="end" />
        """);

    /// <summary>Goes round without a wait state.</summary>
    public static DeploymentFile Spins(string processId) => File(processId, """
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="turn" />
        <bpmn:exclusiveGateway id="turn" />
        <bpmn:sequenceFlow id="f1" sourceRef="turn" targetRef="task" />
        <bpmn:task id="task" />
        <bpmn:sequenceFlow id="f2" sourceRef="task" targetRef="turn" />
        """);

    /// <summary>Start, a user task that the engine keeps, end.</summary>
    /// <param name="extensions">Of the task, for example listeners.</param>
    public static DeploymentFile UserTask(string processId, string extensions) => File(processId, $"""
        <bpmn:startEvent id="start" />
        <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="review" />
        <bpmn:userTask id="review" name="Review"><bpmn:extensionElements><zeebe:userTask />{extensions}</bpmn:extensionElements></bpmn:userTask>
        <bpmn:sequenceFlow id="f1" sourceRef="review" targetRef="end" />
        <bpmn:endEvent id="end" />
        """);

    public static DeploymentFile File(string processId, string body) => new(
        $"{processId}.bpmn",
        Encoding.UTF8.GetBytes($"""
            <?xml version="1.0" encoding="UTF-8"?>
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
                              id="definitions" targetNamespace="http://example.com">
              <bpmn:process id="{processId}" name="The {processId}" isExecutable="true">{body}</bpmn:process>
            </bpmn:definitions>
            """));
}
