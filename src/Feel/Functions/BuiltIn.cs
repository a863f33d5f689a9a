using Fairlead.Feel.Runtime;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>What a built-in function does. The arguments are as many as its parameters and of the kinds it asked for.</summary>
internal delegate FeelValue FunctionBody(ReadOnlySpan<FeelValue> arguments, Invocation call);

/// <summary>From where a function is called, and how it says that it cannot.</summary>
internal readonly record struct Invocation(EvaluationState State, Node Node, string Function)
{
    /// <summary>Null, with a warning that says why.</summary>
    public FeelValue Fail(string reason) => State.InvocationFailed(Node, Function, reason);

    /// <summary>Ends the evaluation, for functions whose null would be taken for an answer.</summary>
    public EvaluationProblem Failed(string reason) =>
        State.Failed("FUNCTION_INVOCATION_FAILURE", Node, $"Failed to invoke function '{Function}': {reason}");
}

/// <summary>What an argument may be.</summary>
[Flags]
internal enum Accepts
{
    Null = 1 << FeelKind.Null,
    Boolean = 1 << FeelKind.Boolean,
    Number = 1 << FeelKind.Number,
    Text = 1 << FeelKind.String,
    List = 1 << FeelKind.List,
    Context = 1 << FeelKind.Context,
    Range = 1 << FeelKind.Range,
    Function = 1 << FeelKind.Function,
    Date = 1 << FeelKind.Date,
    Time = 1 << FeelKind.Time,
    DateTime = 1 << FeelKind.DateTime,
    DayTimeDuration = 1 << FeelKind.DaysTimeDuration,
    YearMonthDuration = 1 << FeelKind.YearsMonthsDuration,
    Anything = (1 << (FeelKind.YearsMonthsDuration + 1)) - 1,
}

/// <summary>One parameter of a function.</summary>
internal readonly record struct Parameter(string Name, Accepts Accepts)
{
    /// <summary>The kinds it takes, in words.</summary>
    public string Words
    {
        get
        {
            var accepts = Accepts;
            return string.Join(" or ", Enum.GetValues<FeelKind>()
                .Where(kind => kind != FeelKind.Null && ((int)accepts & (1 << (int)kind)) != 0)
                .Select(KindText.Of));
        }
    }
}

/// <summary>All signatures of one name, in the order in which they are tried.</summary>
internal sealed record FunctionGroup(string Name, BuiltIn[] Signatures)
{
    private const int CountsRemembered = 6;

    private readonly BuiltIn[]?[] _byCount = new BuiltIn[]?[CountsRemembered];

    /// <summary>The signatures that so many arguments fit, by position.</summary>
    public BuiltIn[] Taking(int count) => count < CountsRemembered ? _byCount[count] ??= Find(count) : Find(count);

    private BuiltIn[] Find(int count) => Array.FindAll(
        Signatures, function => function.Parameters.Length == count || (function.IsVariadic && count >= function.LeastArguments));
}

/// <summary>One signature of a built-in function.</summary>
internal sealed record BuiltIn(string Name, Parameter[] Parameters, FunctionBody Body)
{
    /// <summary>The last parameter is a list that callers may also give item by item.</summary>
    public bool IsVariadic { get; init; }

    /// <summary>How many arguments a call of a variadic function has at least.</summary>
    public int LeastArguments { get; init; } = Parameters.Length;

    /// <summary>The same arguments give the same result, so that it may be computed once.</summary>
    public bool IsPure { get; init; } = true;

    /// <summary>Arguments of other kinds end the evaluation instead of giving null.</summary>
    public bool IsStrict { get; init; }

    public bool Accepts(ReadOnlySpan<FeelValue> arguments)
    {
        for (var i = 0; i < Parameters.Length; i++)
        {
            if (((int)Parameters[i].Accepts & (1 << (int)arguments[i].Kind)) == 0)
                return false;
        }
        return true;
    }

    /// <summary>Says which argument is of a kind that its parameter does not take.</summary>
    public string Complaint(ReadOnlySpan<FeelValue> arguments)
    {
        for (var i = 0; i < Parameters.Length; i++)
        {
            if (((int)Parameters[i].Accepts & (1 << (int)arguments[i].Kind)) == 0)
                return $"'{Parameters[i].Name}' must be a {Parameters[i].Words} but was '{ValueText.Excerpt(arguments[i])}'";
        }
        return "Illegal arguments";
    }
}
