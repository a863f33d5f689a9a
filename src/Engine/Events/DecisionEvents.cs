using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what happens to decisions: the numbers from 50 on.</summary>
internal static class DecisionEvents
{
    public const int RequirementsDeployed = 50;
    public const int DecisionDeployed = 51;
    public const int DecisionEvaluated = 52;

    public static void Write(RecordWriter w, Event.RequirementsDeployed e)
    {
        TenantEvents.Begin(w, e.Tenant);
        w.Int(RequirementsDeployed);
        w.Long(e.Key.Value);
        w.Long(e.Deployment.Value);
        w.Text(e.RequirementsId);
        w.Text(e.Name);
        w.Int(e.Version);
        w.Text(e.ResourceName);
        w.Blob(e.Resource.Span);
    }

    public static Event ReadRequirementsDeployed(ref RecordReader r) =>
        new Event.RequirementsDeployed(new(r.Long()), new(r.Long()), r.Text(), r.Text(), r.Int(), r.Text(), r.Blob());

    public static void Write(RecordWriter w, Event.DecisionDeployed e)
    {
        w.Int(DecisionDeployed);
        w.Long(e.Key.Value);
        w.Long(e.Requirements.Value);
        w.Text(e.DecisionId);
        w.Text(e.Name);
        w.Int(e.Version);
        w.OptionalText(e.VersionTag);
    }

    public static Event ReadDecisionDeployed(ref RecordReader r) =>
        new Event.DecisionDeployed(new(r.Long()), new(r.Long()), r.Text(), r.Text(), r.Int(), r.OptionalText());

    public static void Write(RecordWriter w, Event.DecisionEvaluated e)
    {
        w.Int(DecisionEvaluated);
        w.Long(e.Key.Value);
        w.Long(e.Decision.Value);
        w.Long(e.Requirements.Value);
        w.Optional(e.Element?.Value);
        w.Optional(e.Instance?.Value);
        w.Optional(e.Definition?.Value);
        w.Int(e.Evaluated.Count);
        foreach (var decision in e.Evaluated) Write(w, decision);
        w.OptionalText(e.FailedDecisionId);
        w.OptionalText(e.Failure);
    }

    public static Event ReadDecisionEvaluated(ref RecordReader r) => new Event.DecisionEvaluated(
        new(r.Long()),
        new(r.Long()),
        new(r.Long()),
        r.Optional() is { } element ? new ElementKey(element) : null,
        r.Optional() is { } instance ? new InstanceKey(instance) : null,
        r.Optional() is { } definition ? new DefinitionKey(definition) : null,
        Many(ref r, ReadDecision),
        r.OptionalText(),
        r.OptionalText());

    private static void Write(RecordWriter w, EvaluatedDecision decision)
    {
        w.Long(decision.Key.Value);
        w.Text(decision.Id);
        w.Text(decision.Name);
        w.Int(decision.Version);
        w.Text(decision.Type);
        w.Blob(decision.Output.Span);
        Write(w, decision.Inputs);
        w.Int(decision.Rules.Count);
        foreach (var rule in decision.Rules)
        {
            w.Text(rule.Id);
            w.Int(rule.Index);
            Write(w, rule.Outputs);
        }
    }

    private static void Write(RecordWriter w, IReadOnlyList<EvaluatedValue> values)
    {
        w.Int(values.Count);
        foreach (var value in values)
        {
            w.Text(value.Id);
            w.Text(value.Name);
            w.Blob(value.Value.Span);
        }
    }

    private static EvaluatedDecision ReadDecision(ref RecordReader r) => new(
        new(r.Long()), r.Text(), r.Text(), r.Int(), r.Text(), r.Blob(), Many(ref r, ReadValue), Many(ref r, ReadRule));

    private static MatchedRule ReadRule(ref RecordReader r) => new(r.Text(), r.Int(), Many(ref r, ReadValue));

    private static EvaluatedValue ReadValue(ref RecordReader r) => new(r.Text(), r.Text(), r.Blob());

    private static T[] Many<T>(ref RecordReader r, ReadOne<T> read)
    {
        var count = r.Int();
        if (count == 0) return [];
        var items = new List<T>();
        for (var i = 0; i < count; i++) items.Add(read(ref r));
        return [.. items];
    }

    private delegate T ReadOne<T>(ref RecordReader r);
}
