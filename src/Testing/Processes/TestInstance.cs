using System.Text.Json;

using Fairlead.Engine;

namespace Fairlead.Testing.Processes;

/// <summary>An instance as a test looks at it: what it has passed, where it is, what it knows.</summary>
public sealed class TestInstance
{
    private readonly Dictionary<ElementKey, TestElement> _elements = [];
    private readonly List<TestElement> _inOrder = [];
    private readonly List<string> _passed = [];
    private readonly Dictionary<(ElementKey Scope, string Name), JsonElement> _variables = [];
    private readonly Dictionary<IncidentKey, TestIncident> _incidents = [];

    internal TestInstance(InstanceKey key, string processId) => (EngineKey, ProcessId) = (key, processId);

    /// <summary>Identifies it.</summary>
    public Protocol.ProcessInstanceKey Key => new(EngineKey.Value);

    /// <summary>BPMN id of its process.</summary>
    public string ProcessId { get; }

    /// <summary>Whether it has come to its end.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Whether it was ended from outside, or by an error nobody caught.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>BPMN ids of what has completed, in the order in which it did.</summary>
    public IReadOnlyList<string> Passed => _passed;

    /// <summary>BPMN ids of what it is at now, the innermost elements only.</summary>
    public IReadOnlyList<string> WaitingAt =>
        [.. _inOrder.Where(element => element.IsActive && !_inOrder.Exists(other => other.IsActive && other.Scope == element.Key))
            .Select(element => element.Id)];

    /// <summary>Incidents that are not resolved.</summary>
    public IReadOnlyList<TestIncident> Incidents => [.. _incidents.Values];

    /// <summary>The variables of the instance itself.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables => VariablesOf(EngineKey.Root);

    internal InstanceKey EngineKey { get; }

    /// <summary>The local variables of an element, of its latest visit.</summary>
    /// <param name="elementId">BPMN id.</param>
    /// <exception cref="TestFailedException">It was never there.</exception>
    public IReadOnlyDictionary<string, JsonElement> VariablesAt(string elementId) => VariablesOf(
        _inOrder.FindLast(element => element.Id == elementId)?.Key
            ?? throw Wrong($"to have been at {elementId}"));

    /// <summary>It has come to its end.</summary>
    /// <exception cref="TestFailedException">It has not.</exception>
    public TestInstance ExpectCompleted() => IsCompleted ? this : throw Wrong("to be completed");

    /// <summary>It still runs, and is here.</summary>
    /// <exception cref="TestFailedException">It is elsewhere, or not at all.</exception>
    public TestInstance ExpectWaitingAt(params IReadOnlyList<string> elementIds) =>
        elementIds.All(WaitingAt.Contains) ? this : throw Wrong($"to wait at {string.Join(", ", elementIds)}");

    /// <summary>It has passed these, in this order; others may lie between.</summary>
    /// <exception cref="TestFailedException">It has not.</exception>
    public TestInstance ExpectPassed(params IReadOnlyList<string> elementIds)
    {
        var next = 0;
        foreach (var id in _passed)
            next += next < elementIds.Count && elementIds[next] == id ? 1 : 0;
        return next == elementIds.Count ? this : throw Wrong($"to have passed {string.Join(", ", elementIds)}");
    }

    /// <summary>It has not passed any of these.</summary>
    /// <exception cref="TestFailedException">It has.</exception>
    public TestInstance ExpectNotPassed(params IReadOnlyList<string> elementIds) =>
        elementIds.Any(_passed.Contains) ? throw Wrong($"not to have passed {string.Join(", ", elementIds)}") : this;

