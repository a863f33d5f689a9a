using Fairlead.Feel.Functions;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Analysis;

/// <summary>Signatures of functions in words, and which of them a call can mean.</summary>
internal static class Signatures
{
    private const int ShownAtMost = 4;

    public static IEnumerable<BuiltIn> Fitting(IEnumerable<BuiltIn> signatures, SyntaxNode.Call call) => call.Names is { } names
        ? signatures.Where(signature => names.All(name => signature.Parameters.Any(parameter => parameter.Name == name)))
        : signatures.Where(signature => signature.Parameters.Length == call.Arguments.Length
            || (signature.IsVariadic && call.Arguments.Length >= signature.LeastArguments));

    /// <summary><c>substring(string: string, start position: number)</c>.</summary>
    public static string Of(BuiltIn function) => $"{function.Name}({string.Join(", ", function.Parameters.Select((parameter, index) =>
        $"{parameter.Name}: {Kinds(parameter)}{(function.IsVariadic && index == function.Parameters.Length - 1 ? " or items" : "")}"))})";

    /// <summary>The forms with different parameters, without those that only name them otherwise.</summary>
    public static IEnumerable<BuiltIn> Distinct(IEnumerable<BuiltIn> signatures) =>
        signatures.DistinctBy(signature => (signature.Name, string.Join(',', signature.Parameters.Select(parameter => parameter.Accepts))));

    public static string ListOf(IEnumerable<BuiltIn> signatures)
    {
        var forms = Distinct(signatures).ToArray();
        return string.Join(" or ", forms.Take(ShownAtMost).Select(Of)) + (forms.Length > ShownAtMost ? " and so on" : "");
    }

    private static string Kinds(Parameter parameter) =>
        (parameter.Accepts & ~Accepts.Null) == (Accepts.Anything & ~Accepts.Null) ? "any" : parameter.Words;
}
