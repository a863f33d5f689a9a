namespace Fairlead.Engine;

/// <summary>Identifies one deployed version of a process. All keys come from one counter and are never reused.</summary>
public readonly record struct DefinitionKey(long Value);

/// <summary>Identifies one deployed version of a form or of another file.</summary>
public readonly record struct ResourceKey(long Value);

/// <summary>Identifies a deployment: the files that were deployed together.</summary>
public readonly record struct DeploymentKey(long Value);

/// <summary>Identifies a process instance; equals the <see cref="ElementKey"/> of its root.</summary>
public readonly record struct InstanceKey(long Value)
{
    public ElementKey Root => new(Value);
}

/// <summary>Identifies an element instance: one visit of an element. It is also the key of its variable scope.</summary>
public readonly record struct ElementKey(long Value);

public readonly record struct VariableKey(long Value);

public readonly record struct JobKey(long Value);

public readonly record struct TimerKey(long Value);

public readonly record struct MessageKey(long Value);

public readonly record struct SubscriptionKey(long Value);

/// <summary>Identifies one broadcast of a signal.</summary>
public readonly record struct SignalKey(long Value);

/// <summary>Identifies one evaluation of conditions.</summary>
public readonly record struct ConditionalEvaluationKey(long Value);

public readonly record struct IncidentKey(long Value);

/// <summary>Identifies a user task that the engine keeps.</summary>
public readonly record struct UserTaskKey(long Value);

/// <summary>Identifies work that was put off so that one command stays bounded.</summary>
public readonly record struct WorkKey(long Value);

/// <summary>Identifies a cluster variable from its creation to its deletion.</summary>
public readonly record struct ClusterVariableKey(long Value);

/// <summary>Identifies an outside event that is kept, for ever.</summary>
public readonly record struct InboxKey(long Value);

/// <summary>Identifies a suspension from its begin to its end.</summary>
public readonly record struct SuspensionKey(long Value);

/// <summary>Identifies one deployed version of a decision.</summary>
public readonly record struct DecisionKey(long Value);

/// <summary>Identifies one deployed version of a DMN file: the decisions in it and what they require.</summary>
public readonly record struct RequirementsKey(long Value);

/// <summary>Identifies one evaluation of a decision, with everything that it required.</summary>
public readonly record struct EvaluationKey(long Value);
