using System.Collections;
using System.Reflection;

namespace Fairlead.Engine.Tests;

/// <summary>Which of the fields that may be missing are there.</summary>
internal enum Optionals
{
    None,
    Nullable,
    All,
}

/// <summary>One event of each case with every field different from its default, made from the records themselves.</summary>
internal static class Samples
{
    public static IReadOnlyList<Type> EventCases { get; } =
        [.. typeof(Event).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Event)))];

    public static Event Make(Type type, Optionals optionals)
    {
        var number = 3L;
        return (Event)Create(type, ref number, optionals);
    }

    private static object Create(Type type, ref long number, Optionals optionals)
    {
        var constructor = type.GetConstructors().Single(c => c.GetParameters() is not [{ } only] || only.ParameterType != type);
        var arguments = new List<object?>();
        foreach (var parameter in constructor.GetParameters())
            arguments.Add(Value(parameter, ref number, optionals));
        return constructor.Invoke([.. arguments]);
    }

    private static object? Value(ParameterInfo parameter, ref long number, Optionals optionals)
    {
        var type = parameter.ParameterType;
        number += 1_000_003;
        if (new NullabilityInfoContext().Create(parameter).WriteState is NullabilityState.Nullable && optionals is Optionals.None) return null;
        if (parameter.HasDefaultValue && type.IsEnum && optionals is not Optionals.All) return Enum.ToObject(type, parameter.DefaultValue!);
        // It came later: what is written without it keeps its bytes.
        if (parameter is { Name: "Tenant", HasDefaultValue: true } && optionals is not Optionals.All) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(long)) return number;
        if (type == typeof(int)) return (int)(number % 1_000_000_007);
        if (type == typeof(bool)) return true;
        if (type == typeof(string)) return $"Straße \0 {number}";
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>([1, 2, (byte)number]);
        if (type == typeof(IReadOnlyList<string>)) return new[] { "a", $"b{number}" };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, optionals is Optionals.None ? 0 : 2);
            for (var i = 0; i < list.Length; i++) list.SetValue(Create(item, ref number, optionals), i);
            return list;
        }

        if (type.IsEnum) return Enum.GetValues(type).GetValue(1)!;
        return Create(type, ref number, optionals);
    }

    /// <summary>The fields as text, blobs and lists included: equal when the events are.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        string text => text,
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Describe))}]",
        _ when value.GetType().Namespace == typeof(Event).Namespace && !value.GetType().IsEnum =>
            $"{value.GetType().Name}({string.Join(", ", value.GetType()
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.DeclaringType != typeof(Event) || property.Name != "EqualityContract")
                .Where(property => property.GetIndexParameters().Length == 0 && property.Name != nameof(InstanceKey.Root))
                .Select(property => $"{property.Name}={Describe(property.GetValue(value))}"))})",
        _ => $"{value}",
    };
}
