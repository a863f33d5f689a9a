using System.Text;
using Fairlead.Broker.Documents;
using Fairlead.Connectors.Runtime.Documents;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Broker.Tests;

/// <summary>Documents on real files.</summary>
public sealed class DocumentStoreTests : IAsyncDisposable
{
    private const int BytesAtMost = 1_000;

    private readonly TempFolder _temp = new();
    private readonly ManualTime _time = new();
    private DocumentStore _store;

    public DocumentStoreTests() => _store = Open();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Folder => _temp["documents"];

    [Fact]
    public async Task A_document_comes_back_as_it_was_stored()
    {
        var stored = await PutAsync("hello", new NewDocument
        {
            Id = "greeting",
            ContentType = "text/plain",
            FileName = "hello.txt",
            ExpiresAt = _time.GetUtcNow().AddDays(1),
            SizeBytes = 5,
            ProcessDefinitionId = "order",
            ProcessInstanceKey = 7,
            CustomProperties = """{"amount":2.50}"""u8.ToArray(),
        });

        Assert.Equal("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", stored.ContentHash);
        await ReopenAsync();
        await using var found = await _store.OpenAsync("greeting", Cancellation);
        Assert.Equal("hello", await TextAsync(found));
        Assert.Equal(
            stored with { CustomProperties = default }, found.About with { CustomProperties = default });
        Assert.Equal("""{"amount":2.50}""", Encoding.UTF8.GetString(found.About.CustomProperties.Span));
    }

    [Fact]
    public async Task What_is_not_said_is_filled_in()
    {
        var stored = await PutAsync("x", new NewDocument());

        Assert.Equal(32, stored.Id.Length);
        Assert.Equal(("application/octet-stream", stored.Id, null), (stored.ContentType, stored.FileName, stored.ExpiresAt));
    }

    [Theory]
    [InlineData("...")]
    [InlineData("con")]
    [InlineData("a:b?c*")]
    [InlineData("Straße 🛳 & more")]
    public async Task Almost_any_id_will_do(string id)
    {
        await PutAsync("x", new NewDocument { Id = id });

        await using var found = await _store.OpenAsync(id, Cancellation);
        Assert.Equal("x", await TextAsync(found));
    }

    [Fact]
    public async Task Ids_that_differ_in_case_are_different_documents()
    {
        await PutAsync("small", new NewDocument { Id = "a" });
        await PutAsync("large", new NewDocument { Id = "A" });

        await using var found = await _store.OpenAsync("a", Cancellation);
        Assert.Equal("small", await TextAsync(found));
    }

    [Fact]
    public async Task An_id_is_given_once()
    {
        await PutAsync("first", new NewDocument { Id = "id" });

        var refusal = await Assert.ThrowsAsync<DocumentException>(() => PutAsync("second", new NewDocument { Id = "id" }));

        Assert.Equal(DocumentException.Exists, refusal.Code);
        await using var found = await _store.OpenAsync("id", Cancellation);
        Assert.Equal("first", await TextAsync(found));
        AssertNothingIsUnderWay();
    }

