using Fairlead.Broker.Secrets;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol.Rest;
using Microsoft.Extensions.Options;

namespace Fairlead.Broker.Tests;

/// <summary>Secrets on disk: the encrypted store, a folder of files, and the notes of who used them.</summary>
public sealed class SecretsTests
{
    private const string Value = "s3cr\"et\nvalue ü";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_secret_survives_a_restart_and_lies_encrypted_for_its_owner_alone()
    {
        using var folder = new TempFolder();
        Store(folder).Set("api/KEY-1", new Secret(Value));

        Assert.Equal(Value, (await FindAsync(Store(folder), "api/KEY-1", "OTHER"))["api/KEY-1"].Reveal());
        Assert.Equal(["api/KEY-1"], (await Store(folder).ListAsync(Cancellation)).Select(entry => entry.Name));
        foreach (var file in Directory.EnumerateFiles(folder["secrets"], "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("s3cr", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder["secrets"]));
        }
    }

    [Fact]
    public async Task A_secret_that_is_set_again_has_the_new_value_and_one_that_is_removed_has_none()
    {
        using var folder = new TempFolder();
        var store = Store(folder);
        store.Set("A", new Secret("old"));
        store.Set("A", new Secret("new"));
        store.Set("B", new Secret("b"));

        Assert.Equal("new", (await FindAsync(store, "A"))["A"].Reveal());
        Assert.True(store.Remove("A"));
        Assert.False(store.Remove("A"));
        Assert.Equal(["B"], (await FindAsync(Store(folder), "A", "B")).Keys);
    }

    [Fact]
    public async Task A_value_under_the_name_of_another_is_refused()
    {
        using var folder = new TempFolder();
        Store(folder).Set("WEAK", new Secret("value"));
        var file = Path.Combine(folder["secrets"], "store.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Cancellation)).Replace("WEAK", "STRONG"), Cancellation);

        var refused = await Assert.ThrowsAsync<SecretProviderException>(() => FindAsync(Store(folder), "STRONG"));

        Assert.Contains("STRONG cannot be decrypted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_without_its_keys_says_what_to_do()
    {
        using var folder = new TempFolder();
        Store(folder).Set("A", new Secret("value"));
        Directory.Delete(Path.Combine(folder["secrets"], "keys"), recursive: true);

        var refused = await Assert.ThrowsAsync<SecretProviderException>(() => FindAsync(Store(folder), "A"));

        Assert.Contains("restore that folder", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ broken", "damaged")]
    [InlineData("""{"format": 9, "entries": {}}""", "newer Fairlead")]
    public async Task A_store_that_cannot_be_read_is_not_written_over(string content, string said)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["secrets"]);
        var file = Path.Combine(folder["secrets"], "store.json");
        await File.WriteAllTextAsync(file, content, Cancellation);

        var refused = Assert.Throws<SecretProviderException>(() => Store(folder).Set("A", new Secret("value")));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(file, Cancellation));
    }

    [Fact]
    public async Task A_file_is_read_anew_each_time_and_without_the_line_end_of_an_editor()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["TOKEN"], "one\n", Cancellation);
        await File.WriteAllTextAsync(folder["KEY"], "line 1\nline 2\r\n", Cancellation);
        var files = Files(folder);

        var found = await FindAsync(files, "TOKEN", "KEY", "OTHER");
        Assert.Equal(("one", "line 1\nline 2"), (found["TOKEN"].Reveal(), found["KEY"].Reveal()));
        Assert.Equal(2, found.Count);

        await File.WriteAllTextAsync(folder["TOKEN"], "two", Cancellation);
        Assert.Equal("two", (await FindAsync(files, "TOKEN"))["TOKEN"].Reveal());
        Assert.Equal(["KEY", "TOKEN"], (await files.ListAsync(Cancellation)).Select(entry => entry.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Kubernetes exchanges the folder behind a link; the links in front of it stay as they are.</summary>
    [Fact]
    public async Task A_folder_that_is_exchanged_behind_links_is_seen()
    {
        using var folder = new TempFolder();
        foreach (var (version, value) in new[] { ("..1", "one"), ("..2", "two") })
        {
            Directory.CreateDirectory(folder[version]);
            await File.WriteAllTextAsync(Path.Combine(folder[version], "TOKEN"), value, Cancellation);
        }

        Directory.CreateSymbolicLink(folder["..data"], "..1");
        File.CreateSymbolicLink(folder["TOKEN"], Path.Combine("..data", "TOKEN"));
        var files = Files(folder);
        Assert.Equal("one", (await FindAsync(files, "TOKEN"))["TOKEN"].Reveal());

        Directory.Delete(folder["..data"]);
        Directory.CreateSymbolicLink(folder["..data"], "..2");

        Assert.Equal("two", (await FindAsync(files, "TOKEN"))["TOKEN"].Reveal());
        Assert.Equal(["TOKEN"], (await files.ListAsync(Cancellation)).Select(entry => entry.Name));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("sub/inside")]
    [InlineData("a\\b")]
    public async Task A_name_does_not_lead_out_of_the_folder(string name)
    {
        using var outer = new TempFolder();
        Directory.CreateDirectory(outer["in"]);
        Directory.CreateDirectory(outer["in/sub"]);
        foreach (var file in new[] { "outside", "in/.hidden", "in/sub/inside" })
            await File.WriteAllTextAsync(outer[file], "value", Cancellation);

        Assert.Empty(await FindAsync(new FileSecrets(Options.Create(new SecretsOptions { Folder = outer["in"] })), name));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_no_folder_without_secrets()
    {
        var files = new FileSecrets(Options.Create(new SecretsOptions { Folder = "/no/such/folder" }));

        var refused = await Assert.ThrowsAsync<SecretProviderException>(() => FindAsync(files, "A"));

        Assert.Contains("/no/such/folder does not exist: mount it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_named()
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder["BINARY"], [1, 2, 0xFF, 0xFE], Cancellation);

        var refused = await Assert.ThrowsAsync<SecretProviderException>(() => FindAsync(Files(folder), "BINARY"));

        Assert.Contains($"{folder["BINARY"]} is not text", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Uses_are_found_newest_first_page_by_page_and_after_a_restart()
    {
        using var folder = new TempFolder();
        var time = new ManualTime();
        var begin = time.GetUtcNow();
        using (var uses = Uses(folder, time))
            uses.Write([.. Enumerable.Range(1, 5).Select(number => Use("A", begin, number)), Use("B", begin, 99)]);

        using var again = Uses(folder, time);
        var page = again.Find("A", before: null, limit: 3);
        var rest = again.Find("A", long.Parse(page.EndCursor!, System.Globalization.CultureInfo.InvariantCulture), limit: 3);

        Assert.Equal([5, 4, 3], page.Items.Select(item => item.JobKey!.Value.Value));
        Assert.Equal([2, 1], rest.Items.Select(item => item.JobKey!.Value.Value));
        Assert.Null(rest.EndCursor);
        Assert.Equal(Use("A", begin, 1), rest.Items[1]);
        Assert.Equal(begin, again.FindLastUse("B"));
        Assert.Null(again.FindLastUse("C"));
    }

    [Fact]
    public void Uses_go_by_age_and_by_number_of_each_name()
    {
        using var folder = new TempFolder();
        var time = new ManualTime();
        using var uses = Uses(folder, time);
        uses.Write([Use("OLD", time.GetUtcNow(), 1)]);
        time.Advance(TimeSpan.FromDays(8));
        uses.Write([.. Enumerable.Range(1, 50).Select(number => Use("HOT", time.GetUtcNow(), number)), Use("RARE", time.GetUtcNow(), 1)]);

        Assert.Empty(uses.Find("OLD", before: null, limit: 100).Items);
        Assert.Equal(10, uses.Find("HOT", before: null, limit: 100).Items.Count);
        Assert.Equal(50, uses.Find("HOT", before: null, limit: 1).Items[0].JobKey!.Value.Value);
        Assert.Single(uses.Find("RARE", before: null, limit: 100).Items);
    }

    [Fact]
    public void A_damaged_file_of_uses_is_put_aside()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["secret-uses.db"], new string('x', 5_000));
        using var uses = Uses(folder, new ManualTime());

        uses.Write([Use("A", DateTimeOffset.UnixEpoch.AddYears(60), 1)]);

        Assert.Single(uses.Find("A", before: null, limit: 10).Items);
        Assert.True(File.Exists(folder["secret-uses.db.old1"]));
    }

    private static StoredSecrets Store(TempFolder folder) => new(Of(folder), new ManualTime());

    private static FileSecrets Files(TempFolder folder) => new(Options.Create(new SecretsOptions { Folder = folder.Path }));

    private static SecretUses Uses(TempFolder folder, ManualTime time) => new(Of(folder), time);

    private static IOptions<BrokerOptions> Of(TempFolder folder) => Options.Create(new BrokerOptions
    {
        DataFolder = folder.Path,
        SecretUsesKeptFor = TimeSpan.FromDays(7),
        SecretUsesKeptAtMost = 10,
    });

    private static SecretUseItem Use(string name, DateTimeOffset at, int job) => new()
    {
        Timestamp = at,
        Name = name,
        Outcome = SecretOutcome.Resolved,
        Provider = "store",
        TenantId = "<default>",
        ProcessDefinitionId = "process",
        ProcessDefinitionKey = new(7),
        ElementId = "task",
        ProcessInstanceKey = new(8),
        JobKey = new(job),
    };

    private static async Task<IReadOnlyDictionary<string, Secret>> FindAsync(ISecretProvider provider, params string[] names) =>
        await provider.FindAsync(
            new SecretRequest { Names = names, TenantId = "<default>", ProcessId = "process" }, Cancellation);
}
