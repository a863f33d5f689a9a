using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>Functions that look into contexts and make new ones.</summary>
internal static class ContextFunctions
{
    private static readonly ContextShape EntryShape = new(["key", "value"]);

    public static void AddTo(FunctionTable table)
    {
        table
            .Add("get entries", "context:c", GetEntries)
            .Add("get entries", "m:c", GetEntries)
            .Add("context", "entries:l...", FromEntries);
        if (table.Rules.HasStrictParameters)
        {
            AddStrict(table);
            return;
        }
        foreach (var context in new[] { "context", "m" })
        {
            foreach (var key in new[] { "key", "keys" })
            {
                table.Add("get value", $"{context}:c, {key}:sl", GetValue);
                foreach (var name in new[] { "context put", "put" })
                    table.Add(name, $"{context}:c, {key}:sl, value:*", Put);
            }
        }
        foreach (var name in new[] { "context merge", "put all" })
            table.Add(name, "contexts:l...", Merge);
    }

    private static void AddStrict(FunctionTable table)
    {
        foreach (var context in new[] { "context", "m" })
            table.Add("get value", $"{context}:c, key:s", GetValue).Add("get value", $"{context}:c, keys:l", GetValue);
        foreach (var name in new[] { "context put", "put" })
        {
            table
                .Add(name, "context:c, key:s, value:*", Put)
                .Add(name, "context:c, keys:l, value:*", (a, call) => FindObstacle(a[0], a[1].List()) is { } obstacle
                    ? call.Fail($"Expected a context but found '{ValueText.Excerpt(obstacle)}'")
                    : Put(a, call));
        }
        foreach (var name in new[] { "context merge", "put all" })
            table.Add(name, "contexts:l...", Merge);
    }

    // What lies on the way to the last key and is no context.
    private static FeelValue? FindObstacle(FeelValue at, FeelList keys)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            if (at.Reference is not FeelContext context)
                return at;
            // Nothing there is as little a context as null is, except at the end of the way.
            if (keys[i].Reference is not string key || (!context.TryGet(key, out at) && i == keys.Count - 1))
                return null;
        }
        return null;
    }

    private static FeelValue GetEntries(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var context = arguments[0].Context();
        var entries = new FeelValue[context.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            call.State.Step(call.Node);
            FeelValue[] entry = [FeelValue.From(context.Shape.Keys[i]), context.Values[i]];
            entries[i] = FeelValue.From(new FeelContext(EntryShape, entry));
        }
        return call.State.NewList(call.Node, entries);
    }

    private static FeelValue GetValue(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        if (arguments[1].Reference is string only)
            return arguments[0].Context().TryGet(only, out var found) ? found : FeelValue.Null;
        var value = arguments[0];
        foreach (var key in arguments[1].List().Items)
        {
            if (key.Reference is not string name)
                return call.Fail($"Contains a key that is not a string: '{ValueText.Excerpt(key)}'");
            if (value.Reference is not FeelContext context || !context.TryGet(name, out value))
                return FeelValue.Null;
        }
        return arguments[1].List().Count == 0 ? FeelValue.Null : value;
    }

    private static FeelValue Put(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        if (arguments[1].Reference is string only)
            return PutAt(arguments[0], [FeelValue.From(only)], arguments[2], call);
        var keys = arguments[1].List();
        foreach (var key in keys.Items)
        {
            if (key.Kind != FeelKind.String)
                return call.Fail($"Contains a key that is not a string: '{ValueText.Excerpt(key)}'");
        }
        if (keys.Count == 0)
            return call.Fail("The list of keys is empty");
        return keys.Count > 256 ? call.Fail("The list of keys is too long") : PutAt(arguments[0], keys.Items, arguments[2], call);
    }

    // What lies on the way and is no context is replaced by one.
    private static FeelValue PutAt(FeelValue at, ReadOnlySpan<FeelValue> keys, FeelValue value, Invocation call)
    {
        var builder = new ContextBuilder();
        var old = FeelValue.Null;
        var key = keys[0].Text();
        if (at.Reference is FeelContext context)
        {
            call.State.Step(call.Node, context.Count);
            builder.SetAll(context);
            context.TryGet(key, out old);
        }
        builder.Set(key, keys.Length == 1 ? value : PutAt(old, keys[1..], value, call));
        return call.State.Checked(call.Node, builder.Build());
    }

    private static FeelValue Merge(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var builder = new ContextBuilder();
        foreach (var item in arguments[0].List().Items)
        {
            if (item.Reference is not FeelContext context)
                return call.Fail($"Expected a list of contexts but found '{ValueText.Excerpt(item)}' in it");
            call.State.Step(call.Node, context.Count);
            builder.SetAll(context);
        }
        return call.State.Checked(call.Node, builder.Build());
    }

    private static FeelValue FromEntries(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var builder = new ContextBuilder();
        foreach (var entry in arguments[0].List().Items)
        {
            call.State.Step(call.Node);
            if (entry.Reference is not FeelContext context
                || !context.TryGet("key", out var key) || key.Reference is not string name
                || !context.TryGet("value", out var value))
                return call.Fail($"Expected entries with 'key' and 'value' but found '{ValueText.Excerpt(entry)}'");
            if (!builder.Set(name, value) && call.State.Rules.HasUniqueKeys)
                return call.Fail($"The key '{name}' comes twice");
        }
        return call.State.Checked(call.Node, builder.Build());
    }
}
