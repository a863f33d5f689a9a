using System.Security.Cryptography;
using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Tests;

/// <summary>Documents of a cluster elsewhere, through the port that the runtime uses.</summary>
public sealed class RemoteDocumentTests(SharedServer server) : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private ClusterHost? _runtime;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_passes_through_and_comes_back_as_it_was()
    {
        var store = new RemoteDocumentStore(server.Cluster, _runtime!.Door);
        var content = RandomNumberGenerator.GetBytes(3_000_000);

        var stored = await StoreAsync(store, content, new NewDocument { FileName = "a b.bin", ContentType = "image/x-test", ProcessInstanceKey = 7 });
        await using var open = await store.OpenAsync(stored.Id, Cancellation);
        using var read = new MemoryStream();
        await open.Content.CopyToAsync(read, Cancellation);

        Assert.Equal(content, read.ToArray());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), stored.ContentHash);
        Assert.Equal(("a b.bin", "image/x-test", 3_000_000L, 7L), (stored.FileName, stored.ContentType, stored.SizeBytes, stored.ProcessInstanceKey));
        Assert.Equal(
            (stored.ContentHash, stored.FileName, stored.ContentType, stored.SizeBytes),
            (open.About.ContentHash, open.About.FileName, open.About.ContentType, open.About.SizeBytes));
    }

    [Fact]
    public async Task A_link_is_one_of_the_cluster()
    {
        var store = new RemoteDocumentStore(server.Cluster, _runtime!.Door);
        var stored = await StoreAsync(store, "tea"u8.ToArray(), new NewDocument());

        var link = await store.LinkAsync(stored.Id, TimeSpan.FromMinutes(1), new DocumentLinks(Options.Create(new DocumentsOptions())), Cancellation);

        Assert.StartsWith(server.Server.Url, link, StringComparison.Ordinal);
        Assert.Equal("tea", await server.Http.GetStringAsync(link, Cancellation));
    }

    [Fact]
    public async Task What_is_gone_is_not_found()
    {
        var store = new RemoteDocumentStore(server.Cluster, _runtime!.Door);
        var stored = await StoreAsync(store, "tea"u8.ToArray(), new NewDocument());
        await store.DeleteAsync(stored.Id, Cancellation);

        var gone = await Assert.ThrowsAsync<DocumentException>(() => store.FindAsync(stored.Id, Cancellation));

        Assert.Equal(DocumentException.NotFound, gone.Code);
    }

    [Fact]
    public async Task A_size_that_is_not_that_of_the_content_is_refused()
    {
        var store = new RemoteDocumentStore(server.Cluster, _runtime!.Door);

        var refused = await Assert.ThrowsAsync<DocumentException>(
            () => StoreAsync(store, "tea"u8.ToArray(), new NewDocument { SizeBytes = 4 }));

        Assert.Equal(DocumentException.Invalid, refused.Code);
    }

    [Fact]
    public async Task What_was_received_can_be_read_before_it_is_stored()
    {
        var store = new RemoteDocumentStore(server.Cluster, _runtime!.Door);
        await using var upload = store.Begin();
        await upload.ReceiveAsync(new MemoryStream("tea"u8.ToArray()), Cancellation);

        using var reader = new StreamReader(upload.OpenReceived());

        Assert.Equal("tea", await reader.ReadToEndAsync(Cancellation));
    }

    public async ValueTask InitializeAsync()
    {
        _runtime = new ClusterHost(
            Options.Create(new BrokerOptions { DataFolder = _folder.Data }),
            Options.Create(new CallsOptions()),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await _runtime.OpenStoresAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _runtime!.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<StoredDocument> StoreAsync(RemoteDocumentStore store, byte[] content, NewDocument about)
    {
        await using var upload = store.Begin();
        await upload.ReceiveAsync(new MemoryStream(content), Cancellation);
        return await upload.CommitAsync(about, Cancellation);
    }
}
