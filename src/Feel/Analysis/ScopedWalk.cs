using System.Runtime.CompilerServices;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Analysis;

/// <summary>Walks over an expression and knows which names it introduces itself.</summary>
internal abstract class ScopedWalk
{
    private readonly List<string> _names = [];
    private int _filters;

    /// <summary>Whether names may mean entries of an item, which only the evaluation knows.</summary>
    protected bool IsInFilter => _filters > 0;

    public void Walk(SyntaxNode node)
    {
        // What is deeper than the stack of this thread is left out.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack() || !Enter(node))
            return;
        var names = _names.Count;
        switch (node)
        {
            case SyntaxNode.Context context:
                for (var i = 0; i < context.Keys.Length; i++)
                {
                    Walk(context.Values[i]);
                    _names.Add(context.Keys[i]);
                }
                break;
            case SyntaxNode.For loop:
                WalkAll(loop.Iterators);
                _names.Add("partial");
                Walk(loop.Body);
                break;
            case SyntaxNode.Quantified loop:
                WalkAll(loop.Iterators);
                Walk(loop.Condition);
                break;
            case SyntaxNode.Function function:
                _names.AddRange(function.Parameters);
                Walk(function.Body);
                break;
            case SyntaxNode.Filter filter:
                Walk(filter.Source);
                _names.Add("item");
                _filters++;
                Walk(filter.Condition);
                _filters--;
                break;
            case SyntaxNode.In test:
                Walk(test.Value);
                WalkAll(test.Tests);
                break;
            case SyntaxNode.UnaryTests tests:
                WalkAll(tests.Tests);
                break;
            default:
                foreach (var child in SyntaxTree.Children(node))
                    Walk(child);
                break;
        }
        _names.RemoveRange(names, _names.Count - names);
        Leave(node);
    }

    /// <returns>Whether to go into its parts.</returns>
    protected abstract bool Enter(SyntaxNode node);

    /// <summary>After its parts.</summary>
    protected virtual void Leave(SyntaxNode node)
    {
    }

    /// <summary>Whether the expression itself defines the name around the part that is entered.</summary>
    protected bool IsOwn(string name) => _names.Contains(name);

    private void WalkAll(Iterator[] iterators)
    {
        foreach (var iterator in iterators)
        {
            Walk(iterator.Source);
            if (iterator.To is { } to)
                Walk(to);
            _names.Add(iterator.Name);
        }
    }

    private void WalkAll(Tests tests)
    {
        _names.Add("cellInput");
        foreach (var test in tests.Alternatives)
            Walk(test.Operand);
    }
}
