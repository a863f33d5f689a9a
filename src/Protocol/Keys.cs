namespace Fairlead.Protocol;

/// <summary>Identifies a process instance, on the wire a string of digits.</summary>
public readonly record struct ProcessInstanceKey(long Value);

/// <summary>Identifies one deployed version of a process.</summary>
public readonly record struct ProcessDefinitionKey(long Value);

/// <summary>Identifies one visit of an element by a process instance.</summary>
public readonly record struct ElementInstanceKey(long Value);

/// <summary>Identifies a job.</summary>
public readonly record struct JobKey(long Value);

/// <summary>Identifies a published message.</summary>
public readonly record struct MessageKey(long Value);

/// <summary>Identifies one broadcast of a signal.</summary>
public readonly record struct SignalKey(long Value);

/// <summary>Identifies one evaluation of conditions.</summary>
public readonly record struct ConditionalEvaluationKey(long Value);

/// <summary>Identifies an incident.</summary>
public readonly record struct IncidentKey(long Value);

/// <summary>Identifies a user task.</summary>
public readonly record struct UserTaskKey(long Value);

/// <summary>Identifies a variable.</summary>
public readonly record struct VariableKey(long Value);

/// <summary>Identifies one deployed version of a form.</summary>
public readonly record struct FormKey(long Value);

/// <summary>Identifies one deployed version of a file: of any kind where one is deleted, else of none that has a key type of its own.</summary>
public readonly record struct ResourceKey(long Value);

/// <summary>Identifies files that were deployed together.</summary>
public readonly record struct DeploymentKey(long Value);

/// <summary>Identifies one deployed version of a decision.</summary>
public readonly record struct DecisionDefinitionKey(long Value);

/// <summary>Identifies one deployed version of a DMN file.</summary>
public readonly record struct DecisionRequirementsKey(long Value);

/// <summary>Identifies one evaluation of a decision, with everything that it required.</summary>
public readonly record struct DecisionEvaluationKey(long Value);

/// <summary>Identifies one attempt of a connector at a job, in the journal of one server.</summary>
public readonly record struct CallKey(long Value);