    [Fact]
    public async Task Of_two_that_come_at_the_same_time_with_one_id_one_is_stored()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                return (await PutAsync($"{i}", new NewDocument { Id = "id" })).ContentHash;
            }
            catch (DocumentException refused) when (refused.Code is DocumentException.Exists)
            {
                return null;
            }
        }));

        Assert.Equal(Assert.Single(outcomes, hash => hash is not null), (await _store.FindAsync("id", Cancellation)).ContentHash);
    }

    [Fact]
    public async Task What_was_not_committed_is_gone_when_the_store_opens_again()
    {
        // Never disposed, as in a killed process.
        var upload = _store.Begin();
        await upload.ReceiveAsync(new MemoryStream(new byte[500]), Cancellation);
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(Folder, "incoming")));

        await ReopenAsync();
        _store.Sweep();

        AssertNothingIsUnderWay();
        Assert.Empty(Directory.GetFiles(Folder, "content", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_breaks_off_leaves_nothing_behind()
    {
        await using (var upload = _store.Begin())
            await Assert.ThrowsAsync<IOException>(() => upload.ReceiveAsync(new BrokenOff(700), Cancellation));

        AssertNothingIsUnderWay();
    }

    [Fact]
    public async Task A_document_beyond_the_limit_is_refused_and_one_at_it_is_not()
    {
        await PutAsync(new string('x', BytesAtMost), new NewDocument());

        var refusal = await Assert.ThrowsAsync<DocumentException>(() => PutAsync(new string('x', BytesAtMost + 1), new NewDocument()));

        Assert.Equal(DocumentException.TooLarge, refusal.Code);
        Assert.Contains("Broker:DocumentBytesAtMost", refusal.Message, StringComparison.Ordinal);
        AssertNothingIsUnderWay();
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        foreach (var (wrong, words) in new (NewDocument, string)[]
        {
            (new() { Id = "" }, "1 to 1000 characters"),
            (new() { Id = "a\nb" }, "control characters"),
            (new() { Id = "../secret" }, "without slashes"),
            (new() { Id = ".." }, "dots alone"),
            (new() { ExpiresAt = _time.GetUtcNow() }, "has passed"),
            (new() { SizeBytes = 3 }, "says 3 bytes, but 1 arrived"),
            (new() { FileName = "a\r\nb" }, "file name"),
            (new() { ContentType = "text/plain\r\nX: y" }, "content type"),
            (new() { CustomProperties = new byte[65 * 1024] }, "custom properties"),
        })
        {
            var refusal = await Assert.ThrowsAsync<DocumentException>(() => PutAsync("x", wrong));
            Assert.Equal(DocumentException.Invalid, refusal.Code);
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_deleted_document_is_gone_and_its_id_free()
    {
        await PutAsync("first", new NewDocument { Id = "id" });
        await using var reading = await _store.OpenAsync("id", Cancellation);

        await _store.DeleteAsync("id", Cancellation);

        await AssertMissingAsync("id");
        await Assert.ThrowsAsync<DocumentException>(() => _store.DeleteAsync("id", Cancellation));
        Assert.Equal("first", await TextAsync(reading));
        await PutAsync("second", new NewDocument { Id = "id" });
    }

    [Fact]
    public async Task A_document_is_gone_at_its_moment_and_removed_after_it()
    {
        await PutAsync("x", new NewDocument { Id = "short", ExpiresAt = _time.GetUtcNow().AddMinutes(1) });
        await PutAsync("x", new NewDocument { Id = "long", ExpiresAt = _time.GetUtcNow().AddHours(1) });
        await PutAsync("x", new NewDocument { Id = "for ever" });

        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        _store.Sweep();
        await _store.FindAsync("short", Cancellation);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await AssertMissingAsync("short");
        _store.Sweep();
        Assert.Equal(2, Directory.GetFiles(Folder, "content", SearchOption.AllDirectories).Length);

        await ReopenAsync();
        _time.Advance(TimeSpan.FromDays(1));
        _store.Sweep();
        _store.Sweep();
        Assert.Single(Directory.GetFiles(Folder, "content", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Folder, "expiring")));
    }

    [Fact]
    public async Task An_expired_document_does_not_hold_its_id()
    {
        await PutAsync("old", new NewDocument { Id = "id", ExpiresAt = _time.GetUtcNow().AddSeconds(1) });
        _time.Advance(TimeSpan.FromSeconds(1));

        await PutAsync("new", new NewDocument { Id = "id", ExpiresAt = _time.GetUtcNow().AddHours(1) });
        _time.Advance(TimeSpan.FromMinutes(2));
        _store.Sweep();

        await using var found = await _store.OpenAsync("id", Cancellation);
        Assert.Equal("new", await TextAsync(found));
    }

    [Fact]
    public async Task A_damaged_document_is_never_given_whole()
    {
        await PutAsync("hello", new NewDocument { Id = "id" });
        var file = Assert.Single(Directory.GetFiles(Folder, "content", SearchOption.AllDirectories));

        await File.WriteAllTextAsync(file, "hallo", Cancellation);
        await using var found = await _store.OpenAsync("id", Cancellation);
        var refusal = await Assert.ThrowsAsync<DocumentException>(() => TextAsync(found));
        Assert.Equal(DocumentException.Damaged, refusal.Code);

        await File.WriteAllTextAsync(file, "hell", Cancellation);
        refusal = await Assert.ThrowsAsync<DocumentException>(() => _store.OpenAsync("id", Cancellation));
        Assert.Equal(DocumentException.Damaged, refusal.Code);
    }

    [Fact]
    public async Task A_permit_opens_its_document_until_its_time_is_over_also_after_a_restart()
    {
        await PutAsync("hello", new NewDocument { Id = "id" });
        var permit = await _store.PermitAsync("id", TimeSpan.FromMinutes(1), Cancellation);

        await ReopenAsync();
        await using (var found = await _store.OpenAsync(permit, Cancellation))
            Assert.Equal("hello", await TextAsync(found));

        _time.Advance(TimeSpan.FromMinutes(1));
        await AssertRefusedAsync(permit);
    }

    [Fact]
    public async Task A_permit_that_was_changed_opens_nothing()
    {
        await PutAsync("mine", new NewDocument { Id = "mine" });
        await PutAsync("yours", new NewDocument { Id = "yours" });
        var permit = await _store.PermitAsync("mine", TimeSpan.FromMinutes(1), Cancellation);

        await AssertRefusedAsync(permit with { Id = "yours" });
        await AssertRefusedAsync(permit with { Id = "missing" });
        await AssertRefusedAsync(permit with { Until = permit.Until.AddSeconds(1) });
        await AssertRefusedAsync(permit with { Signature = "" });

        await _store.DeleteAsync("mine", Cancellation);
        await PutAsync("other content", new NewDocument { Id = "mine" });
        await AssertRefusedAsync(permit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e6)]
    public async Task A_permit_has_a_reasonable_life(double days)
    {
        await PutAsync("x", new NewDocument { Id = "id" });

        var refusal = await Assert.ThrowsAsync<DocumentException>(() => _store.PermitAsync("id", TimeSpan.FromDays(days), Cancellation));

        Assert.Equal(DocumentException.Invalid, refusal.Code);
    }

    [Fact]
    public void The_key_of_the_links_is_for_its_owner_alone()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "link.key")));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _temp.Dispose();
    }

    private static async Task<string> TextAsync(OpenDocument document)
    {
        using var reader = new StreamReader(document.Content);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private DocumentStore Open() => new(Folder, BytesAtMost, _time, NullLogger.Instance);

    private async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = Open();
    }

    private async Task<StoredDocument> PutAsync(string content, NewDocument about)
    {
        await using var upload = _store.Begin();
        await upload.ReceiveAsync(new MemoryStream(Encoding.UTF8.GetBytes(content)), Cancellation);
        return await upload.CommitAsync(about, Cancellation);
    }

    private async Task AssertMissingAsync(string id)
    {
        var refusal = await Assert.ThrowsAsync<DocumentException>(() => _store.OpenAsync(id, Cancellation));
        Assert.Equal(DocumentException.NotFound, refusal.Code);
    }

    private async Task AssertRefusedAsync(DocumentPermit permit)
    {
        var refusal = await Assert.ThrowsAsync<DocumentException>(() => _store.OpenAsync(permit, Cancellation));
        Assert.Equal(DocumentException.LinkInvalid, refusal.Code);
    }

    private void AssertNothingIsUnderWay()
    {
        Assert.Empty(Directory.GetDirectories(Path.Combine(Folder, "incoming")));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Folder, "gone")));
    }

    /// <summary>A sender whose connection ends after some bytes.</summary>
    private sealed class BrokenOff(int bytes) : MemoryStream(new byte[bytes])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("The connection ended.");
        }
    }
}
