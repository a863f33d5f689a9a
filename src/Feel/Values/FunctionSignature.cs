using Fairlead.Feel.Binding;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Values;

/// <summary>The parameters of a function that was written in an expression, and what the text says about types.</summary>
internal sealed class FunctionSignature
{
    private readonly SyntaxNode _body;
    private readonly FeelType[]? _types;

    public FunctionSignature(SyntaxNode.Function function, FeelOptions options)
    {
        Parameters = function.Parameters;
        _body = function.Body;
        if (function.Types is { } types)
            _types = [.. types.Select(type => type is null ? FeelType.Any : TypeBinder.Bind(type, options))];
    }

    public IReadOnlyList<string> Parameters { get; }

    /// <summary>Whether the function can stand where one of these parameters and this result is expected.</summary>
    /// <remarks>Source: DMN 1.5 §10.3.2.9.2: parameters may be wider, results narrower.</remarks>
    public bool Fits(ReadOnlySpan<FeelType> parameters, FeelType result)
    {
        if (parameters.Length != Parameters.Count)
            return false;
        for (var i = 0; _types is not null && i < parameters.Length; i++)
        {
            if (!parameters[i].ConformsTo(_types[i]))
                return false;
        }
        return new TypeInference().Of(_body) is not { } given || given.ConformsTo(result);
    }

    /// <summary>Converts arguments to the types of their parameters; the index of one that cannot be, or -1.</summary>
    public int Convert(Span<FeelValue> arguments)
    {
        for (var i = 0; _types is not null && i < arguments.Length; i++)
        {
            if (!_types[i].TryConvert(arguments[i], out arguments[i]))
                return i;
        }
        return -1;
    }
}
