using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Json;

/// <summary>
/// Reads JSON once from its first to its last byte, checks it, and writes down where each value is; see <see cref="JsonTape"/> for
/// how. Nothing is decoded.
/// </summary>
internal ref struct JsonScanner
{
    private const int DepthAtMost = 500;

    /// <summary>Levels for which the last object is remembered, whose keys the next one probably has, too.</summary>
    private const int SiblingLevels = 16;

    private const int None = -1;

    private Siblings _siblings;
    private bool _hasNonAscii;
    private int[] _tape;
    private int _count;
    private int _shapes;

    private JsonScanner(int[] tape)
    {
        _tape = tape;
        ((Span<int>)_siblings).Fill(None);
    }

    /// <summary>Null when the bytes from the start to the end are not valid JSON.</summary>
    public static JsonTape? TryScan(byte[] bytes, int start, int end)
    {
        var scanner = new JsonScanner(ArrayPool<int>.Shared.Rent(((end - start) / 2) + (4 * JsonTape.ContainerSize)));
        JsonTape? tape = null;
        if (scanner.TryDocument(bytes.AsSpan(0, end), start)
            && (!scanner._hasNonAscii || System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(start, end - start))))
        {
            var entries = GC.AllocateUninitializedArray<int>(scanner._count);
            scanner._tape.AsSpan(0, scanner._count).CopyTo(entries);
            tape = new JsonTape(bytes, entries, scanner._shapes);
        }
        ArrayPool<int>.Shared.Return(scanner._tape);
        return tape;
    }

    // A machine of five states, whose figures are locals because this is where the time goes. An open container keeps the one around it,
    // and more, where its own figures come later. Optimised at once: what one document teaches the compiler slows the next one down.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryDocument(ReadOnlySpan<byte> text, int position)
    {
        var tape = _tape;
        var count = 0;
        var open = None;
        var isObject = false;
        var depth = 0;
        var weight = 0;

        // How often something was found that would be written in another way.
        var noise = 0;

        // The next key of the sibling: what the next key here probably is.
        var expected = None;
        int end;
        position = SkipBlanks(text, position, ref noise);
    Value:
        if (count + JsonTape.ContainerSize + JsonTape.ScalarSize > tape.Length)
            tape = Enlarge(count);
        weight++;
        switch (At(text, position))
        {
            case (byte)'"':
                end = JsonText.End(text, position, ref _hasNonAscii);
                weight += ((end & JsonTape.PositionBits) - position) / Extent.CharactersPerItem;
                break;
            case (byte)'{' or (byte)'[':
                goto Open;
            case (byte)'t':
                end = text[position..].StartsWith("true"u8) ? position + 4 : 0;
                break;
            case (byte)'f':
                end = text[position..].StartsWith("false"u8) ? position + 5 : 0;
                break;
            case (byte)'n':
                end = text[position..].StartsWith("null"u8) ? position + 4 : 0;
                break;
            default:
                end = JsonNumber.End(text, position);
                break;
        }
        if (end == 0)
            return false;
        tape[count] = position;
        tape[count + JsonTape.EndAt] = end;
        count += JsonTape.ScalarSize;
        noise -= end >> 31;
        position = end & JsonTape.PositionBits;
    Behind:
        position = SkipBlanks(text, position, ref noise);
        if (open == None)
        {
            _count = count;
            return position == text.Length;
        }
        if (expected != None)
        {
            // Behind the value of the sibling's key comes its next key.
            var value = expected + JsonTape.ScalarSize;
            expected = tape[value] < 0 ? tape[value + JsonTape.NextAt] : value + JsonTape.ScalarSize;
        }
        tape[open + JsonTape.CountAt]++;
        if (At(text, position) != ',')
            goto Close;
        position = SkipBlanks(text, position + 1, ref noise);
        if (!isObject)
            goto Value;
    Key:
        if (expected == None || (end = ExpectedKeyEnd(text, tape, expected, position)) == 0)
        {
            expected = None;
            end = At(text, position) == '"' ? JsonText.End(text, position, ref _hasNonAscii) : 0;
            if (end == 0)
                return false;
        }
        if (count + JsonTape.ScalarSize > tape.Length)
            tape = Enlarge(count);
        tape[count] = position;
        tape[count + JsonTape.EndAt] = end;
        count += JsonTape.ScalarSize;
        noise -= end >> 31;
        position = SkipBlanks(text, end & JsonTape.PositionBits, ref noise);
        if (At(text, position) != ':')
            return false;
        position = SkipBlanks(text, position + 1, ref noise);
        goto Value;
    Open:
        if (++depth > DepthAtMost)
            return false;
        isObject = text[position] == '{';
        tape[count] = ~position;
        tape[count + JsonTape.EndAt] = noise;
        tape[count + JsonTape.NextAt] = open;
        tape[count + JsonTape.CountAt] = 0;
        tape[count + JsonTape.ExpectedAt] = expected;
        tape[count + JsonTape.WeightAt] = weight;
        tape[count + JsonTape.DepthAt] = 0;
        open = count;
        count += JsonTape.ContainerSize;
        expected = isObject && depth <= SiblingLevels ? _siblings[depth - 1] : None;
        expected += expected == None ? 0 : JsonTape.ContainerSize;
        position = SkipBlanks(text, position + 1, ref noise);
        if (At(text, position) == (isObject ? '}' : ']'))
            goto Close;
        if (isObject)
            goto Key;
        goto Value;
    Close:
        if (At(text, position) != (isObject ? '}' : ']'))
            return false;
        position++;
        weight++;
        if (isObject)
            FinishObject(tape, open, expected, depth);
        depth--;
        var (ended, outer, height) = (open, tape[open + JsonTape.NextAt], tape[open + JsonTape.DepthAt] + 1);
        tape[ended + JsonTape.EndAt] = tape[ended + JsonTape.EndAt] == noise ? position : position | JsonTape.NotAsWritten;
        tape[ended + JsonTape.NextAt] = count;
        tape[ended + JsonTape.WeightAt] = weight - tape[ended + JsonTape.WeightAt];
        tape[ended + JsonTape.DepthAt] = height;
        expected = tape[ended + JsonTape.ExpectedAt];
        open = outer;
        if (outer == None)
            goto Behind;
        isObject = text[~tape[outer]] == '{';
        tape[outer + JsonTape.DepthAt] = Math.Max(tape[outer + JsonTape.DepthAt], height);
        goto Behind;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte At(ReadOnlySpan<byte> text, int position) => (uint)position < (uint)text.Length ? text[position] : (byte)0;

    // Where the key ends that has the same bytes as the sibling's; 0 when there is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ExpectedKeyEnd(ReadOnlySpan<byte> text, int[] tape, int expected, int position)
    {
        // Behind the last key of the sibling comes something else, which is no harm: it must be the same text.
        var start = tape[expected];
        var end = tape[expected + JsonTape.EndAt];
        var length = (end & JsonTape.PositionBits) - start;
        return start >= 0 && length <= text.Length - position && AreSame(text, start, position, length)
            ? (position + length) | (end & JsonTape.NotAsWritten)
            : 0;
    }

    // Most keys have up to 14 characters, and two quotes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreSame(ReadOnlySpan<byte> text, int first, int second, int length)
    {
        if (length is < sizeof(ulong) or > 2 * sizeof(ulong))
            return text.Slice(first, length).SequenceEqual(text.Slice(second, length));
        ref var start = ref MemoryMarshal.GetReference(text);
        ref var a = ref Unsafe.Add(ref start, first);
        ref var b = ref Unsafe.Add(ref start, second);
        var rest = length - sizeof(ulong);
        return Unsafe.ReadUnaligned<ulong>(ref a) == Unsafe.ReadUnaligned<ulong>(ref b)
            && Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref a, rest)) == Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref b, rest));
    }

    // An object with all the keys of its sibling has its shape, too.
    private void FinishObject(int[] tape, int ended, int expected, int depth)
    {
        var sibling = depth <= SiblingLevels ? _siblings[depth - 1] : None;
        tape[ended + JsonTape.ShapeAt] = sibling != None && expected == tape[sibling + JsonTape.NextAt]
            ? tape[sibling + JsonTape.ShapeAt]
            : _shapes++;
        if (depth <= SiblingLevels)
            _siblings[depth - 1] = ended;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipBlanks(ReadOnlySpan<byte> text, int position, ref int noise)
    {
        if ((uint)position >= (uint)text.Length || text[position] > ' ')
            return position;
        noise++;
        return BlanksEnd(text, position);
    }

    private static int BlanksEnd(ReadOnlySpan<byte> text, int position)
    {
        while ((uint)position < (uint)text.Length && text[position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            position++;
        return position;
    }

    private int[] Enlarge(int count)
    {
        var larger = ArrayPool<int>.Shared.Rent((_tape.Length * 2) + JsonTape.ContainerSize);
        _tape.AsSpan(0, count).CopyTo(larger);
        ArrayPool<int>.Shared.Return(_tape);
        return _tape = larger;
    }

    [InlineArray(SiblingLevels)]
    private struct Siblings
    {
        private int _first;
    }
}
