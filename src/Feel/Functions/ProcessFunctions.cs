using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>What Zeebe adds for processes: cycles of timers, and marks for values that a language model shall give.</summary>
internal static class ProcessFunctions
{
    public static void AddTo(FunctionTable table) => table
        .Add("cycle", "interval:py", (a, _) => FeelValue.From($"R/{ValueText.Plain(a[0])}"))
        .Add("cycle", "repetitions:n0, interval:py", (a, _) => FeelValue.From(
            a[0].IsNull ? $"R/{ValueText.Plain(a[1])}" : $"R{a[0].Whole()}/{ValueText.Plain(a[1])}"))
        .Add("fromAi", "value:*", (a, _) => a[0])
        .Add("fromAi", "value:*, description:*", (a, _) => a[0])
        .Add("fromAi", "value:*, description:*, type:*", (a, _) => a[0])
        .Add("fromAi", "value:*, description:*, type:*, schema:*", (a, _) => a[0])
        .Add("fromAi", "value:*, description:*, type:*, schema:*, options:*", (a, _) => a[0]);
}
