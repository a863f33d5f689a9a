using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel;

/// <summary>
/// A type of the language: what <c>instance of</c> asks about, and what values of decisions and parameters are converted to.
/// Immutable.
/// </summary>
/// <remarks>Source: DMN 1.5 §10.3.2.9, types and conversions between them.</remarks>
public sealed class FeelType
{
    private readonly FeelType[] _arguments;
    private readonly string[] _fields;

    private FeelType(FeelTypeKind kind, FeelType[] arguments, string[] fields)
    {
        Kind = kind;
        _arguments = arguments;
        _fields = fields;
    }

    /// <summary>All values.</summary>
    public static FeelType Any { get; } = Simple(FeelTypeKind.Any);

    /// <summary>Null alone.</summary>
    public static FeelType Null { get; } = Simple(FeelTypeKind.Null);

    /// <summary><c>true</c> and <c>false</c>.</summary>
    public static FeelType Boolean { get; } = Simple(FeelTypeKind.Boolean);

    /// <summary>Numbers.</summary>
    public static FeelType Number { get; } = Simple(FeelTypeKind.Number);

    /// <summary>Texts.</summary>
    public static FeelType String { get; } = Simple(FeelTypeKind.String);

    /// <summary>Dates.</summary>
    public static FeelType Date { get; } = Simple(FeelTypeKind.Date);

    /// <summary>Times of day.</summary>
    public static FeelType Time { get; } = Simple(FeelTypeKind.Time);

    /// <summary>Dates with a time of day.</summary>
    public static FeelType DateTime { get; } = Simple(FeelTypeKind.DateTime);

    /// <summary>Spans in days and shorter units.</summary>
    public static FeelType DaysTimeDuration { get; } = Simple(FeelTypeKind.DaysTimeDuration);

    /// <summary>Spans in years and months.</summary>
    public static FeelType YearsMonthsDuration { get; } = Simple(FeelTypeKind.YearsMonthsDuration);

    /// <summary>What kind of type this is.</summary>
    public FeelTypeKind Kind { get; }

    /// <summary>Of a list or range the type of its items or ends; otherwise null. <see cref="Any"/> when none was given.</summary>
    public FeelType? Item => Kind is FeelTypeKind.List or FeelTypeKind.Range ? _arguments[0] : null;

    /// <summary>The names of the entries that a context must have, in their order; empty for other types.</summary>
    public IReadOnlyList<string> FieldNames => _fields;

    /// <summary>Lists whose items are all of that type, or null.</summary>
    public static FeelType ListOf(FeelType item) => new(FeelTypeKind.List, [item], []);

    /// <summary>Intervals whose ends are of that type.</summary>
    public static FeelType RangeOf(FeelType end) => new(FeelTypeKind.Range, [end], []);

    /// <summary>Contexts that have these entries, and perhaps others.</summary>
    public static FeelType ContextOf(params ReadOnlySpan<(string Name, FeelType Type)> fields)
    {
        var (names, types) = (new string[fields.Length], new FeelType[fields.Length]);
        for (var i = 0; i < fields.Length; i++)
            (names[i], types[i]) = fields[i];
        return new FeelType(FeelTypeKind.Context, types, names);
    }

    /// <summary>Functions of so many parameters. Null: of any number.</summary>
    public static FeelType FunctionOf(IReadOnlyList<FeelType>? parameters, FeelType result) =>
        new(FeelTypeKind.Function, parameters is null ? [] : [.. parameters, result], []);

    /// <summary>
    /// The type without arguments that the language calls so: <c>number</c>, <c>days and time duration</c>, <c>list</c>;
    /// null when there is none. The names that DMN models use, such as <c>dateTime</c>, count, too.
    /// </summary>
    public static FeelType? Named(string name) => name switch
    {
        "Any" or "any" => Any,
        "Null" or "null" => Null,
        "number" => Number,
        "string" => String,
        "boolean" => Boolean,
        "date" => Date,
        "time" => Time,
        "date and time" or "dateTime" => DateTime,
        "days and time duration" or "day-time-duration" or "dayTimeDuration" => DaysTimeDuration,
        "years and months duration" or "year-month-duration" or "yearMonthDuration" => YearsMonthsDuration,
        "list" => ListOf(Any),
        "range" => RangeOf(Any),
        "context" => ContextOf(),
        "function" => FunctionOf(null, Any),
        _ => null,
    };

