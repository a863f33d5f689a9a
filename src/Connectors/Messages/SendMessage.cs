using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Messages;

/// <summary>A message and how it is sent. The names are those of the element templates <c>io.camunda.connectors.message.*</c>.</summary>
public sealed record SendMessage
{
    [Field("How it is sent", Group = "Message")]
    public MessageCorrelation CorrelationType { get; init; } = new MessageCorrelation.Publish();

    [Required, Field("Message name", Group = "Message", Help = "The name of the message in the diagram that receives it.")]
    public required string MessageName { get; init; }

    [Field(
        "Correlation key",
        Group = "Message",
        Example = "=orderId",
        Help = "The value by which the waiting instance is found. Empty for a message that starts an instance.")]
    public string? CorrelationKey { get; init; }

    [Field("Variables", Group = "Message", Feel = FieldFeel.Always, Example = "={paid: true}", Help = "What the receiver gets.")]
    public IReadOnlyDictionary<string, JsonElement>? Variables { get; init; }

    [Field("Tenant", Group = "Delivery", Help = "Empty for the tenant of this process.")]
    public string? TenantId { get; init; }

    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    [Field("Request timeout", Group = "Delivery", Help = "How long the cluster may take for its answer, such as PT10S. Empty for as long as the job is held.")]
    public TimeSpan? RequestTimeout { get; init; }
}

/// <summary>How a message finds its receiver.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Publish), "publish")]
[JsonDerivedType(typeof(Correlate), "correlate")]
public abstract record MessageCorrelation
{
    private MessageCorrelation() { }

    /// <summary>It waits for a receiver for as long as it lives, and nobody learns who took it.</summary>
    [Choice("Publish: it waits for a receiver")]
    public sealed record Publish : MessageCorrelation
    {
        [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
        [Field("Time to live", Help = "How long it waits for a receiver, such as PT1H; PT0S for not at all. Empty for an hour.")]
        public TimeSpan? TimeToLive { get; init; }

        [Field("Message id", Help = "While it lives no other message of its name and correlation key is published under this id.")]
        public string? MessageId { get; init; }
    }

    /// <summary>Somebody takes it now, or it fails.</summary>
    [Choice("Correlate: somebody takes it now")]
    public sealed record Correlate : MessageCorrelation;
}

/// <summary>What became of it.</summary>
/// <param name="MessageKey">Null when an earlier attempt published it and the cluster does not tell its key any more.</param>
/// <param name="ProcessInstanceKey">The instance that took a correlated message.</param>
/// <param name="TenantId">Tenant.</param>
public sealed record SentMessage(
    long? MessageKey,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ProcessInstanceKey,
    string TenantId);
