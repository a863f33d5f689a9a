using System.Text.Json;
using Fairlead.Feel.Json;
using Fairlead.Feel.Nodes;
using Fairlead.Feel.Numbers;
using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel;

/// <summary>Any value of the language, in 16 bytes. Immutable; the default is null.</summary>
public readonly struct FeelValue : IEquatable<FeelValue>
{
    // Null; or a ValueTag that explains the bits; or the value itself: string, FeelContext, BoxedValue.
    private readonly object? _reference;
    private readonly long _bits;

    internal FeelValue(object? reference, long bits = 0)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>The absence of a value.</summary>
    public static FeelValue Null => default;

    /// <summary>What kind of value this is.</summary>
    public FeelKind Kind => _reference switch
    {
        null => FeelKind.Null,
        ValueTag tag => tag.Kind,
        string => FeelKind.String,
        FeelContext => FeelKind.Context,
        _ => ((BoxedValue)_reference).Kind,
    };

    /// <summary>Whether this is null.</summary>
    public bool IsNull => _reference is null;

    internal object? Reference => _reference;

    internal long Bits => _bits;

    internal bool IsTrue => ReferenceEquals(_reference, ValueTag.Boolean) && _bits != 0;

    internal bool IsFalse => ReferenceEquals(_reference, ValueTag.Boolean) && _bits == 0;

    /// <summary>The value as a boolean.</summary>
    public static FeelValue From(bool value) => new(ValueTag.Boolean, value ? 1 : 0);

    /// <summary>The value as a number.</summary>
    public static FeelValue From(long value) => new(ValueTag.Number(0), value);

    /// <summary>The text, or null.</summary>
    public static FeelValue From(string? value) => new(value);

    /// <summary>The number.</summary>
    public static FeelValue From(FeelNumber value) => new(value.Reference, value.Bits);

    /// <summary>The context.</summary>
    public static FeelValue From(FeelContext value) => new(value);

    /// <summary>The span as a days and time duration.</summary>
    public static FeelValue From(TimeSpan daysTimeDuration) =>
        DayTimeDuration.From((Int128)daysTimeDuration.Ticks * DayTimeDuration.NanosecondsPerTick);

    /// <summary>A list of these items.</summary>
    public static FeelValue FromList(IReadOnlyList<FeelValue> items) =>
        items is FeelList list ? new FeelValue(list) : new FeelValue(FeelList.Of([.. items]));

    /// <summary>A function that is not written in FEEL. Calls with another number of arguments give null and a warning.</summary>
    /// <param name="parameters">Their names, which calls may use.</param>
    /// <param name="body">Gives the value of a call.</param>
    public static FeelValue FromFunction(IReadOnlyList<string> parameters, FeelFunctionBody body) => new(new FeelFunction(
        parameters,
        [.. Enumerable.Range(0, parameters.Count)],
        new HostCall(body, parameters.Count),
        height: 1,
        new FeelValue[parameters.Count]));

    /// <summary>
    /// Reads one JSON value. It is checked at once, and what is in it is made when it is asked for: the bytes belong to the value
    /// from now on and must not change.
    /// </summary>
    /// <exception cref="JsonException">The bytes are not valid JSON, or are nested more than 500 levels deep.</exception>
    public static FeelValue FromJson(ReadOnlyMemory<byte> utf8) => JsonSource.Read(utf8);

    /// <summary>True for a boolean.</summary>
    public bool TryGetBoolean(out bool value)
    {
        value = IsTrue;
        return ReferenceEquals(_reference, ValueTag.Boolean);
    }

    /// <summary>True for a text.</summary>
    public bool TryGetString(out string value)
    {
        value = _reference as string ?? "";
        return _reference is string;
    }

    /// <summary>True for a number.</summary>
    public bool TryGetNumber(out FeelNumber value)
    {
        if (_reference is ValueTag { Kind: FeelKind.Number } or BigNumber)
        {
            value = new FeelNumber(_reference, _bits);
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>True for a whole number within 64 bits.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        return TryGetNumber(out var number) && number.TryGetInt64(out value);
    }

    /// <summary>True for a list.</summary>
    public bool TryGetList(out IReadOnlyList<FeelValue> items)
    {
        items = _reference as FeelList ?? FeelList.Empty;
        return _reference is FeelList;
    }

    /// <summary>True for a context.</summary>
    public bool TryGetContext(out FeelContext context)
    {
        context = _reference as FeelContext ?? FeelContext.Empty;
        return _reference is FeelContext;
    }

    /// <summary>True for a function.</summary>
    /// <param name="parameters">The names of its parameters, in their order.</param>
    public bool TryGetFunction(out IReadOnlyList<string> parameters)
    {
        parameters = (_reference as FeelFunction)?.Parameters ?? [];
        return _reference is FeelFunction;
    }

    /// <summary>True for a days and time duration within the range of <see cref="TimeSpan"/>; finer than 100 ns is cut.</summary>
    public bool TryGetDuration(out TimeSpan value)
    {
        value = default;
        if (!DayTimeDuration.TryGet(this, out var nanoseconds))
            return false;
        var ticks = nanoseconds / DayTimeDuration.NanosecondsPerTick;
        if (ticks > long.MaxValue || ticks < long.MinValue)
            return false;
        value = new TimeSpan((long)ticks);
        return true;
    }

    /// <summary>
    /// Writes the value as JSON: whole numbers as integers and others as shortest exact decimals, temporal values as ISO
    /// text, functions and ranges as null.
    /// </summary>
    public void WriteJson(Utf8JsonWriter writer) => JsonTarget.Write(writer, this);

    /// <summary>The value as UTF-8 JSON. Lists may hold a value many times: the JSON can be far larger than the value.</summary>
    public byte[] ToJson() => JsonTarget.ToBytes(this);

    /// <summary>
    /// The value as UTF-8 JSON, unless that has more than so many bytes: then it is false, without the work and the memory for the rest.
    /// </summary>
    /// <param name="bytesAtMost">Not negative.</param>
    /// <param name="json">When false, the beginning: so many bytes, or up to three less to end with a whole character.</param>
    public bool TryToJson(int bytesAtMost, out byte[] json) => JsonTarget.TryToBytes(this, bytesAtMost, out json);

    /// <summary>The value as FEEL shows it; text in quotes.</summary>
    public override string ToString() => ValueText.Of(this);

    /// <summary>The value as FEEL shows it. Of a longer text so many UTF-16 units and an ellipsis; the rest is not made.</summary>
    /// <param name="charactersAtMost">Not negative.</param>
    public string ToString(int charactersAtMost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(charactersAtMost);
        return ValueText.Excerpt(this, charactersAtMost);
    }

    /// <summary>Whether both are the same value: numbers by value, lists and contexts by their content.</summary>
    public bool Equals(FeelValue other) => Ordering.AreSame(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Ordering.Hash(this);

    /// <summary>Whether both are the same value.</summary>
    public static bool operator ==(FeelValue left, FeelValue right) => left.Equals(right);

    /// <summary>Whether they are different values.</summary>
    public static bool operator !=(FeelValue left, FeelValue right) => !left.Equals(right);
}
