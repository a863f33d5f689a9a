using Fairlead.Feel.Runtime;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>Functions that look into lists and make new ones. Positions count from 1, and from the end below 0.</summary>
internal static class ListFunctions
{
    public static void AddTo(FunctionTable table)
    {
        AddCommon(table);
        if (!table.Rules.HasStrictParameters)
            table.Add("count", "list:l...", Count);
        // Only the standard's names; Camunda calls the first "items" and the others "lists".
        table
            .Add("append", "list:l, item:*", (a, call) => Concatenate(call, a[0].List(), FeelList.Of(a[1])))
            .Add("concatenate", "list:l...", (a, call) => Flat(a[0].List(), call))
            .Add("union", "list:l...", Union);
    }

    private static void AddCommon(FunctionTable table) => table
        .Add("list contains", "list:l, element:*", (a, call) => FeelValue.From(IndexOf(a[0].List(), a[1], call) >= 0))
        .Add("count", "list:l", Count)
        .Add("is empty", "list:l", (a, _) => FeelValue.From(a[0].List().Count == 0))
        .Add("sublist", "list:l, start position:n", (a, call) => Sublist(a[0].List(), a[1].Whole(), int.MaxValue, call))
        .Add("sublist", "list:l, start position:n, length:n", (a, call) =>
            Sublist(a[0].List(), a[1].Whole(), a[2].Whole(), call))
        .Add("append", "list:l, items:*", (a, call) => Concatenate(call, a[0].List(), FeelList.Of(a[1])))
        .Add("append", "list:l, items:l...", (a, call) => Concatenate(call, a[0].List(), a[1].List()))
        .Add("concatenate", "lists:l...", (a, call) => Flat(a[0].List(), call))
        .Add("union", "lists:l...", Union)
        .Add("insert before", "list:l, position:n, newItem:*", InsertBefore)
        .Add("remove", "list:l, position:n", Remove)
        .Add("list replace", "list:l, position:n, newItem:*", Replace)
        .Add("list replace", "list:l, match:f, newItem:*", ReplaceMatching)
        .Add("reverse", "list:l", Reverse)
        .Add("index of", "list:l, match:*", IndexesOf)
        .Add("distinct values", "list:l", (a, call) => Distinct(a[0].List(), call))
        .Add("duplicate values", "list:l", Duplicates)
        .Add("flatten", "list:l", Flatten)
        .Add("partition", "list:l, size:n", Partition)
        .Add("sort", "list:l, precedes:f", Sorting.Sort);

    private static FeelValue Count(ReadOnlySpan<FeelValue> arguments, Invocation call) =>
        FeelValue.From(arguments[0].List().Count);

    private static FeelValue Union(ReadOnlySpan<FeelValue> arguments, Invocation call) =>
        Flat(arguments[0].List(), call) is { IsNull: false } all ? Distinct(all.List(), call) : default;

    private static int IndexOf(FeelList list, FeelValue element, Invocation call, int from = 0)
    {
        if (from == 0)
            call.State.StepThrough(call.Node, new FeelValue(list));
        for (var i = from; i < list.Count; i++)
        {
            call.State.Step(call.Node);
            if (Ordering.AreSame(list[i], element, call.State.Rules.ComparesInstants))
                return i;
        }
        return -1;
    }

    private static FeelValue Sublist(FeelList list, int position, int length, Invocation call)
    {
        if (position == 0)
            return call.Fail("start position must be a non-zero number");
        var start = position > 0 ? position - 1 : list.Count + position;
        if (start < 0 || start > list.Count || length < 0)
            return call.Fail($"start position {position} is outside of a list with {list.Count} items");
        return call.State.NewList(call.Node, list.Items.Slice(start, Math.Min(length, list.Count - start)).ToArray());
    }

    private static FeelValue Concatenate(Invocation call, FeelList first, FeelList second)
    {
        call.State.Step(call.Node, first.Count + second.Count);
        return call.State.NewList(call.Node, [.. first.Items, .. second.Items]);
    }

    // The items of all lists in the list; null when one of them is no list.
    private static FeelValue Flat(FeelList lists, Invocation call)
    {
        var all = new ListBuffer(call.Node);
        foreach (var list in lists.Items)
        {
            if (list.Reference is not FeelList items)
                return call.Fail($"Expected a list of lists but found '{ValueText.Excerpt(list)}' in it");
            call.State.Step(call.Node, items.Count);
            foreach (var item in items.Items)
                all.Add(call.State, item);
        }
        return all.ToList(call.State);
    }

    private static FeelValue InsertBefore(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var (list, position) = (arguments[0].List(), arguments[1].Whole());
        if (position == 0)
            return call.Fail("position must be a non-zero number");
        var index = position > 0 ? position - 1 : list.Count + position;
        if (index < 0 || index > list.Count)
            return call.Fail($"position {position} is outside of a list with {list.Count} items");
        return call.State.NewList(call.Node, [.. list.Items[..index], arguments[2], .. list.Items[index..]]);
    }

