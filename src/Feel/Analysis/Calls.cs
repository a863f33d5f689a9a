using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Analysis;

/// <summary>Finds the calls of a function, and what is known about their arguments before any evaluation.</summary>
internal static class Calls
{
    public static IReadOnlyList<FeelCall> Of(SyntaxNode root, string name, string text, FeelOptions options)
    {
        var found = new List<FeelCall>();
        Visit(root);
        return found;

        void Visit(SyntaxNode node)
        {
            if (node is SyntaxNode.Call { Target: null } call && call.Name == name)
                found.Add(Read(call, text, options));
            foreach (var child in SyntaxTree.Children(node))
                Visit(child);
        }
    }

    private static FeelCall Read(SyntaxNode.Call call, string text, FeelOptions options)
    {
        var arguments = new FeelArgument[call.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var node = call.Arguments[i];
            arguments[i] = new FeelArgument(
                ParameterOf(call, i),
                Constants.TryEvaluate(node, text, options, out var result) && result.Warnings.Count == 0 ? result.Value : null,
                References.PathOf(node),
                node.Start,
                node.End - node.Start);
        }
        return new FeelCall(call.Name, arguments, call.Start, call.End - call.Start);
    }

    private static string? ParameterOf(SyntaxNode.Call call, int index)
    {
        if (call.Names is { } names)
            return names[index];
        foreach (var signature in call.Known?.Signatures ?? [])
        {
            if (signature.Parameters.Length == call.Arguments.Length)
                return signature.Parameters[index].Name;
            if (signature.IsVariadic && index >= signature.Parameters.Length - 1)
                return signature.Parameters[^1].Name;
        }
        return null;
    }
}
