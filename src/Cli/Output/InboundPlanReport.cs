using System.Text;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Output;

/// <summary>What would become of an outside event, and why.</summary>
internal sealed record InboundPlanReport(InboundPlanResult Result)
{
    public void Write()
    {
        if (Result.Problem is { } problem)
            Screen.WriteLine(problem);
        for (var index = 0; index < Result.Items.Count; index++)
        {
            if (index > 0)
                Screen.WriteLine();
            Write(Result.Items[index]);
        }
    }

    /// <summary>What an event does, on some lines.</summary>
    public static void Write(InboundEffectItem effect, string indent)
    {
        Screen.WriteLine($"{indent}{Describe(effect)}");
        Screen.WriteLine(effect.DeduplicationKey is { } key
            ? $"{indent}Identity: {key}"
            : $"{indent}Identity: none, so that a repetition would be applied again");
        Screen.WriteLine($"{indent}Variables: {Encoding.UTF8.GetString(effect.Variables.Utf8.Span)}");
        if (effect.Waiting is { } waiting)
            Screen.WriteLine(Invariant($"{indent}Waiting for it now: {waiting}"));
    }

    public static string Describe(InboundEffectItem effect)
    {
        var place = Invariant($"{effect.ElementId} of {effect.ProcessDefinitionId}, version {effect.ProcessDefinitionVersion}");
        return effect.Action switch
        {
            InboundAction.CreateInstance => $"start an instance at {place}",
            InboundAction.PublishMessage => $"publish the message '{effect.MessageName}' {KeyOf(effect)} for {place}",
            InboundAction.CorrelateMessage => $"correlate the message '{effect.MessageName}' {KeyOf(effect)} at once with {place}",
        };
    }

    private static void Write(InboundPlanItem item)
    {
        Screen.WriteLine($"{item.Type} of {item.ProcessDefinitionId}: {VerdictOf(item.Verdict)}");
        if (item.Down is { } down)
            Screen.WriteLine($"  The connector does not run: {Screen.Indented(down, 4)}");
        if (item.Reason is { } reason)
            Screen.WriteLine($"  Why: {Screen.Indented(reason, 4)}{(item.Code is { } code && !reason.Contains(code, StringComparison.Ordinal) ? $" [{code}]" : "")}");
        if (item.Known is { } known)
            Screen.WriteLine($"  Known: {KnownAs(known)}");
        if (item.Effect is { } effect)
            Write(effect, "  ");
        foreach (var step in item.Steps)
        {
            Screen.WriteLine(Invariant($"  {NameOf(step.Step)} of {step.ElementId}, version {step.ProcessDefinitionVersion}: {step.Value}"));
            Screen.WriteLine($"    {Screen.Indented(step.Expression, 4)}");
            if (step.Problem is { } problem)
                Screen.WriteLine($"    because: {Screen.Indented(problem, 6)}");
        }

        foreach (var found in item.Nulls)
            Screen.WriteLine($"  {InputsReport.Describe(found, "")}");
    }

    private static string KeyOf(InboundEffectItem effect) =>
        effect.CorrelationKey is { Length: > 0 } key ? $"with key '{key}'" : "without a key";

    private static string KnownAs(KnownEventBody known)
    {
        string?[] parts =
        [
            RestWord.Of(known.State).ToLowerInvariant(),
            known.ProcessInstanceKey is { } instance ? Invariant($"process instance {instance.Value}") : null,
            known.AnswerKey is { } answer && answer != Invariant($"{known.ProcessInstanceKey?.Value}") ? $"message {answer}" : null,
            known.InboxKey is { } entry ? Invariant($"entry {entry.Value} of the inbox") : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string VerdictOf(InboundVerdict verdict) => verdict switch
    {
        InboundVerdict.Apply => "would be applied",
        InboundVerdict.Duplicate => "a duplicate, without an effect of its own",
        InboundVerdict.Hold => "would be held",
        InboundVerdict.Refuse => "would be refused",
        InboundVerdict.Consume => "would be dropped",
        InboundVerdict.Quarantine => "would be put aside",
    };

    private static string NameOf(InboundStep step) => step switch
    {
        InboundStep.ActivationCondition => "Activation condition",
        InboundStep.MessageId => "Message id",
        InboundStep.CorrelationKey => "Correlation key",
        InboundStep.Result => "Result",
    };
}
