using System.Collections.Concurrent;

using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Mapping;

/// <summary>FEEL texts of models, each parsed once. They are few: they come from deployed models only.</summary>
public sealed class Expressions
{
    private const int ExpressionsAtMost = 10_000;
    private static readonly FeelOptions Options = new() { Functions = FeelFunctions.Connectors };

    private readonly ConcurrentDictionary<string, FeelExpression> _parsed = [];

    /// <param name="text">With or without the leading <c>=</c>.</param>
    public FeelExpression Get(string text)
    {
        if (_parsed.TryGetValue(text, out var known))
            return known;

        if (_parsed.Count >= ExpressionsAtMost)
            _parsed.Clear();
        return _parsed[text] = Read(text);
    }

    /// <summary>As <see cref="Get"/>, but forgotten again: for a text that has a secret in it.</summary>
    public static FeelExpression Read(string text) => FeelExpression.Parse(WithoutEqualsSign(text), Options);

    private static string WithoutEqualsSign(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return (trimmed.StartsWith('=') ? trimmed[1..].Trim() : trimmed).ToString();
    }
}
