using Fairlead.Feel.Numbers;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>Functions that make one value of many. The items may be given as a list or one by one.</summary>
internal static class AggregateFunctions
{
    public static void AddTo(FunctionTable table)
    {
        table
            .Add("min", "list:l...", (a, call) => Extreme(a[0].List(), -1, call))
            .Add("max", "list:l...", (a, call) => Extreme(a[0].List(), 1, call))
            .Add("sum", "list:l...", (a, call) => Numbers(a[0].List(), call, (list, _) => Sum(list)))
            .Add("product", "list:l...", (a, call) => Numbers(a[0].List(), call, Product))
            .Add("mean", "list:l...", (a, call) => Numbers(a[0].List(), call, Mean))
            .Add("median", "list:l...", (a, call) => Numbers(a[0].List(), call, Median))
            .Add("stddev", "list:l...", (a, call) => Numbers(a[0].List(), call, Deviation))
            .Add("mode", "list:l...", Mode);
        foreach (var name in new[] { "all", "and" })
            table.Add(name, "list:l...", (a, call) => Combine(a[0].List(), decisive: false, call));
        foreach (var name in new[] { "any", "or" })
            table.Add(name, "list:l...", (a, call) => Combine(a[0].List(), decisive: true, call));
    }

    private static FeelValue Combine(FeelList list, bool decisive, Invocation call)
    {
        var unknown = false;
        var odd = FeelValue.Null;
        foreach (var item in list.Items)
        {
            call.State.Step(call.Node);
            if (decisive ? item.IsTrue : item.IsFalse)
                return item;
            if (item.Kind == FeelKind.Boolean)
                continue;
            unknown = true;
            odd = item.IsNull ? odd : item;
        }
        if (!unknown)
            return FeelValue.From(!decisive);
        // A null among booleans is an answer that is not known; anything else is a mistake, and so is a null alone.
        return odd.IsNull && list.Count > 1
            ? FeelValue.Null
            : call.Fail($"Expected a list of booleans but found '{ValueText.Excerpt(odd)}' in it");
    }

    private static FeelValue Extreme(FeelList list, int sign, Invocation call)
    {
        if (list.Count == 0)
            return call.Fail("The list is empty");
        var best = list[0];
        // The first one, too: a lone boolean has no order with itself.
        foreach (var item in list.Items)
        {
            call.State.Step(call.Node);
            if (!Ordering.TryCompare(item, best, out var order, call.State.Rules.ComparesInstants))
                return call.Fail($"Can't compare '{ValueText.Excerpt(item)}' with '{ValueText.Excerpt(best)}'");
            if (order * sign > 0)
                best = item;
        }
        return best;
    }

    private static FeelValue Numbers(FeelList list, Invocation call, Func<FeelNumber[], Invocation, FeelValue> combine)
    {
        var numbers = new FeelNumber[list.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            call.State.Step(call.Node);
            if (!list[i].TryGetNumber(out numbers[i]))
                return call.Fail($"Expected a list of numbers but found '{ValueText.Excerpt(list[i])}' in it");
        }
        return numbers.Length == 0 ? call.Fail("The list is empty") : combine(numbers, call);
    }

    private static FeelValue Sum(FeelNumber[] numbers)
    {
        var sum = numbers[0];
        for (var i = 1; i < numbers.Length; i++)
            sum = NumberMath.Add(sum, numbers[i]);
        return FeelValue.From(sum);
    }

    private static FeelValue Product(FeelNumber[] numbers, Invocation call)
    {
        var product = numbers[0];
        for (var i = 1; i < numbers.Length; i++)
        {
            if (!NumberMath.TryMultiply(product, numbers[i], out product))
                return call.Fail("The product is out of range");
        }
        return FeelValue.From(product);
    }

    private static FeelValue Mean(FeelNumber[] numbers, Invocation call) =>
        NumberMath.TryDivide(Sum(numbers).Number(), FeelNumber.From(numbers.Length), out var mean)
            ? FeelValue.From(mean)
            : call.Fail("The mean is out of range");

    private static FeelValue Median(FeelNumber[] numbers, Invocation call)
    {
        Array.Sort(numbers);
        var upper = numbers[numbers.Length / 2];
        if (numbers.Length % 2 == 1)
            return FeelValue.From(upper);
        return Mean([numbers[(numbers.Length / 2) - 1], upper], call);
    }

    // Of a sample: the squares are divided by one less than the count.
    private static FeelValue Deviation(FeelNumber[] numbers, Invocation call)
    {
        if (numbers.Length < 2)
            return call.Fail("The deviation of less than two numbers is not defined");
        if (!Mean(numbers, call).TryGetNumber(out var mean))
            return FeelValue.Null;
        var squares = new FeelNumber[numbers.Length];
        for (var i = 0; i < squares.Length; i++)
        {
            var difference = NumberMath.Subtract(numbers[i], mean);
            if (!NumberMath.TryMultiply(difference, difference, out squares[i]))
                return call.Fail("The deviation is out of range");
        }
        NumberMath.TryDivide(Sum(squares).Number(), FeelNumber.From(numbers.Length - 1), out var variance);
        return NumberMath.TryFromDouble(Math.Sqrt(variance.ToDouble()), out var deviation)
            ? FeelValue.From(deviation)
            : call.Fail("The deviation is out of range");
    }

    private static FeelValue Mode(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var counts = new Dictionary<FeelNumber, int>();
        foreach (var item in arguments[0].List().Items)
        {
            call.State.Step(call.Node);
            if (!item.TryGetNumber(out var number))
                return call.Fail($"Expected a list of numbers but found '{ValueText.Excerpt(item)}' in it");
            counts[number] = counts.GetValueOrDefault(number) + 1;
        }
        var most = counts.Count == 0 ? 0 : counts.Values.Max();
        var modes = counts.Where(entry => entry.Value == most).Select(entry => entry.Key).Order();
        return call.State.NewList(call.Node, [.. modes.Select(FeelValue.From)]);
    }
}
