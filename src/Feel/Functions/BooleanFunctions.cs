using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>Functions about truth and presence.</summary>
internal static class BooleanFunctions
{
    public static void AddTo(FunctionTable table) => table
        .Add("not", "negand:b", (a, _) => FeelValue.From(!a[0].IsTrue))
        .Add("is", "value1:*, value2:*", (a, call) =>
        {
            call.State.StepThrough(call.Node, a[0]);
            return FeelValue.From(Ordering.AreIdentical(a[0], a[1]));
        })
        .Add("is defined", "value:*", (a, _) => FeelValue.From(!a[0].IsNull))
        .Add("get or else", "value:*, default:*", (a, _) => a[0].IsNull ? a[1] : a[0])
        .AddImpure("assert", "value:*, condition:*", (a, call) =>
            a[1].IsTrue ? a[0] : throw call.State.AssertionFailed(call.Node, "The condition is not fulfilled"))
        .AddImpure("assert", "value:*, condition:*, cause:s", (a, call) =>
            a[1].IsTrue ? a[0] : throw call.State.AssertionFailed(call.Node, a[2].Text()));
}
