using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>What a connector decided about an ad-hoc sub-process, as the cluster is told it.</summary>
internal static class AdHocAnswers
{
    /// <exception cref="ConnectorInputException">The variables are no object.</exception>
    public static MappedResult VariablesOf(AdHocAnswer answer) => ObjectOf(answer.Variables, "the ad-hoc sub-process") is { IsEmpty: false } json
        && FeelValue.FromJson(json).TryGetContext(out var variables)
            ? MappedResult.Of(variables)
            : MappedResult.Empty;

    /// <exception cref="ConnectorInputException">Some variables are no object.</exception>
    public static AdHocCompletion CompletionOf(AdHocAnswer answer)
    {
        var completion = new AdHocCompletion
        {
            Activate = [.. answer.ElementActivations.Select(element =>
                new AdHocActivation(element.ElementId, ObjectOf(element.Variables, $"element {element.ElementId}")))],
            IsDone = answer.CompletionConditionFulfilled,
            CancelsRemaining = answer.CancelRemainingInstances,
        };
        foreach (var element in completion.Activate)
            SizeGuard.Check(element.Variables, $"What the connector gave to element {element.ElementId}");
        return completion;
    }

    /// <summary>Completing it with the variables alone would leave the sub-process without a decision.</summary>
    public static ConnectorException RefuseIgnore(ActivatedJob job) => new(
        ErrorVerdict.Invalid,
        $"The error expression of element {job.ElementId} gave ignoreError(…), but the connector's answer decides how the ad-hoc "
        + $"sub-process goes on and cannot be left out: give null, jobError(…) or bpmnError(…). [{ErrorVerdict.Invalid}]")
    {
        Retry = RetryAdvice.Never,
    };

    private static ReadOnlyMemory<byte> ObjectOf(JsonElement? variables, string whose) => variables switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => default,
        { ValueKind: JsonValueKind.Object } json => Encoding.UTF8.GetBytes(json.GetRawText()),
        var other => throw new ConnectorInputException($"The connector's variables for {whose} must be an object, but are a {other.Value.ValueKind}."),
    };
}
