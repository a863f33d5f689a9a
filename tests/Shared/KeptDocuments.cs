using System.Text;
using System.Text.Json;
using Fairlead.Broker.Documents;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol.Rest;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fairlead.Tests;

/// <summary>The document store of the broker in a folder of one test.</summary>
internal sealed class KeptDocuments : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-").FullName;
    private readonly DocumentStore _store;

    public KeptDocuments(TimeProvider? time = null) =>
        _store = new DocumentStore(_folder, bytesAtMost: 64 << 20, time ?? TimeProvider.System, NullLogger.Instance);

    public IDocumentStore Store => _store;

    /// <summary>How many there are.</summary>
    public int Count => Directory.GetFiles(Path.Combine(_folder, "kept"), "content", SearchOption.AllDirectories).Length;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public DocumentService Service(DocumentsOptions? options = null)
    {
        var wrapped = Options.Create(options ?? new DocumentsOptions { PublicUrl = "http://here:8080" });
        return new DocumentService(new DocumentLinks(wrapped), wrapped, _store);
    }

    /// <returns>The reference, as a variable has it.</returns>
    public async Task<string> PutAsync(string content, string? name = null, string? type = null) =>
        await PutAsync(Encoding.UTF8.GetBytes(content), name, type);

    public async Task<string> PutAsync(byte[] content, string? name = null, string? type = null)
    {
        await using var upload = _store.Begin();
        await upload.ReceiveAsync(new MemoryStream(content), Cancellation);
        var stored = await upload.CommitAsync(new NewDocument { FileName = name, ContentType = type }, Cancellation);
        return JsonSerializer.Serialize(DocumentReferences.To(stored, _store.Id), RestJson.Default.DocumentReference);
    }

    /// <summary>What a reference leads to.</summary>
    public async Task<(StoredDocument About, string Content)> ReadAsync(JsonElement reference)
    {
        Assert.True(Document.TryRead(reference, out var document), $"This is no reference: {reference}");
        await using var open = await _store.OpenAsync(document.Id!, Cancellation);
        using var reader = new StreamReader(open.Content);
        return (open.About, await reader.ReadToEndAsync(Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
