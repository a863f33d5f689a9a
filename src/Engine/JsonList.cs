using System.Collections.Immutable;
using System.Text.Json;

namespace Fairlead.Engine;

/// <summary>
/// A JSON list of which single items change: that costs the same however long the list is, and its text is put together only when
/// somebody reads it. Immutable.
/// </summary>
public sealed class JsonList
{
    /// <summary>Variables are at most this deep, whoever made them.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 2_000 };

    private static readonly ReadOnlyMemory<byte> Null = "null"u8.ToArray();

    private readonly ImmutableList<ReadOnlyMemory<byte>> _items;
    private readonly long _itemBytes;
    private ReadOnlyMemory<byte> _json;

    private JsonList(ImmutableList<ReadOnlyMemory<byte>> items, long itemBytes)
    {
        _items = items;
        _itemBytes = itemBytes;
    }

    public static JsonList Empty { get; } = new([], 0);

    public int Count => _items.Count;

    /// <summary>Length of <see cref="Json"/>.</summary>
    public long LengthBytes => _itemBytes + 2 + Math.Max(0, Count - 1);

    /// <summary>The list as UTF-8 JSON without blanks between its items.</summary>
    public ReadOnlyMemory<byte> Json
    {
        get
        {
            if (_json.IsEmpty) _json = Write();
            return _json;
        }
    }

    /// <summary>UTF-8 JSON of one item.</summary>
    public ReadOnlyMemory<byte> this[int index] => _items[index];

    /// <param name="json">UTF-8 JSON; the items are parts of it and not copied.</param>
    /// <returns>Null when it is something else than a list.</returns>
    public static JsonList? Read(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, Options);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartArray) return null;
        var items = ImmutableList.CreateBuilder<ReadOnlyMemory<byte>>();
        var bytes = 0L;
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(json[start..(int)reader.BytesConsumed]);
            bytes += items[^1].Length;
        }

        return new JsonList(items.ToImmutable(), bytes);
    }

    /// <summary>With another item at a place; a list that is too short for it is filled up with null.</summary>
    /// <param name="json">UTF-8 JSON of the item, not copied.</param>
    public JsonList With(int index, ReadOnlyMemory<byte> json)
    {
        if (index < Count) return new JsonList(_items.SetItem(index, json), _itemBytes + json.Length - _items[index].Length);
        var gap = index - Count;
        return new JsonList(
            _items.AddRange(Enumerable.Repeat(Null, gap)).Add(json), _itemBytes + ((long)gap * Null.Length) + json.Length);
    }

    private byte[] Write()
    {
        var text = new byte[LengthBytes];
        text[0] = (byte)'[';
        var length = 1;
        foreach (var item in _items)
        {
            if (length > 1) text[length++] = (byte)',';
            item.Span.CopyTo(text.AsSpan(length));
            length += item.Length;
        }

        text[length] = (byte)']';
        return text;
    }
}