    /// <summary>What a value says about its type: of a list the type of its first item, of a context the types of all entries.</summary>
    public static FeelType Of(FeelValue value) => value.Kind switch
    {
        FeelKind.Null => Null,
        FeelKind.Boolean => Boolean,
        FeelKind.Number => Number,
        FeelKind.String => String,
        FeelKind.Date => Date,
        FeelKind.Time => Time,
        FeelKind.DateTime => DateTime,
        FeelKind.DaysTimeDuration => DaysTimeDuration,
        FeelKind.YearsMonthsDuration => YearsMonthsDuration,
        FeelKind.List => ListOf(value.Reference is FeelList { Count: > 0 } list ? Of(list[0]) : Any),
        FeelKind.Range => RangeOf(value.Reference is FeelRange range ? Of(range.Low.IsNull ? range.High : range.Low) : Any),
        FeelKind.Context => ContextOf([.. ((FeelContext)value.Reference!).Entries.Select(entry => (entry.Key, Of(entry.Value)))]),
        FeelKind.Function => FunctionOf(null, Any),
    };

    /// <summary>The type of an entry; null when the type says nothing about one of that name.</summary>
    public FeelType? Field(string name)
    {
        var index = Array.IndexOf(_fields, name);
        return index < 0 ? null : _arguments[index];
    }

    /// <summary>Whether the value is of this type, which null never is unless the type is <see cref="Null"/>.</summary>
    public bool Includes(FeelValue value) => Kind switch
    {
        FeelTypeKind.Any => !value.IsNull,
        FeelTypeKind.Null => value.IsNull,
        FeelTypeKind.Boolean => value.Kind == FeelKind.Boolean,
        FeelTypeKind.Number => value.Kind == FeelKind.Number,
        FeelTypeKind.String => value.Kind == FeelKind.String,
        FeelTypeKind.Date => value.Kind == FeelKind.Date,
        FeelTypeKind.Time => value.Kind == FeelKind.Time,
        FeelTypeKind.DateTime => value.Kind == FeelKind.DateTime,
        FeelTypeKind.DaysTimeDuration => value.Kind == FeelKind.DaysTimeDuration,
        FeelTypeKind.YearsMonthsDuration => value.Kind == FeelKind.YearsMonthsDuration,
        FeelTypeKind.List => value.Reference is FeelList list && AllItems(list),
        FeelTypeKind.Range => value.Reference is FeelRange range && HasEnds(range),
        FeelTypeKind.Context => value.Reference is FeelContext context && HasFields(context),
        FeelTypeKind.Function => value.Reference is FeelFunction function
            && (_arguments.Length == 0 || (function.Signature?.Fits(_arguments.AsSpan()[..^1], _arguments[^1])
                ?? function.Parameters.Count == _arguments.Length - 1)),
    };

    /// <summary>Whether every value of this type can stand where the other is expected.</summary>
    /// <remarks>Source: DMN 1.5 §10.3.2.9.2.</remarks>
    internal bool ConformsTo(FeelType other)
    {
        if (ReferenceEquals(this, other) || other.Kind == FeelTypeKind.Any || Kind == FeelTypeKind.Null)
            return true;
        if (Kind != other.Kind)
            return false;
        return Kind switch
        {
            FeelTypeKind.List or FeelTypeKind.Range => _arguments[0].ConformsTo(other._arguments[0]),
            FeelTypeKind.Context => Array.TrueForAll(
                other._fields, name => Field(name) is { } field && field.ConformsTo(other.Field(name)!)),
            FeelTypeKind.Function when other._arguments.Length > 0 => _arguments.Length == other._arguments.Length
                && other._arguments.AsSpan()[..^1].ToArray().Zip(_arguments, (given, taken) => given.ConformsTo(taken)).All(fits => fits)
                && _arguments[^1].ConformsTo(other._arguments[^1]),
            _ => true,
        };
    }