    /// <summary>A variable of the instance has this value.</summary>
    /// <param name="name">Of the variable.</param>
    /// <param name="value">Becomes JSON to be compared: a number, a text, an anonymous object.</param>
    /// <exception cref="TestFailedException">It has another one, or there is none.</exception>
    public TestInstance ExpectVariable(string name, object? value)
    {
        var expected = JsonSerializer.SerializeToElement(value, Connectors.Sdk.ConnectorJson.Options);
        if (!Variables.TryGetValue(name, out var found))
            throw Wrong($"to have the variable {name}");
        return JsonElement.DeepEquals(found, expected) ? this : throw Wrong($"to have {name} = {expected.GetRawText()}");
    }

    /// <summary>There is an incident at the element whose message contains the text.</summary>
    /// <exception cref="TestFailedException">There is none.</exception>
    public TestInstance ExpectIncident(string elementId, string text) =>
        Incidents.Any(incident => incident.ElementId == elementId && incident.Message.Contains(text, StringComparison.Ordinal))
            ? this
            : throw Wrong($"to have an incident at {elementId} that says \"{text}\"");

    /// <summary>What there is to know, on a few lines.</summary>
    public override string ToString() => string.Join("\n  ", new[]
    {
        $"instance {EngineKey.Value} of {ProcessId}: {(IsCompleted ? "completed" : IsTerminated ? "terminated" : "active")}",
        $"passed: {string.Join(", ", _passed)}",
        $"waits at: {string.Join(", ", WaitingAt)}",
        $"variables: {string.Join(", ", Variables.Select(variable => $"{variable.Key} = {variable.Value.GetRawText()}"))}",
    }.Concat(Incidents.Select(incident => $"incident at {incident.ElementId}: {incident.Message}")));

    internal void Apply(Event happened)
    {
        switch (happened)
        {
            case Event.ElementActivating began when began.Key != EngineKey.Root:
                _elements[began.Key] = new TestElement(began.Key, began.Scope, began.ElementId) { IsActive = true };
                _inOrder.Add(_elements[began.Key]);
                break;
            case Event.ElementCompleted ended when ended.Key == EngineKey.Root:
                IsCompleted = true;
                break;
            case Event.ElementTerminated ended when ended.Key == EngineKey.Root:
                IsTerminated = true;
                break;
            case Event.ElementCompleted ended:
                _elements[ended.Key].IsActive = false;
                _passed.Add(_elements[ended.Key].Id);
                break;
            case Event.ElementTerminated ended:
                _elements[ended.Key].IsActive = false;
                break;
            case Event.ElementDiscarded ended when _elements.TryGetValue(ended.Key, out var discarded):
                discarded.IsActive = false;
                break;
            case Event.VariableSet set:
                _variables[(set.Scope, set.Name)] = JsonElement.Parse(set.Value.Span);
                break;
            case Event.IncidentCreated incident:
                _incidents[incident.Key] = new TestIncident(incident.ElementId, incident.ErrorType, incident.Message, new(incident.Key.Value))
                {
                    Job = incident.Job,
                };
                break;
            case Event.IncidentResolved resolved:
                _incidents.Remove(resolved.Key);
                break;
        }
    }

    private Dictionary<string, JsonElement> VariablesOf(ElementKey scope) => _variables
        .Where(variable => variable.Key.Scope == scope)
        .ToDictionary(variable => variable.Key.Name, variable => variable.Value);

    private TestFailedException Wrong(string expected) => new($"Expected the instance {expected}.\n{this}");

    private sealed class TestElement(ElementKey key, ElementKey scope, string id)
    {
        public ElementKey Key => key;

        public ElementKey Scope => scope;

        public string Id => id;

        public bool IsActive { get; set; }
    }
}

/// <summary>Something that an operator has to look at.</summary>
/// <param name="ElementId">BPMN id of the element.</param>
/// <param name="ErrorType">As the REST API names it, for example <c>JOB_NO_RETRIES</c>.</param>
/// <param name="Message">For the operator.</param>
/// <param name="Key">To resolve it.</param>
public sealed record TestIncident(string ElementId, string ErrorType, string Message, Protocol.IncidentKey Key)
{
    internal JobKey? Job { get; init; }
}
