using System.Buffers;
using System.Collections;

using Fairlead.Engine.Tables;
using Fairlead.Tests;

namespace Fairlead.Engine.Tests;

/// <summary>What the state's maps keep in memory, and how their keys lie on disk.</summary>
public sealed class TableMemoryTests
{
    private static readonly NameAndKey Unused = new(null, "p", "unused");
    private static readonly NameAndKey Used = new(null, "p", "used");

    [Fact]
    public void An_entry_above_the_bound_is_forgotten_when_it_was_not_used_between_two_drains_and_read_again()
    {
        var store = new InMemoryStateStore();
        var (unused, used) = (new Box<InstanceKey>(new(1)), new Box<InstanceKey>(new(2)));
        var table = new Table<NameAndKey, Box<InstanceKey>, StartLockCodec>(store, weightAtMost: 0);
        table.Add(Unused, unused);
        table.Add(Used, used);
        table.Drain(store);
        Assert.Same(used, table.Find(Used));

        table.Drain(store);

        Assert.Same(used, table.Find(Used));
        Assert.NotSame(unused, table.Find(Unused));
        Assert.Equal(unused, table.Find(Unused));
    }

    [Fact]
    public void An_entry_below_the_bound_stays()
    {
        var store = new InMemoryStateStore();
        var value = new Box<InstanceKey>(new(1));
        var table = new Table<NameAndKey, Box<InstanceKey>, StartLockCodec>(store, weightAtMost: 1_000);
        table.Add(Unused, value);
        for (var i = 0; i < 3; i++) table.Drain(store);

        Assert.Same(value, table.Find(Unused));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1_000, 2)]
    public void A_group_above_the_bound_is_forgotten_when_it_was_not_used_between_two_drains_and_read_again(int itemsAtMost, int held)
    {
        var store = new InMemoryStateStore();
        var index = new Index<NameAndKey, InstancesByBusinessId>(store, itemsAtMost);
        index.Add(Unused, 7);
        index.Add(Unused, 5);
        index.Add(Used, 6);
        index.Drain(store);
        Assert.True(index.Any(Used));

        index.Drain(store);

        Assert.Equal(held, index.GroupsHeld);
        Assert.Equal([5L, 7], index.Items(Unused));
        Assert.Equal([6L], index.Items(Used));
        Assert.Equal(2, index.GroupsHeld);
    }

    /// <summary>Zero ends a text and one begins what stands for either, so that both need care within one.</summary>
    [Fact]
    public void Texts_with_zero_and_one_keep_their_order_and_their_entries()
    {
        string[] texts =
        [
            "", "\0", "\0\0", "\0\u0001", "\0a", "\u0001", "\u0001\0", "\u0001\u0001", "\u0001\u0002", "\u0002",
            "a", "a\0", "a\0b", "a\u0001", "a\u0001\u0001", "a\u0002", "ab",
        ];
        Assert.Equal(texts.Order(StringComparer.Ordinal), texts);
        var keys = texts.Select(Bytes).ToList();
        Assert.All(keys.Zip(keys.Skip(1)), pair => Assert.True(pair.First.AsSpan().SequenceCompareTo(pair.Second) < 0));
        Assert.All(keys, key => Assert.Equal(key.Length - 1, Array.IndexOf(key, (byte)0)));

        var store = new InMemoryStateStore();
        var table = new Table<NameAndKey, Box<InstanceKey>, StartLockCodec>(store, weightAtMost: 1_000);
        var index = new Index<NameAndKey, InstancesByBusinessId>(store, itemsAtMost: 1_000);
        string?[] tenants = [null, .. texts];
        var names = tenants.SelectMany(_ => texts.SelectMany(_ => texts, (name, key) => (name, key)), (tenant, own) => new NameAndKey(tenant, own.name, own.key))
            .ToList();
        for (var i = 0; i < names.Count; i++)
        {
            table.Add(names[i], new(new(i)));
            index.Add(names[i], i);
        }

        table.Drain(store);
        index.Drain(store);
        table = new(store, weightAtMost: 1_000);
        index = new(store, itemsAtMost: 1_000);
        for (var i = 0; i < names.Count; i++)
        {
            Assert.Equal(new InstanceKey(i), table.Find(names[i])!.Value);
            Assert.Equal([(long)i], index.Items(names[i]));
        }

        static byte[] Bytes(string text)
        {
            var output = new ArrayBufferWriter<byte>();
            KeyBytes.Text(output, text);
            return output.WrittenSpan.ToArray();
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Ordered_keys_are_a_plain_enumerable_too(int count)
    {
        var keys = new OrderedKeys();
        for (var key = count; key > 0; key--) keys.Add(key);
        var seen = new List<long>();
        foreach (var key in (IEnumerable)keys) seen.Add((long)key);

        Assert.Equal(Enumerable.Range(1, count).Select(key => (long)key), seen);
    }
}
