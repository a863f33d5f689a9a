using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Values;

/// <summary>A type that <c>instance of</c> asks about.</summary>
internal sealed class FeelType(TypeSyntax syntax)
{
    private readonly FeelType[] _arguments = [.. syntax.Arguments.Select(argument => new FeelType(argument))];

    public bool Includes(FeelValue value) => syntax.Name switch
    {
        "Any" or "any" => !value.IsNull,
        "Null" or "null" => value.IsNull,
        "number" => value.Kind == FeelKind.Number,
        "string" => value.Kind == FeelKind.String,
        "boolean" => value.Kind == FeelKind.Boolean,
        "date" => value.Kind == FeelKind.Date,
        "time" => value.Kind == FeelKind.Time,
        "date and time" => value.Kind == FeelKind.DateTime,
        "days and time duration" or "day-time-duration" => value.Kind == FeelKind.DaysTimeDuration,
        "years and months duration" or "year-month-duration" => value.Kind == FeelKind.YearsMonthsDuration,
        "list" => value.Reference is FeelList list && (_arguments.Length == 0 || list.All(_arguments[0].Includes)),
        "range" => value.Reference is FeelRange range
            && (_arguments.Length == 0 || (_arguments[0].Includes(range.Low) && _arguments[0].Includes(range.High))),
        "context" => value.Reference is FeelContext context && HasFields(context),
        // What a function takes and gives is not declared: its parameters can only be counted.
        "function" => value.Reference is FeelFunction function
            && (_arguments.Length == 0 || function.Parameters.Count == _arguments.Length - 1),
        _ => false,
    };

    private bool HasFields(FeelContext context)
    {
        for (var i = 0; i < _arguments.Length; i++)
        {
            if (!context.TryGet(syntax.Fields![i], out var value) || !_arguments[i].Includes(value))
                return false;
        }
        return true;
    }
}
