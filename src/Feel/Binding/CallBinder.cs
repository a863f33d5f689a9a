using Fairlead.Feel.Functions;
using Fairlead.Feel.Nodes;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Binding;

/// <summary>Finds the signatures a call can mean, by the number or the names of its arguments.</summary>
internal sealed class CallBinder(ConstantFolder folder)
{
    /// <param name="function">Gives the function when it is a value of the expression or a variable.</param>
    public Node Bind(SyntaxNode.Call call, Node? target, Node? function, Node[] arguments)
    {
        if (target is not null)
            function = new Member(target, call.Name).At(call.Start, call.End - call.Start);
        if (function is not null)
            return new ValueCall(call.Name, function, arguments, call.Names);
        return call.Names is null
            ? ByPosition(call, arguments)
            : ByName(call, call.Known is null ? [] : call.Known.Signatures, arguments, call.Names);
    }

    private Node ByPosition(SyntaxNode.Call call, Node[] arguments)
    {
        var candidates = call.Known?.Taking(arguments.Length) ?? [];
        return candidates.Length == 0
            ? new UnknownCall(call.Name, arguments.Length, null)
            : Fold(new BuiltInCall(call.Name, candidates, arguments), call, arguments);
    }

    // The shortest signature that has all the names; parameters without an argument are null.
    private Node ByName(SyntaxNode.Call call, BuiltIn[] known, Node[] arguments, IReadOnlyList<string> names)
    {
        var candidates = new List<BuiltIn>();
        foreach (var function in known)
        {
            if (names.All(name => function.Parameters.Any(parameter => parameter.Name == name)))
                candidates.Add(function);
        }
        if (candidates.Count == 0)
            return new UnknownCall(call.Name, arguments.Length, names);
        var length = candidates.Min(candidate => candidate.Parameters.Length);
        var first = candidates.Find(candidate => candidate.Parameters.Length == length)!;
        candidates.RemoveAll(candidate => !SameOrder(candidate, first));
        var ordered = new Node[length];
        for (var i = 0; i < length; i++)
        {
            var given = -1;
            for (var j = 0; j < names.Count; j++)
                given = names[j] == first.Parameters[i].Name ? j : given;
            ordered[i] = given >= 0 ? arguments[given] : Constant.Nothing;
        }
        return Fold(new BuiltInCall(call.Name, [.. candidates], ordered), call, ordered);
    }

    private static bool SameOrder(BuiltIn left, BuiltIn right) =>
        left.Parameters.Select(parameter => parameter.Name).SequenceEqual(right.Parameters.Select(p => p.Name));

    private Node Fold(BuiltInCall node, SyntaxNode.Call call, Node[] arguments)
    {
        node.At(call.Start, call.End - call.Start);
        return node.IsPure && Array.TrueForAll(arguments, ConstantFolder.IsConstant) ? folder.Fold(node, call) : node;
    }
}
