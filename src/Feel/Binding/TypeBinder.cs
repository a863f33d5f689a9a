using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Binding;

/// <summary>Turns types as they were written into types.</summary>
internal static class TypeBinder
{
    /// <summary>Names that stand for no type are refused by the parser; here they would be empty lists of it.</summary>
    public static FeelType Bind(TypeSyntax syntax, FeelOptions options)
    {
        if (syntax.Arguments.Count == 0 && syntax.Fields is null)
            return options.Types.GetValueOrDefault(syntax.Name) ?? FeelType.Named(syntax.Name) ?? FeelType.Any;
        var arguments = new FeelType[syntax.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Bind(syntax.Arguments[i], options);
        return syntax.Name switch
        {
            "list" => FeelType.ListOf(arguments[0]),
            "range" => FeelType.RangeOf(arguments[0]),
            "context" => FeelType.ContextOf([.. arguments.Select((type, i) => (syntax.Fields![i], type))]),
            _ => FeelType.FunctionOf(arguments[..^1], arguments[^1]),
        };
    }
}