    /// <summary>
    /// The value as one of this type: itself when it conforms, the only item of a list, a list of it alone, or a date as its
    /// midnight in UTC. False, and null, when it cannot be; null itself can always be.
    /// </summary>
    /// <remarks>Source: DMN 1.5 §10.3.2.9.4.</remarks>
    public bool TryConvert(FeelValue value, out FeelValue converted)
    {
        converted = value;
        if (value.IsNull || Kind == FeelTypeKind.Any || Includes(value))
            return true;
        if (Kind == FeelTypeKind.DateTime && value.Kind == FeelKind.Date)
        {
            converted = DateAndTime.Of(value.Bits, 0, Zone.Utc);
            return true;
        }
        if (Kind == FeelTypeKind.List && value.Kind != FeelKind.List && Includes(new FeelValue(FeelList.Of(value))))
        {
            converted = new FeelValue(FeelList.Of(value));
            return true;
        }
        if (Kind != FeelTypeKind.List && value.Reference is FeelList { Count: 1 } list && Includes(list[0]))
        {
            converted = list[0];
            return true;
        }
        converted = FeelValue.Null;
        return false;
    }

    /// <summary>The type as the language writes it.</summary>
    public override string ToString() => Kind switch
    {
        FeelTypeKind.Any => "Any",
        FeelTypeKind.Null => "Null",
        FeelTypeKind.Boolean => "boolean",
        FeelTypeKind.Number => "number",
        FeelTypeKind.String => "string",
        FeelTypeKind.Date => "date",
        FeelTypeKind.Time => "time",
        FeelTypeKind.DateTime => "date and time",
        FeelTypeKind.DaysTimeDuration => "days and time duration",
        FeelTypeKind.YearsMonthsDuration => "years and months duration",
        FeelTypeKind.List => $"list<{_arguments[0]}>",
        FeelTypeKind.Range => $"range<{_arguments[0]}>",
        FeelTypeKind.Context => $"context<{string.Join(", ", _fields.Zip(_arguments, (name, type) => $"{name}: {type}"))}>",
        FeelTypeKind.Function when _arguments.Length > 0 =>
            $"function<{string.Join<FeelType>(", ", _arguments[..^1])}> -> {_arguments[^1]}",
        FeelTypeKind.Function => "function",
    };

    private static FeelType Simple(FeelTypeKind kind) => new(kind, [], []);

    private bool AllItems(FeelList list)
    {
        if (_arguments[0].Kind == FeelTypeKind.Any)
            return true;
        foreach (ref readonly var item in list.Items)
        {
            if (!item.IsNull && !_arguments[0].Includes(item))
                return false;
        }
        return true;
    }

    private bool HasEnds(FeelRange range) =>
        _arguments[0].Kind == FeelTypeKind.Any
        || ((range.Low.IsNull || _arguments[0].Includes(range.Low)) && (range.High.IsNull || _arguments[0].Includes(range.High)));

    private bool HasFields(FeelContext context)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            if (!context.TryGet(_fields[i], out var value) || !(value.IsNull || _arguments[i].Includes(value)))
                return false;
        }
        return true;
    }
}

/// <summary>The closed set of kinds a <see cref="FeelType"/> can have.</summary>
public enum FeelTypeKind
{
    /// <summary>Whatever is not null.</summary>
    Any,

    /// <summary>Null alone.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Text.</summary>
    String,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>A date with a time of day.</summary>
    DateTime,

    /// <summary>A span in days and shorter units.</summary>
    DaysTimeDuration,

    /// <summary>A span in years and months.</summary>
    YearsMonthsDuration,

    /// <summary>A list, with a type of its items.</summary>
    List,

    /// <summary>An interval, with a type of its ends.</summary>
    Range,

    /// <summary>A context, with the types of some entries.</summary>
    Context,

    /// <summary>A function, with a number of parameters.</summary>
    Function,
}
