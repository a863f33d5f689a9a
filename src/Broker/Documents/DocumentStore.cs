using Fairlead.Connectors.Runtime.Documents;
using Microsoft.Extensions.Logging;

namespace Fairlead.Broker.Documents;

/// <summary>
/// Documents as files: a folder for each, named after the hash of its id, with <c>content</c> and <c>about.json</c>. One rename moves the
/// folder to its place, so that there is a whole document or none.
/// </summary>
/// <remarks>
/// <c>kept/</c> has the documents, <c>incoming/</c> what is being uploaded, <c>gone/</c> what is being deleted, <c>expiring/</c> a folder for
/// each minute in which documents expire. What a killed process left in <c>incoming/</c> and <c>gone/</c> goes with the next start.
/// </remarks>
internal sealed class DocumentStore : IDocumentStore, IAsyncDisposable
{
    private static readonly TimeSpan SweepPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly DocumentFolders _folders;
    private readonly DocumentPermits _permits;
    private readonly long _bytesAtMost;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sweeping;
    private bool _isDisposed;

    /// <param name="folder">Held by this process alone.</param>
    /// <param name="bytesAtMost">Content of one document.</param>
    public DocumentStore(string folder, long bytesAtMost, TimeProvider time, ILogger log)
    {
        _bytesAtMost = bytesAtMost;
        _time = time;
        _log = log;
        _folders = DocumentFolders.Open(folder);
        _permits = DocumentPermits.Open(Path.Combine(folder, "link.key"), time);
        _sweeping = Task.Run(SweepForEverAsync);
    }

    public string Id => "fairlead";

    public DocumentUpload Begin() => new FileUpload(_folders, _bytesAtMost, _time);

    public async Task<StoredDocument> FindAsync(string id, CancellationToken cancellation)
    {
        var about = await _folders.ReadAsync(DocumentFolders.NameOf(id), cancellation).ConfigureAwait(false);
        return about is null || about.Id != id || about.ExpiresAt <= _time.GetUtcNow() ? throw NotFound(id) : about;
    }

    public async Task<OpenDocument> OpenAsync(string id, CancellationToken cancellation)
    {
        var about = await FindAsync(id, cancellation).ConfigureAwait(false);
        var content = _folders.OpenContent(DocumentFolders.NameOf(id)) ?? throw NotFound(id);
        if (content.Length == about.SizeBytes)
            return new OpenDocument(about, new CheckedContent(content, about));
        await content.DisposeAsync().ConfigureAwait(false);
        throw CheckedContent.Damaged(about);
    }

    public Task DeleteAsync(string id, CancellationToken cancellation) =>
        Task.Run(
            () =>
            {
                if (!_folders.Delete(DocumentFolders.NameOf(id)))
                    throw NotFound(id);
            },
            cancellation);

    public async Task<DocumentPermit> PermitAsync(string id, TimeSpan timeToLive, CancellationToken cancellation) =>
        _permits.Sign(await FindAsync(id, cancellation).ConfigureAwait(false), timeToLive);

    public async Task<OpenDocument> OpenAsync(DocumentPermit permit, CancellationToken cancellation)
    {
        // A stranger gets one answer to everything but the right signature, and so learns nothing about what is there.
        _permits.CheckTime(permit);
        try
        {
            var about = await FindAsync(permit.Id, cancellation).ConfigureAwait(false);
            return _permits.IsGenuine(permit, about)
                ? await OpenAsync(permit.Id, cancellation).ConfigureAwait(false)
                : throw DocumentPermits.Refused();
        }
        catch (DocumentException missing) when (missing.Code is DocumentException.NotFound)
        {
            throw DocumentPermits.Refused();
        }
    }

    /// <summary>Removes what has expired, and what deletions left.</summary>
    public void Sweep()
    {
        lock (_gate)
            SweepOnce();
    }

    /// <remarks>Twice in a server: by the container that hands it out, and by the cluster that made it.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _sweeping.ConfigureAwait(false);
        _stopping.Dispose();
        _permits.Dispose();
    }

    private void SweepOnce()
    {
        try
        {
            _folders.EmptyGone();
            foreach (var mark in _folders.DueBy(_time.GetUtcNow()))
                _folders.DeleteExpired(mark, _time.GetUtcNow());
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Log.DocumentsNotSwept(_log, cause, _folders.Path);
        }
    }

    private async Task SweepForEverAsync()
    {
        using var timer = new PeriodicTimer(SweepPause, _time);
        try
        {
            do
                Sweep();
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end.
        }
    }

    private static DocumentException NotFound(string id) => new(
        DocumentException.NotFound,
        $"There is no document {Shown(id)}: it was never stored here, was deleted or has expired. Check the reference.");

    internal static string Shown(string id) => id.Length <= 100 ? $"'{id}'" : $"'{id.AsSpan(0, 100)}…'";
}
