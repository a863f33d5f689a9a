using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Runtime.Documents;

namespace Fairlead.Broker.Documents;

/// <summary>What <c>about.json</c> holds. It is read for ever: add, never change.</summary>
internal sealed record AboutDocument
{
    public required string Id { get; init; }

    public required string ContentHash { get; init; }

    public required long SizeBytes { get; init; }

    public required string ContentType { get; init; }

    public required string FileName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? ProcessDefinitionId { get; init; }

    public long? ProcessInstanceKey { get; init; }

    public JsonElement? CustomProperties { get; init; }

    public static AboutDocument Of(StoredDocument document) => new()
    {
        Id = document.Id,
        ContentHash = document.ContentHash,
        SizeBytes = document.SizeBytes,
        ContentType = document.ContentType,
        FileName = document.FileName,
        CreatedAt = document.CreatedAt,
        ExpiresAt = document.ExpiresAt,
        ProcessDefinitionId = document.ProcessDefinitionId,
        ProcessInstanceKey = document.ProcessInstanceKey,
        CustomProperties = document.CustomProperties.IsEmpty ? null : JsonElement.Parse(document.CustomProperties.Span),
    };

    public StoredDocument ToStored() => new()
    {
        Id = Id,
        ContentHash = ContentHash,
        SizeBytes = SizeBytes,
        ContentType = ContentType,
        FileName = FileName,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        ProcessDefinitionId = ProcessDefinitionId,
        ProcessInstanceKey = ProcessInstanceKey,
        CustomProperties = CustomProperties is { } properties ? JsonMarshal.GetRawUtf8Value(properties).ToArray() : default,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AboutDocument))]
internal sealed partial class AboutJson : JsonSerializerContext;
