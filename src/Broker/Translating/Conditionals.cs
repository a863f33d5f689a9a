using Fairlead.Engine;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Translating;

/// <summary>What the evaluation of conditions has started, as its caller gets it.</summary>
internal static class Conditionals
{
    public static EvaluateConditionalResult ToAnswer(Reply.ConditionsEvaluated evaluated) => new()
    {
        ConditionalEvaluationKey = new(evaluated.Key.Value),
        ProcessInstances =
        [
            .. evaluated.Started.Select(started =>
                new ProcessInstanceReference(new(started.Definition.Value), new(started.Instance.Value))),
        ],
    };
}
