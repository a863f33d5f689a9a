using Fairlead.Feel.Functions;

namespace Fairlead.Feel;

/// <summary>The functions an expression may call.</summary>
public sealed class FeelFunctions
{
    /// <summary>The longest names of functions and parameters have four words; a little room above it.</summary>
    internal const int WordsAtMost = 6;

    private readonly IReadOnlyDictionary<string, BuiltIn[]> _byName;
    private readonly Lazy<IReadOnlyDictionary<string, BuiltIn[]>> _byNameInDmn;

    private FeelFunctions(Func<DialectRules, FunctionTable> make)
    {
        _byName = make(DialectRules.Of(FeelDialect.Camunda)).Build();
        // Made when it is first asked for: most processes never read that dialect.
        _byNameInDmn = new(() => make(DialectRules.Of(FeelDialect.Dmn15)).Build());
    }

    /// <summary>The language's own functions with Camunda's additions, as processes use them.</summary>
    public static FeelFunctions Engine { get; } = new(Language);

    /// <summary>
    /// Those of <see cref="Engine"/>, and <c>bpmnError</c>, <c>jobError</c>, <c>ignoreError</c>, <c>backoff</c> and
    /// <c>createDocument</c> for the expressions of connectors.
    /// </summary>
    public static FeelFunctions Connectors => ForConnectors.Functions;

    /// <summary>The names; they are the same in all dialects.</summary>
    internal IEnumerable<string> Names => _byName.Keys;

    internal bool Knows(string name) => _byName.ContainsKey(name);

    internal ReadOnlySpan<BuiltIn> Named(string name, FeelDialect dialect) =>
        (dialect == FeelDialect.Camunda ? _byName : _byNameInDmn.Value).GetValueOrDefault(name);

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
