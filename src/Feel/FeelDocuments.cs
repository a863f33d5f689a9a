using System.Globalization;
using System.Security.Cryptography;
using Fairlead.Feel.Values;

namespace Fairlead.Feel;

/// <summary>
/// The documents that <c>createDocument</c> asked for during one evaluation. An expression cannot store anything: the function
/// gives a mark, and whoever evaluates looks for the marks in the result, stores what they stand for and replaces them.
/// </summary>
/// <remarks>A mark carries a secret of this object, so that no data from outside can pass for one.</remarks>
public sealed class FeelDocuments
{
    private const string Key = "camunda.document.requested";
    private const int SecretDigits = 32;

    private static readonly ContextShape MarkShape = new([Key]);

    private readonly string _secret = RandomNumberGenerator.GetHexString(SecretDigits);
    private readonly List<FeelValue> _requested = [];

    /// <summary>What the function was called with, in the order of the calls. Not all of it needs to be in the result.</summary>
    public IReadOnlyList<FeelValue> Requested => _requested;

    /// <summary>True when the value itself is a mark; the index tells which of <see cref="Requested"/> it stands for.</summary>
    public bool IsRequest(FeelValue value, out int index)
    {
        index = -1;
        return value.Reference is FeelContext context && context.TryGet(Key, out var mark) && mark.Reference is string text
            && text.Length > SecretDigits && text.StartsWith(_secret, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(SecretDigits), NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && index < _requested.Count;
    }

    /// <summary>The indexes of the requests that are somewhere in the value, each once.</summary>
    public IReadOnlySet<int> FindIn(FeelValue value)
    {
        var found = new SortedSet<int>();
        if (_requested.Count > 0)
            Visit(value, found);
        return found;
    }

    /// <summary>
    /// The value with something else in the place of each mark. A mark that the expression turned into text stays text: see
    /// <see cref="IsSpoiled"/>.
    /// </summary>
    /// <param name="stored">Gives the replacement for an index of <see cref="Requested"/>; asked for each mark.</param>
    public FeelValue Replace(FeelValue value, Func<int, FeelValue> stored)
    {
        if (_requested.Count == 0)
            return value;
        if (IsRequest(value, out var index))
            return stored(index);
        switch (value.Reference)
        {
            case FeelList list:
                return FeelValue.FromList([.. list.Select(item => Replace(item, stored))]);
            case FeelContext context:
                var values = new FeelValue[context.Count];
                for (var i = 0; i < values.Length; i++)
                    values[i] = Replace(context.Values[i], stored);
                return FeelValue.From(new FeelContext(context.Shape, values));
            default:
                return value;
        }
    }

    /// <summary>True when a text in the value contains a mark: the expression made text of it, and its document would be lost.</summary>
    public bool IsSpoiled(FeelValue value) => _requested.Count > 0 && HasSecret(value);

    internal FeelValue Request(FeelValue content)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"{_secret}{_requested.Count}");
        _requested.Add(content);
        return FeelValue.From(new FeelContext(MarkShape, [FeelValue.From(mark)]));
    }

    private void Visit(FeelValue value, SortedSet<int> found)
    {
        if (IsRequest(value, out var index))
        {
            found.Add(index);
            return;
        }
        foreach (var part in Parts(value))
            Visit(part, found);
    }

    private bool HasSecret(FeelValue value) => value.Reference is string text
        ? text.Contains(_secret, StringComparison.Ordinal)
        : !IsRequest(value, out _) && Parts(value).Any(HasSecret);

    private static IEnumerable<FeelValue> Parts(FeelValue value) => value.Reference switch
    {
        FeelList list => list,
        FeelContext context => context.Values,
        _ => [],
    };
}
