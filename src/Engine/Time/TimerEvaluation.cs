using System.Text.Json;

using Fairlead.Bpmn;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;
using Fairlead.Feel;

namespace Fairlead.Engine.Time;

/// <summary>Finds out when a timer of the model fires.</summary>
internal static class TimerEvaluation
{
    public static Problem? Evaluate(Execution x, CatchTrigger.Timer timer, VisibleVariables variables, out TimerSchedule schedule)
    {
        schedule = null!;
        if (timer.Value.Expression is not { } expression)
        {
            return TimerText.TryRead(timer.Kind, timer.Value.Literal!, x.Now, out schedule, out var wrong)
                ? null
                : Problem.ExtractValue(wrong);
        }

        var result = expression.Evaluate(variables, x.Evaluation);
        var why = "";
        if (result.Failure is null && Read(timer.Kind, result.Value, x.Now, out schedule, out why)) return null;
        var kind = timer.Kind.ToString().ToLowerInvariant();
        return Problem.ExtractValue($"The timer needs a {kind}. {Evaluations.Explain(x, expression, variables, result)} {why}".TrimEnd());
    }

    private static bool Read(TimerKind kind, FeelValue value, Timestamp now, out TimerSchedule schedule, out string problem)
    {
        problem = "";
        schedule = null!;
        if (value.TryGetString(out var text)) return TimerText.TryRead(kind, text, now, out schedule, out problem);
        if (kind is TimerKind.Duration && value.TryGetDuration(out var duration))
        {
            schedule = new(now + duration, 1, null);
            return true;
        }

        if (kind is TimerKind.Duration && value.Kind is FeelKind.YearsMonthsDuration)
            return TimerText.TryRead(kind, Iso(value), now, out schedule, out problem);

        if (kind is TimerKind.Date && value.Kind is FeelKind.DateTime && IsoDate.TryParse(Iso(value), localIsUtc: true, out var moment))
        {
            schedule = new(moment, 1, null);
            return true;
        }

        return false;
    }

    private static string Iso(FeelValue value)
    {
        using var json = JsonDocument.Parse(value.ToJson());
        return json.RootElement.GetString() ?? "";
    }
}
