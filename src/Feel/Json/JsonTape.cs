using Fairlead.Feel.Values;

namespace Fairlead.Feel.Json;

/// <summary>
/// A checked JSON text and where each value in it is, as a row of numbers. A scalar or key takes two: its start and its end. A
/// container takes eight: its start turned below zero, its end, where the next value is in this row, how many items or entries it
/// has, which shape, how much it weighs and how deep it is. Its content follows. Immutable, but for what is remembered.
/// </summary>
internal sealed class JsonTape(byte[] bytes, int[] tape, int shapeCount)
{
    public const int ScalarSize = 2;
    public const int ContainerSize = 8;
    public const int EndAt = 1;
    public const int NextAt = 2;
    public const int CountAt = 3;
    public const int ShapeAt = 4;
    public const int WeightAt = 5;
    public const int DepthAt = 6;

    /// <summary>Only while the text is read: the key that is expected in the container around this one.</summary>
    public const int ExpectedAt = 7;

    /// <summary>Set in an end when the value, or something in it, would be written with other bytes.</summary>
    public const int NotAsWritten = int.MinValue;

    public const int PositionBits = int.MaxValue;

    private readonly JsonShape?[] _shapes = shapeCount == 0 ? [] : new JsonShape?[shapeCount];

    // 0 as long as nobody asked, 1 when no key comes twice in one object, 2 otherwise.
    private int _keysAreUnique;

    public FeelValue Root => ValueAt(0);

    public int CountOf(int container) => tape[container + CountAt];

    public Extent ExtentOf(int container) => new(tape[container + DepthAt], tape[container + WeightAt]);

    public ReadOnlySpan<byte> BytesOf(int value)
    {
        var start = tape[value] < 0 ? ~tape[value] : tape[value];
        return bytes.AsSpan(start, (tape[value + EndAt] & PositionBits) - start);
    }

    /// <summary>The value would be written with the bytes that it was read from.</summary>
    public bool IsAsWritten(int value) => tape[value + EndAt] >= 0 && KeysAreUnique();

    /// <summary>Where the entries of an object are, shared by all objects with the same keys.</summary>
    public JsonShape ShapeOf(int container)
    {
        ref var shape = ref _shapes[tape[container + ShapeAt]];
        return shape ??= JsonShape.Of(this, container);
    }

    /// <summary>Behind a value.</summary>
    public int After(int value) => tape[value] < 0 ? tape[value + NextAt] : value + ScalarSize;

    /// <summary>The value of an entry by its place in the text.</summary>
    public FeelValue EntryAt(int container, int ordinal)
    {
        var key = container + ContainerSize;
        for (; ordinal > 0; ordinal--)
            key = After(key + ScalarSize);
        return ValueAt(key + ScalarSize);
    }

    public FeelValue ItemAt(int container, int index)
    {
        var item = container + ContainerSize;
        for (; index > 0; index--)
            item = After(item);
        return ValueAt(item);
    }

    public FeelValue[] ItemsOf(int container)
    {
        var items = new FeelValue[CountOf(container)];
        var at = container + ContainerSize;
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = ValueAt(at);
            at = After(at);
        }
        return items;
    }

    /// <summary>The values beside the keys of the shape.</summary>
    public FeelValue[] EntriesOf(int container)
    {
        var shape = ShapeOf(container);
        var values = new FeelValue[shape.Keys.Count];
        var at = container + ContainerSize + ScalarSize;
        for (var i = 0; i < CountOf(container); i++)
        {
            values[shape.PlaceOf(i)] = ValueAt(at);
            at = After(at) + ScalarSize;
        }
        return values;
    }

    private FeelValue ValueAt(int value)
    {
        var start = tape[value];
        if (start < 0)
        {
            var isEmpty = tape[value + CountAt] == 0;
            return bytes[~start] == '{'
                ? FeelValue.From(isEmpty ? FeelContext.Empty : new FeelContext(this, value))
                : new FeelValue(isEmpty ? FeelList.Empty : new FeelList(this, value));
        }
        return bytes[start] switch
        {
            (byte)'"' => FeelValue.From(JsonText.Decode(BytesOf(value))),
            (byte)'t' => FeelValue.From(true),
            (byte)'f' => FeelValue.From(false),
            (byte)'n' => FeelValue.Null,
            _ => JsonNumber.Read(BytesOf(value)),
        };
    }

    private bool KeysAreUnique()
    {
        if (_keysAreUnique == 0)
            _keysAreUnique = FindRepeatedKey() ? 2 : 1;
        return _keysAreUnique == 1;
    }

    private bool FindRepeatedKey()
    {
        // One object of each shape tells for all; in a list of equal ones the search ends at the first.
        var seen = new bool[shapeCount];
        var left = shapeCount;
        for (var at = 0; left > 0; at += tape[at] < 0 ? ContainerSize : ScalarSize)
        {
            if (tape[at] >= 0 || bytes[~tape[at]] != '{' || seen[tape[at + ShapeAt]])
                continue;
            if (ShapeOf(at).HasRepeatedKey)
                return true;
            seen[tape[at + ShapeAt]] = true;
            left--;
        }
        return false;
    }
}
