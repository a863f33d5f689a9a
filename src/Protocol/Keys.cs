using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol;

/// <summary>Identifies a process instance. In JSON every key is a string of digits; a number is understood as well.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct ProcessInstanceKey(long Value)
{
    internal sealed class Converter() : KeyConverter<ProcessInstanceKey>(value => new(value), key => key.Value);
}

/// <summary>Identifies one deployed version of a process.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct ProcessDefinitionKey(long Value)
{
    internal sealed class Converter() : KeyConverter<ProcessDefinitionKey>(value => new(value), key => key.Value);
}

/// <summary>Identifies one visit of an element by a process instance.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct ElementInstanceKey(long Value)
{
    internal sealed class Converter() : KeyConverter<ElementInstanceKey>(value => new(value), key => key.Value);
}

/// <summary>Identifies a job.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct JobKey(long Value)
{
    internal sealed class Converter() : KeyConverter<JobKey>(value => new(value), key => key.Value);
}

/// <summary>Identifies a published message.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct MessageKey(long Value)
{
    internal sealed class Converter() : KeyConverter<MessageKey>(value => new(value), key => key.Value);
}

/// <summary>Identifies an incident.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct IncidentKey(long Value)
{
    internal sealed class Converter() : KeyConverter<IncidentKey>(value => new(value), key => key.Value);
}

/// <summary>Identifies a variable.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct VariableKey(long Value)
{
    internal sealed class Converter() : KeyConverter<VariableKey>(value => new(value), key => key.Value);
}

/// <summary>Identifies a deployment.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct DeploymentKey(long Value)
{
    internal sealed class Converter() : KeyConverter<DeploymentKey>(value => new(value), key => key.Value);
}

/// <summary>A key is a string on the wire, because JavaScript's numbers cannot hold it.</summary>
internal abstract class KeyConverter<TKey>(Func<long, TKey> make, Func<TKey, long> value) : JsonConverter<TKey>
{
    public override TKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var number)) return make(number);
        if (reader.TokenType is JsonTokenType.String
            && long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return make(number);
        throw new JsonException("A key is a string of digits.");
    }

    public override void Write(Utf8JsonWriter writer, TKey key, JsonSerializerOptions options) =>
        writer.WriteStringValue(value(key).ToString(CultureInfo.InvariantCulture));
}
