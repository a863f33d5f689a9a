using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Connectors.Sdk;

/// <summary>What there is to check in a type, found out once: looking for annotations costs more than most calls.</summary>
internal sealed class ValidationPlan
{
    private static readonly ConcurrentDictionary<(Type, JsonSerializerOptions), ValidationPlan> Known = [];

    private readonly bool _needsContext;
    private readonly ValidationAttribute[] _ofType;
    private readonly (Func<object, object?> Get, ValidationAttribute[] Attributes)[] _ofProperties;

    private ValidationPlan(JsonTypeInfo info)
    {
        Info = info;
        var type = info.Type;
        _ofType = [.. type.GetCustomAttributes<ValidationAttribute>(inherit: true)];
        _ofProperties =
        [
            .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
               let attributes = property.GetCustomAttributes<ValidationAttribute>(inherit: true).ToArray()
               where attributes.Length > 0 && property.CanRead && property.GetIndexParameters().Length is 0
               select ((Func<object, object?>)property.GetValue, attributes),
        ];
        _needsContext = typeof(IValidatableObject).IsAssignableFrom(type)
            || _ofType.Concat(_ofProperties.SelectMany(property => property.Attributes)).Any(attribute => attribute.RequiresValidationContext);
        Inner = info.Kind is JsonTypeInfoKind.Object
            ? [.. info.Properties.Where(property => property.Get is not null && MayHoldSomething(property.PropertyType, info.Options))]
            : [];
    }

    public JsonTypeInfo Info { get; }

    /// <summary>The properties whose values may have something to check themselves.</summary>
    public JsonPropertyInfo[] Inner { get; }

    public static ValidationPlan Of(Type type, JsonSerializerOptions options) =>
        Known.GetOrAdd((type, options), static key => new ValidationPlan(key.Item2.GetTypeInfo(key.Item1)));

    /// <summary>Whether the object itself is valid for certain; when not, the slow way finds the words for it.</summary>
    public bool IsCertainlyValid(object value)
    {
        if (_needsContext)
            return false;

        foreach (var (get, attributes) in _ofProperties)
        {
            if (!AreValid(attributes, get(value)))
                return false;
        }

        return AreValid(_ofType, value);
    }

    private static bool AreValid(ValidationAttribute[] attributes, object? value)
    {
        foreach (var attribute in attributes)
        {
            if (!attribute.IsValid(value))
                return false;
        }

        return true;
    }

    /// <summary>A value of a type that others derive from may be more than its declared type says.</summary>
    private static bool MayHoldSomething(Type declared, JsonSerializerOptions options) =>
        options.GetTypeInfo(declared).Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Enumerable
        || !(declared.IsValueType || declared.IsSealed || declared == typeof(Stream));
}