    private static FeelValue Remove(ReadOnlySpan<FeelValue> arguments, Invocation call) =>
        TryIndex(arguments, call, out var list, out var index)
            ? call.State.NewList(call.Node, [.. list.Items[..index], .. list.Items[(index + 1)..]])
            : FeelValue.Null;

    private static FeelValue Replace(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        if (!TryIndex(arguments, call, out var list, out var index))
            return FeelValue.Null;
        var items = list.Items.ToArray();
        items[index] = arguments[2];
        return call.State.NewList(call.Node, items);
    }

    private static FeelValue ReplaceMatching(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var items = arguments[0].List().Items.ToArray();
        var match = (FeelFunction)arguments[1].Reference!;
        if (match.Parameters.Count != 2)
            return call.Fail($"expects a function with two parameters but found one with {match.Parameters.Count}");
        for (var i = 0; i < items.Length; i++)
        {
            call.State.Step(call.Node);
            var matches = match.Invoke(call.State, [items[i], arguments[2]]);
            if (matches.Kind != FeelKind.Boolean)
                return call.Fail($"Expected the match function to return a boolean but found '{ValueText.Excerpt(matches)}'");
            if (matches.IsTrue)
                items[i] = arguments[2];
        }
        return call.State.NewList(call.Node, items);
    }

    private static bool TryIndex(ReadOnlySpan<FeelValue> arguments, Invocation call, out FeelList list, out int index)
    {
        list = arguments[0].List();
        var position = arguments[1].Whole();
        index = position > 0 ? position - 1 : list.Count + position;
        if (position != 0 && index >= 0 && index < list.Count)
            return true;
        call.Fail(position == 0
            ? "position must be a non-zero number"
            : $"position {position} is outside of a list with {list.Count} items");
        return false;
    }

    private static FeelValue Reverse(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var items = arguments[0].List().Items.ToArray();
        Array.Reverse(items);
        return call.State.NewList(call.Node, items);
    }

    private static FeelValue IndexesOf(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var found = new ListBuffer(call.Node);
        var list = arguments[0].List();
        for (var i = IndexOf(list, arguments[1], call); i >= 0; i = IndexOf(list, arguments[1], call, i + 1))
            found.Add(call.State, FeelValue.From(i + 1));
        return found.ToList(call.State);
    }

    private static FeelValue Distinct(FeelList list, Invocation call)
    {
        call.State.StepThrough(call.Node, new FeelValue(list));
        var seen = new HashSet<FeelValue>(Sameness.Of(call.State.Rules));
        var distinct = new ListBuffer(call.Node);
        foreach (var item in list.Items)
        {
            call.State.Step(call.Node);
            if (seen.Add(item))
                distinct.Add(call.State, item);
        }
        return distinct.ToList(call.State);
    }

    private static FeelValue Duplicates(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        call.State.StepThrough(call.Node, arguments[0]);
        var counts = new Dictionary<FeelValue, int>(Sameness.Of(call.State.Rules));
        foreach (var item in arguments[0].List().Items)
        {
            call.State.Step(call.Node);
            counts[item] = counts.GetValueOrDefault(item) + 1;
        }
        var duplicates = new ListBuffer(call.Node);
        foreach (var item in arguments[0].List().Items)
        {
            if (counts.Remove(item, out var count) && count > 1)
                duplicates.Add(call.State, item);
        }
        return duplicates.ToList(call.State);
    }

    private static FeelValue Flatten(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var flat = new ListBuffer(call.Node);
        Flatten(arguments[0].List(), ref flat, call);
        return flat.ToList(call.State);
    }

    // As deep as the list, which its extent limits.
    private static void Flatten(FeelList list, ref ListBuffer flat, Invocation call)
    {
        foreach (var item in list.Items)
        {
            call.State.Step(call.Node);
            if (item.Reference is FeelList inner)
                Flatten(inner, ref flat, call);
            else
                flat.Add(call.State, item);
        }
    }

    private static FeelValue Partition(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var (list, size) = (arguments[0].List(), arguments[1].Whole());
        if (size <= 0)
            return call.Fail($"'size' should be greater than zero but was '{size}'");
        var parts = new ListBuffer(call.Node);
        for (var start = 0; start < list.Count; start += Math.Min(size, list.Count - start))
        {
            call.State.Step(call.Node);
            var part = list.Items.Slice(start, Math.Min(size, list.Count - start));
            parts.Add(call.State, call.State.NewList(call.Node, part.ToArray()));
        }
        return parts.ToList(call.State);
    }
}
