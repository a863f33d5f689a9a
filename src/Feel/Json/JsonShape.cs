using Fairlead.Feel.Binding;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Json;

/// <summary>The keys of objects in JSON, and where in a context the value of each goes.</summary>
internal sealed class JsonShape
{
    private const int Places = 512;
    private const int KeysSharedAtMost = 32;
    private const int LengthSharedAtMost = 40;

    // Shapes by their keys, as many as there are places. Threads may race: the worst is two shapes with the same keys.
    private static readonly JsonShape?[] Shared = new JsonShape?[Places];

    // Only where a key comes twice: then both have one place.
    private readonly int[]? _places;

    private JsonShape(ContextShape keys, int[]? places)
    {
        Keys = keys;
        _places = places;
    }

    public ContextShape Keys { get; }

    public bool HasRepeatedKey => _places is not null;

    public static JsonShape Of(JsonTape tape, int container)
    {
        var count = tape.CountOf(container);
        if (count > KeysSharedAtMost)
            return Make(tape, container, count);
        var hash = (uint)count;
        var isShort = true;
        for (int i = 0, key = container + JsonTape.ContainerSize; i < count; i++, key = tape.After(key + JsonTape.ScalarSize))
        {
            var bytes = tape.BytesOf(key);
            hash = (hash * 31) + (uint)bytes.Length;
            hash = (hash * 31) + bytes[1] + ((uint)bytes[bytes.Length >> 1] << 4) + ((uint)bytes[^2] << 8);
            isShort &= bytes.Length <= LengthSharedAtMost;
        }
        if (!isShort)
            return Make(tape, container, count);
        ref var place = ref Shared[(hash * 0x9E37_79B1) >> 23];
        var known = place;
        if (known is not null && known.Has(tape, container, count))
            return known;
        var made = Make(tape, container, count);
        if (!made.HasRepeatedKey)
            place = made;
        return made;
    }

    /// <param name="ordinal">Which of the keys in the text, from 0.</param>
    public int PlaceOf(int ordinal) => _places is null ? ordinal : _places[ordinal];

    private static JsonShape Make(JsonTape tape, int container, int count)
    {
        var keys = new NameTable();
        var places = new int[count];
        for (int i = 0, key = container + JsonTape.ContainerSize; i < count; i++, key = tape.After(key + JsonTape.ScalarSize))
            places[i] = keys.Add(JsonText.DecodeKey(tape.BytesOf(key)));
        return new JsonShape(ContextShape.Of(keys.ToArray()), keys.Count == count ? null : places);
    }

    private bool Has(JsonTape tape, int container, int count)
    {
        if (Keys.Count != count)
            return false;
        for (int i = 0, key = container + JsonTape.ContainerSize; i < count; i++, key = tape.After(key + JsonTape.ScalarSize))
        {
            if (!JsonText.IsPlainly(tape.BytesOf(key), Keys.Keys[i]))
                return false;
        }
        return true;
    }
}
