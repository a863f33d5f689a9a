using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>Sorts by a function of the user, who may contradict himself: merging ends whatever the function says.</summary>
internal static class Sorting
{
    public static FeelValue Sort(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var precedes = (FeelFunction)arguments[1].Reference!;
        if (precedes.Parameters.Count != 2)
            return call.Fail($"expects a function with two parameters but found one with {precedes.Parameters.Count}");
        var items = arguments[0].List().Items.ToArray();
        var other = (FeelValue[])items.Clone();
        Sort(other, items, 0, items.Length, precedes, call);
        return call.State.NewList(call.Node, items);
    }

    // Both arrays hold the same items; the sorted ones end up in the second.
    private static void Sort(FeelValue[] from, FeelValue[] to, int start, int end, FeelFunction precedes, Invocation call)
    {
        if (end - start < 2)
            return;
        var middle = (start + end) / 2;
        Sort(to, from, start, middle, precedes, call);
        Sort(to, from, middle, end, precedes, call);
        var (left, right) = (start, middle);
        for (var i = start; i < end; i++)
        {
            call.State.Step(call.Node);
            // Equal items keep their order: the right one goes first only when it must.
            var takeRight = left >= middle
                || (right < end && precedes.Invoke(call.State, [from[right], from[left]]).IsTrue);
            to[i] = takeRight ? from[right++] : from[left++];
        }
    }
}
