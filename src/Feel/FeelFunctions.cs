using Fairlead.Feel.Functions;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel;

/// <summary>The functions an expression may call.</summary>
public sealed class FeelFunctions
{
    /// <summary>The longest names of functions and parameters have four words; a little room above it.</summary>
    internal const int WordsAtMost = 6;

    // All are made when they are first asked for: many expressions call nothing, and most processes never read the other dialect.
    private readonly Lazy<Dictionary<string, FunctionGroup>> _byName;
    private readonly Lazy<Dictionary<string, FunctionGroup>> _byNameInDmn;

    // "date" because of "date and time": only behind these words an operator may belong to the name of a function.
    private readonly Lazy<HashSet<string>> _beforeOperators;

    private FeelFunctions(Func<DialectRules, FunctionTable> make)
    {
        _byName = new(() => make(DialectRules.Of(FeelDialect.Camunda)).Build());
        _byNameInDmn = new(() => make(DialectRules.Of(FeelDialect.Dmn15)).Build());
        _beforeOperators = new(() => BeforeOperators(_byName.Value.Keys));
    }

    /// <summary>The language's own functions with Camunda's additions, as processes use them.</summary>
    public static FeelFunctions Engine { get; } = new(Language);

    /// <summary>
    /// Those of <see cref="Engine"/>, and <c>bpmnError</c>, <c>jobError</c>, <c>ignoreError</c>, <c>backoff</c> and
    /// <c>createDocument</c> for the expressions of connectors.
    /// </summary>
    public static FeelFunctions Connectors => ForConnectors.Functions;

    /// <summary>The names; they are the same in all dialects.</summary>
    internal IEnumerable<string> Names => _byName.Value.Keys;

    internal IEnumerable<BuiltIn> All => _byName.Value.Values.SelectMany(group => group.Signatures);

    /// <summary>The signatures of a name; null when there is no such function.</summary>
    internal FunctionGroup? Find(ReadOnlySpan<char> name, FeelDialect dialect)
    {
        var groups = dialect == FeelDialect.Camunda ? _byName : _byNameInDmn;
        return groups.Value.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var group) ? group : null;
    }

    /// <summary>Whether some function has a name of several words that begins so and contains a reserved word.</summary>
    internal bool HasOperatorsAfter(ReadOnlySpan<char> firstWord) =>
        _beforeOperators.Value.GetAlternateLookup<ReadOnlySpan<char>>().Contains(firstWord);

    private static HashSet<string> BeforeOperators(IEnumerable<string> names)
    {
        var first = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var words = name.Split(' ');
            if (words.Length > 1 && Array.Exists(words, word => Words.Of(word).IsReserved()))
                first.Add(words[0]);
        }
        return first;
    }

    private static FunctionTable Language(DialectRules rules)
    {
        var table = new FunctionTable(rules);
        BooleanFunctions.AddTo(table);
        NumberFunctions.AddTo(table);
        StringFunctions.AddTo(table);
        PatternFunctions.AddTo(table);
        ListFunctions.AddTo(table);
        AggregateFunctions.AddTo(table);
        ContextFunctions.AddTo(table);
        ConversionFunctions.AddTo(table);
        RangeFunctions.AddTo(table);
        TemporalFunctions.AddTo(table);
        ProcessFunctions.AddTo(table);
        return table;
    }

    // Made when it is first asked for: most processes evaluate with one set only.
    private static class ForConnectors
    {
        public static readonly FeelFunctions Functions = new(rules => ConnectorFunctions.AddTo(Language(rules)));
    }
}
