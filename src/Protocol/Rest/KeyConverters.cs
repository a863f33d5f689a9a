using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>A key is a string of digits on the wire; a number is understood as well.</summary>
public abstract class KeyConverter<TKey> : JsonConverter<TKey>
    where TKey : struct
{
    private protected KeyConverter() { }

    /// <inheritdoc/>
    public override TKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
            return FromNumber(number);
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException($"Expected a key (a text of digits), but got {Shapes.Name(reader.TokenType)}.");
        var text = reader.GetString()!;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            ? FromNumber(number)
            : throw new JsonException($"Expected a key (a text of digits), but got '{text}'.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TKey value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[20];
        ToNumber(value).TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    private protected abstract TKey FromNumber(long number);

    private protected abstract long ToNumber(TKey key);
}

/// <summary>For <see cref="ProcessInstanceKey"/>.</summary>
public sealed class ProcessInstanceKeyConverter : KeyConverter<ProcessInstanceKey>
{
    private protected override ProcessInstanceKey FromNumber(long number) => new(number);

    private protected override long ToNumber(ProcessInstanceKey key) => key.Value;
}

/// <summary>For <see cref="ProcessDefinitionKey"/>.</summary>
public sealed class ProcessDefinitionKeyConverter : KeyConverter<ProcessDefinitionKey>
{
    private protected override ProcessDefinitionKey FromNumber(long number) => new(number);

    private protected override long ToNumber(ProcessDefinitionKey key) => key.Value;
}

/// <summary>For <see cref="ElementInstanceKey"/>.</summary>
public sealed class ElementInstanceKeyConverter : KeyConverter<ElementInstanceKey>
{
    private protected override ElementInstanceKey FromNumber(long number) => new(number);

    private protected override long ToNumber(ElementInstanceKey key) => key.Value;
}

/// <summary>For <see cref="JobKey"/>.</summary>
public sealed class JobKeyConverter : KeyConverter<JobKey>
{
    private protected override JobKey FromNumber(long number) => new(number);

    private protected override long ToNumber(JobKey key) => key.Value;
}

/// <summary>For <see cref="MessageKey"/>.</summary>
public sealed class MessageKeyConverter : KeyConverter<MessageKey>
{
    private protected override MessageKey FromNumber(long number) => new(number);

    private protected override long ToNumber(MessageKey key) => key.Value;
}

/// <summary>For <see cref="SignalKey"/>.</summary>
public sealed class SignalKeyConverter : KeyConverter<SignalKey>
{
    private protected override SignalKey FromNumber(long number) => new(number);

    private protected override long ToNumber(SignalKey key) => key.Value;
}

/// <summary>For <see cref="ConditionalEvaluationKey"/>.</summary>
public sealed class ConditionalEvaluationKeyConverter : KeyConverter<ConditionalEvaluationKey>
{
    private protected override ConditionalEvaluationKey FromNumber(long number) => new(number);

    private protected override long ToNumber(ConditionalEvaluationKey key) => key.Value;
}

/// <summary>For <see cref="IncidentKey"/>.</summary>
public sealed class IncidentKeyConverter : KeyConverter<IncidentKey>
{
    private protected override IncidentKey FromNumber(long number) => new(number);

    private protected override long ToNumber(IncidentKey key) => key.Value;
}

/// <summary>For <see cref="UserTaskKey"/>.</summary>
public sealed class UserTaskKeyConverter : KeyConverter<UserTaskKey>
{
    private protected override UserTaskKey FromNumber(long number) => new(number);

    private protected override long ToNumber(UserTaskKey key) => key.Value;
}

/// <summary>For <see cref="VariableKey"/>.</summary>
public sealed class VariableKeyConverter : KeyConverter<VariableKey>
{
    private protected override VariableKey FromNumber(long number) => new(number);

    private protected override long ToNumber(VariableKey key) => key.Value;
}

/// <summary>For <see cref="DeploymentKey"/>.</summary>
public sealed class DeploymentKeyConverter : KeyConverter<DeploymentKey>
{
    private protected override DeploymentKey FromNumber(long number) => new(number);

    private protected override long ToNumber(DeploymentKey key) => key.Value;
}

/// <summary>For <see cref="DecisionDefinitionKey"/>.</summary>
public sealed class DecisionDefinitionKeyConverter : KeyConverter<DecisionDefinitionKey>
{
    private protected override DecisionDefinitionKey FromNumber(long number) => new(number);

    private protected override long ToNumber(DecisionDefinitionKey key) => key.Value;
}

/// <summary>For <see cref="DecisionRequirementsKey"/>.</summary>
public sealed class DecisionRequirementsKeyConverter : KeyConverter<DecisionRequirementsKey>
{
    private protected override DecisionRequirementsKey FromNumber(long number) => new(number);

    private protected override long ToNumber(DecisionRequirementsKey key) => key.Value;
}

/// <summary>For <see cref="DecisionEvaluationKey"/>.</summary>
public sealed class DecisionEvaluationKeyConverter : KeyConverter<DecisionEvaluationKey>
{
    private protected override DecisionEvaluationKey FromNumber(long number) => new(number);

    private protected override long ToNumber(DecisionEvaluationKey key) => key.Value;
}

/// <summary>For <see cref="FormKey"/>.</summary>
public sealed class FormKeyConverter : KeyConverter<FormKey>
{
    private protected override FormKey FromNumber(long number) => new(number);

    private protected override long ToNumber(FormKey key) => key.Value;
}

/// <summary>For <see cref="ResourceKey"/>.</summary>
public sealed class ResourceKeyConverter : KeyConverter<ResourceKey>
{
    private protected override ResourceKey FromNumber(long number) => new(number);

    private protected override long ToNumber(ResourceKey key) => key.Value;
}

/// <summary>For <see cref="CallKey"/>.</summary>
public sealed class CallKeyConverter : KeyConverter<CallKey>
{
    private protected override CallKey FromNumber(long number) => new(number);

    private protected override long ToNumber(CallKey key) => key.Value;
}

/// <summary>For <see cref="InboxKey"/>.</summary>
public sealed class InboxKeyConverter : KeyConverter<InboxKey>
{
    private protected override InboxKey FromNumber(long number) => new(number);

    private protected override long ToNumber(InboxKey key) => key.Value;
}

/// <summary>For <see cref="LeaseToken"/>.</summary>
public sealed class LeaseTokenConverter : KeyConverter<LeaseToken>
{
    private protected override LeaseToken FromNumber(long number) => new(number);

    private protected override long ToNumber(LeaseToken key) => key.Value;
}
