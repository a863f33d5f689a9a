using Fairlead.Feel.Runtime;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>A variable that takes one value after the other: the items of a list, or whole numbers up or down.</summary>
internal sealed record Loop(int Slot, Node Source, Node? To);

/// <summary>The values of the body for all combinations; its own results so far are in a slot when the body asks for them.</summary>
internal sealed class For(Loop[] loops, Node body, int partialSlot) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var results = new ListBuffer(this);
        return Run(state, 0, ref results) ? results.ToList(state) : FeelValue.Null;
    }

    private bool Run(EvaluationState state, int depth, ref ListBuffer results)
    {
        if (depth == loops.Length)
        {
            state.Step(this);
            if (partialSlot >= 0)
                state.Slots[partialSlot] = new FeelValue(results.SoFar());
            results.Add(state, body.Evaluate(state));
            return true;
        }
        if (!LoopValues.TryStart(state, loops[depth], out var values))
            return false;
        while (values.TryNext(out var value))
        {
            state.Slots[loops[depth].Slot] = value;
            if (!Run(state, depth + 1, ref results))
                return false;
        }
        return true;
    }
}

/// <summary>Whether the condition holds for some, or for every combination.</summary>
internal sealed class Quantified(bool every, Loop[] loops, Node condition) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var unknown = false;
        var result = Run(state, 0, ref unknown);
        return result ?? (unknown ? FeelValue.Null : FeelValue.From(every));
    }

    // A result once it is certain; nothing while it is still open.
    private FeelValue? Run(EvaluationState state, int depth, ref bool unknown)
    {
        if (depth == loops.Length)
        {
            state.Step(this);
            var value = condition.Evaluate(state);
            if (every ? value.IsFalse : value.IsTrue)
                return value;
            if (!value.IsTrue && !value.IsFalse)
            {
                unknown = true;
                state.Expected(condition, "boolean", value);
            }
            return null;
        }
        if (!LoopValues.TryStart(state, loops[depth], out var values))
            return FeelValue.Null;
        while (values.TryNext(out var next))
        {
            state.Slots[loops[depth].Slot] = next;
            if (Run(state, depth + 1, ref unknown) is { } result)
                return result;
        }
        return null;
    }
}

/// <summary>The values of one loop, without making a list of a range of numbers.</summary>
internal struct LoopValues
{
    private FeelList? _list;
    private ValueTag? _tag;
    private long _next;
    private long _step;
    private long _left;

    public static bool TryStart(EvaluationState state, Loop loop, out LoopValues values)
    {
        values = default;
        var source = loop.Source.Evaluate(state);
        if (loop.To is not null)
            return TryStartRange(state, loop.Source, source, loop.To, loop.To.Evaluate(state), ref values);
        switch (source.Reference)
        {
            case FeelList list:
                values._list = list;
                values._left = list.Count;
                return true;
            case FeelRange range when TryStartRange(state, loop.Source, range.Low, loop.Source, range.High, ref values):
                if (!range.LowIncluded)
                    values.Skip();
                values._left -= range.HighIncluded ? 0 : 1;
                return true;
            default:
                values._list = ListOperand.Of(state, loop.Source, source);
                values._left = values._list?.Count ?? 0;
                return values._list is not null;
        }
    }

    public bool TryNext(out FeelValue value)
    {
        value = default;
        if (_left <= 0)
            return false;
        value = _list is not null ? _list[(int)_next] : new FeelValue(_tag, _next);
        Skip();
        return true;
    }

    private static bool TryStartRange(
        EvaluationState state, Node fromNode, FeelValue from, Node toNode, FeelValue to, ref LoopValues values)
    {
        var dates = ReferenceEquals(from.Reference, ValueTag.Date) && ReferenceEquals(to.Reference, ValueTag.Date);
        var (first, last) = (from.Bits, to.Bits);
        if (!dates && !from.TryGetInt64(out first))
        {
            state.Expected(fromNode, "number", from);
            return false;
        }
        if (!dates && !to.TryGetInt64(out last))
        {
            state.Expected(toNode, "number", to);
            return false;
        }
        values._tag = dates ? ValueTag.Date : ValueTag.Number(0);
        values._next = first;
        values._step = first <= last ? 1 : -1;
        values._left = (long)Int128.Min(Int128.Abs((Int128)last - first) + 1, long.MaxValue);
        return true;
    }

    private void Skip()
    {
        _next = unchecked(_next + (_list is null ? _step : 1));
        _left--;
    }
}
