using System.Text;
using Fairlead.Broker.Storage;
using Fairlead.Engine;

namespace Fairlead.Broker.Tests;

public sealed class RocksDbStoreTests
{
    private static readonly ColumnFamily Elements = ColumnFamily.Of(Family.Elements);

    [Fact]
    public void What_was_written_is_read_at_once_and_after_opening_again()
    {
        using var temp = new TempFolder();
        using (var store = RocksDbStore.Open(temp.Path))
        {
            Put(store, ("a", "1"), ("b", "2"));
            Assert.Equal("1", Get(store, "a"));
            store.Sync();
        }

        using var again = RocksDbStore.Open(temp.Path);
        Assert.Equal("2", Get(again, "b"));
        Assert.Null(Get(again, "c"));
    }

    [Fact]
    public void A_scan_gives_the_range_in_order_of_the_bytes()
    {
        using var temp = new TempFolder();
        using var store = RocksDbStore.Open(temp.Path);
        Put(store, ("b", "2"), ("d", "4"), ("a", "1"), ("c", "3"));

        var found = store.Scan(Elements, "b"u8.ToArray(), "d"u8.ToArray()).Select(entry => Encoding.UTF8.GetString(entry.Key));

        Assert.Equal(["b", "c"], found);
    }

    [Fact]
    public void A_scan_over_many_pages_leaves_nothing_out_and_may_be_left_anywhere()
    {
        using var temp = new TempFolder();
        using var store = RocksDbStore.Open(temp.Path);
        var keys = Enumerable.Range(0, 5_000).Select(number => $"{number:D6}").ToList();
        Put(store, [.. keys.Select(key => (key, "x"))]);

        Assert.Equal(keys, store.Scan(Elements, [0], [0xff]).Select(entry => Encoding.UTF8.GetString(entry.Key)));
        for (var left = 0; left < 1_000; left++)
            Assert.True(store.Scan(Elements, [0], [0xff]).GetEnumerator().MoveNext());
    }

    [Fact]
    public void The_families_do_not_see_each_other()
    {
        using var temp = new TempFolder();
        using var store = RocksDbStore.Open(temp.Path);
        Put(store, ("a", "1"));

        Assert.Null(store.Get(ColumnFamily.Journal, "a"u8));
        Assert.Null(store.Get(ColumnFamily.Of(Family.Jobs), "a"u8));
    }

    [Fact]
    public void The_last_entry_for_a_key_wins()
    {
        using var temp = new TempFolder();
        using var store = RocksDbStore.Open(temp.Path);
        var batch = new StoreBatch();
        batch.Put(Elements, "a"u8, "1"u8);
        batch.Delete(Elements, "a"u8);
        batch.Put(Elements, "b"u8, "1"u8);
        batch.Put(Elements, "b"u8, "2"u8);
        batch.Put(Elements, "c"u8, ""u8);
        store.Write(batch);

        Assert.Null(Get(store, "a"));
        Assert.Equal("2", Get(store, "b"));
        Assert.Equal("", Get(store, "c"));
    }

    [Fact]
    public void A_folder_that_another_store_holds_is_a_store_exception()
    {
        using var temp = new TempFolder();
        using var store = RocksDbStore.Open(temp.Path);

        Assert.Throws<StoreException>(() => RocksDbStore.Open(temp.Path));
    }

    private static void Put(RocksDbStore store, params (string Key, string Value)[] entries)
    {
        var batch = new StoreBatch();
        foreach (var (key, value) in entries)
            batch.Put(Elements, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        store.Write(batch);
    }

    private static string? Get(RocksDbStore store, string key) =>
        store.Get(Elements, Encoding.UTF8.GetBytes(key)) is { } value ? Encoding.UTF8.GetString(value) : null;
}
