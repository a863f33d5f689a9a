using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Binding;

/// <summary>
/// Finds the texts of a value that the expression itself writes. Contexts and lists that are written out put each part to a place that is
/// known; a condition puts one of two there. Whatever else there is may put anything to its place and below.
/// </summary>
internal sealed class WrittenTexts
{
    private readonly Dictionary<FeelStep, WrittenTexts> _below = [];
    private readonly List<string> _texts = [];
    private bool _mayBeAnything;

    private WrittenTexts() { }

    public static IReadOnlyList<FeelWrittenText> Of(SyntaxNode root)
    {
        var places = new WrittenTexts();
        places.Visit(root);
        var found = new List<FeelWrittenText>();
        places.Collect([], found);
        return found;
    }

    private void Visit(SyntaxNode node)
    {
        switch (node)
        {
            case SyntaxNode.Constant constant:
                if (constant.Value.TryGetString(out var text))
                    _texts.Add(text);
                break;
            case SyntaxNode.Context context:
                for (var i = 0; i < context.Keys.Length; i++)
                    Below(new FeelStep(context.Keys[i], 0)).Visit(context.Values[i]);
                break;
            case SyntaxNode.List list:
                for (var i = 0; i < list.Items.Length; i++)
                    Below(new FeelStep(null, i)).Visit(list.Items[i]);
                break;
            case SyntaxNode.If choice:
                Visit(choice.Then);
                Visit(choice.Otherwise);
                break;
            case SyntaxNode.Temporal:
                break;
            default:
                _mayBeAnything = true;
                break;
        }
    }

    private WrittenTexts Below(FeelStep step)
    {
        if (!_below.TryGetValue(step, out var place))
            _below[step] = place = new WrittenTexts();
        return place;
    }

    private void Collect(IReadOnlyList<FeelStep> path, List<FeelWrittenText> found)
    {
        if (_mayBeAnything)
            return;
        foreach (var text in _texts.Distinct())
            found.Add(new FeelWrittenText(path, text));
        foreach (var (step, place) in _below)
            place.Collect([.. path, step], found);
    }
}
