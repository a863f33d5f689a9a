using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>A document that waits at the door of this process and goes to the cluster when it is known what it is.</summary>
internal sealed class RemoteUpload(ClusterClient cluster, DocumentUpload door) : DocumentUpload
{
    public override Task ReceiveAsync(Stream content, CancellationToken cancellation) => door.ReceiveAsync(content, cancellation);

    public override Stream OpenReceived() => door.OpenReceived();

    public override async Task<StoredDocument> CommitAsync(NewDocument about, CancellationToken cancellation)
    {
        await using var content = door.OpenReceived();
        var reference = await RemoteDocumentStore.GuardAsync(() => cluster.Documents.CreateAsync(
            content,
            new DocumentMetadata
            {
                ContentType = about.ContentType,
                FileName = about.FileName,
                ExpiresAt = about.ExpiresAt,
                Size = about.SizeBytes,
                ProcessDefinitionId = about.ProcessDefinitionId,
                ProcessInstanceKey = about.ProcessInstanceKey is { } key ? new(key) : null,
                CustomProperties = about.CustomProperties.IsEmpty ? null : new(about.CustomProperties),
            },
            about.Id,
            cancellation));
        return new StoredDocument
        {
            Id = reference.DocumentId,
            StoreId = reference.StoreId,
            ContentHash = reference.ContentHash ?? "",
            SizeBytes = reference.Metadata.Size,
            ContentType = reference.Metadata.ContentType,
            FileName = reference.Metadata.FileName,
            CreatedAt = default,
            ExpiresAt = reference.Metadata.ExpiresAt,
            ProcessDefinitionId = reference.Metadata.ProcessDefinitionId,
            ProcessInstanceKey = reference.Metadata.ProcessInstanceKey?.Value,
            CustomProperties = reference.Metadata.CustomProperties.Utf8,
        };
    }

    public override ValueTask DisposeAsync() => door.DisposeAsync();
}
