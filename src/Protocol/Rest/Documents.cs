using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>What is known of a document before it is stored. Everything may be left out.</summary>
public sealed record DocumentMetadata
{
    /// <summary>Media type; that of the part of the form when omitted.</summary>
    public string? ContentType { get; init; }

    /// <summary>Name of the file; that of the part of the form when omitted.</summary>
    public string? FileName { get; init; }

    /// <summary>When the document is removed; never when omitted.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Bytes of the content. When it is given, a document of another size is refused.</summary>
    public long? Size { get; init; }

    /// <summary>BPMN id of the process that the document belongs to.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>The instance that the document belongs to.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>Whatever else its owner wants to know.</summary>
    public JsonObjectText? CustomProperties { get; init; }
}

/// <summary>Refers to a document. As a variable it is what connectors take for the document itself.</summary>
public sealed record DocumentReference
{
    /// <summary>Tells a reference from other JSON: always <c>camunda</c>.</summary>
    [JsonPropertyName("camunda.document.type")]
    public string Type { get; init; } = "camunda";

    /// <summary>The store that has it.</summary>
    public required string StoreId { get; init; }

    /// <summary>Identifies it in its store.</summary>
    public required string DocumentId { get; init; }

    /// <summary>SHA-256 of the content, in lower-case hexadecimal.</summary>
    public string? ContentHash { get; init; }

    /// <summary>What is known of it.</summary>
    public required DocumentMetadataResult Metadata { get; init; }
}

/// <summary>What is known of a stored document.</summary>
public sealed record DocumentMetadataResult
{
    /// <summary>Media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>Name of the file.</summary>
    public required string FileName { get; init; }

    /// <summary>When the document is removed; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Bytes of the content.</summary>
    public required long Size { get; init; }

    /// <summary>BPMN id of the process that the document belongs to.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>The instance that the document belongs to.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>Whatever else its owner wanted to know.</summary>
    public JsonObjectText CustomProperties { get; init; }
}

/// <summary>What became of several documents that were sent together. Each stands for itself.</summary>
public sealed record DocumentBatchResult
{
    /// <summary>Those that were not stored.</summary>
    public required IReadOnlyList<DocumentFailure> FailedDocuments { get; init; }

    /// <summary>Those that were, in the order in which they were sent.</summary>
    public required IReadOnlyList<DocumentReference> CreatedDocuments { get; init; }
}

/// <summary>A document that was not stored.</summary>
public sealed record DocumentFailure
{
    /// <summary>Name of the file, as it was sent.</summary>
    public required string FileName { get; init; }

    /// <summary>The HTTP status that it would have got alone.</summary>
    public required int Status { get; init; }

    /// <summary>A symbolic status such as <c>ALREADY_EXISTS</c>, or an HTTP phrase.</summary>
    public required string Title { get; init; }

    /// <summary>What, where, and what to do.</summary>
    public required string Detail { get; init; }
}

/// <summary>Asks for a link to a document.</summary>
public sealed record DocumentLinkRequest
{
    /// <summary>How long the link works, in milliseconds; an hour when omitted.</summary>
    public long? TimeToLive { get; init; }
}

/// <summary>An address at which everybody who knows it can read a document for a while.</summary>
public sealed record DocumentLink
{
    /// <summary>The address.</summary>
    public required string Url { get; init; }

    /// <summary>When it stops to work.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
