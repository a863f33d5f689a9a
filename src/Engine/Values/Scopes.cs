using System.Buffers;

using Fairlead.Engine.Running;

namespace Fairlead.Engine.Values;

/// <summary>Writes variables into scopes and reads what lies in them.</summary>
internal static class Scopes
{
    /// <summary>Creates or changes the variables of this scope and of no other.</summary>
    public static void SetLocal(Execution x, ElementInstance scope, IReadOnlyList<NamedValue> values)
    {
        foreach (var (name, json) in values)
        {
            var existing = x.State.Variable(scope.Key, name);
            if (existing is not null && existing.Value.Span.SequenceEqual(json.Span)) continue;
            Write(x, scope, existing, name, json);
        }
    }

    /// <summary>
    /// Each value changes the nearest scope that has the variable, from this one outward; the root gets it when none has.
    /// </summary>
    /// <remarks>
    /// A scope that has the variable with an equal value does not stop the search: scopes further out are changed, or the root gets
    /// a variable of its own. Zeebe does so, and processes that run on both shall not differ.
    /// </remarks>
    public static void Merge(Execution x, ElementKey from, IReadOnlyList<NamedValue> values)
    {
        foreach (var (name, json) in values) Merge(x, from, name, json);
    }

    /// <summary>The variables of this scope alone.</summary>
    public static NamedValue[] Local(Execution x, ElementInstance scope) =>
        [.. scope.VariableNames.Select(name => new NamedValue(name, x.State.Variable(scope.Key, name)!.Value))];

    /// <summary>A JSON object of the variables of this scope alone.</summary>
    /// <param name="names">Empty for all.</param>
    public static ReadOnlyMemory<byte> WriteLocal(Execution x, ElementInstance scope, IReadOnlyList<string> names) =>
        JsonValues.WriteObject(Local(x, scope).Where(variable => names.Count == 0 || names.Contains(variable.Name)));

    /// <summary>A JSON object of what the element sees; the nearest variable of a name wins.</summary>
    /// <param name="names">Empty for all.</param>
    public static ReadOnlyMemory<byte> WriteVisible(State state, ElementKey element, IReadOnlyList<string> names)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = JsonValues.Writer(buffer);
        writer.WriteStartObject();
        var inner = state.Element(element);
        for (var scope = inner; scope is not null; scope = scope.Scope is { } outer ? state.Element(outer) : null)
        {
            foreach (var name in scope.VariableNames)
            {
                if ((names.Count > 0 && !names.Contains(name)) || IsHidden(state, inner!, scope, name)) continue;
                writer.WritePropertyName(name);
                writer.WriteRawValue(state.Variable(scope.Key, name)!.Value.Span, skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>What the element sees; the nearest variable of a name wins.</summary>
    public static List<NamedValue> Visible(State state, ElementKey element)
    {
        var visible = new List<NamedValue>();
        var inner = state.Element(element);
        for (var scope = inner; scope is not null; scope = scope.Scope is { } outer ? state.Element(outer) : null)
        {
            foreach (var name in scope.VariableNames)
                if (!IsHidden(state, inner!, scope, name)) visible.Add(new(name, state.Variable(scope.Key, name)!.Value));
        }

        return visible;
    }

    /// <summary>What the element saw before its input mappings set variables of their own: a JSON object.</summary>
    /// <param name="mapped">The names of those.</param>
    public static ReadOnlyMemory<byte> WriteSeenBefore(State state, ElementInstance element, IReadOnlySet<string> mapped)
    {
        var seen = new HashSet<string>();
        var visible = new List<NamedValue>();
        for (var scope = element; scope is not null; scope = scope.Scope is { } outer ? state.Element(outer) : null)
        {
            foreach (var name in scope.VariableNames)
                if (!(scope == element && mapped.Contains(name)) && seen.Add(name)) visible.Add(new(name, state.Variable(scope.Key, name)!.Value));
        }

        return JsonValues.WriteObject(visible);
    }

    private static bool IsHidden(State state, ElementInstance inner, ElementInstance scope, string name)
    {
        for (var nearer = inner; nearer.Key != scope.Key; nearer = state.Element(nearer.Scope!.Value)!)
            if (nearer.VariableNames.Length > 0 && state.Variable(nearer.Key, name) is not null)
                return true;
        return false;
    }

    private static void Merge(Execution x, ElementKey from, string name, ReadOnlyMemory<byte> json)
    {
        var key = from;
        while (true)
        {
            var scope = x.State.Element(key)!;
            var existing = x.State.Variable(key, name);
            var isEqual = existing is not null && existing.Value.Span.SequenceEqual(json.Span);
            if (existing is not null && !isEqual)
            {
                Write(x, scope, existing, name, json);
                return;
            }

            if (scope.Scope is { } outer)
            {
                key = outer;
                continue;
            }

            if (existing is null) Write(x, scope, existing, name, json);
            return;
        }
    }

    private static void Write(Execution x, ElementInstance scope, Variable? existing, string name, ReadOnlyMemory<byte> json)
    {
        x.Emit(new Event.VariableSet(existing?.Key ?? new(x.NewKey()), scope.Instance, scope.Key, name, json));
        Conditions.Changed(x, scope, name, isNew: existing is null);
    }
}
