using Fairlead.Feel.Functions;

namespace Fairlead.Feel;

/// <summary>The functions an expression may call.</summary>
public sealed class FeelFunctions
{
    /// <summary>The longest names of functions and parameters have four words; a little room above it.</summary>
    internal const int WordsAtMost = 6;

    private readonly IReadOnlyDictionary<string, BuiltIn[]> _byName;

    private FeelFunctions(FunctionTable table) => _byName = table.Build();

    /// <summary>The language's own functions with Camunda's additions, as processes use them.</summary>
    public static FeelFunctions Engine { get; } = new(Language());

    /// <summary>
    /// Those of <see cref="Engine"/>, and <c>bpmnError</c>, <c>jobError</c>, <c>ignoreError</c>, <c>backoff</c> and
    /// <c>createDocument</c> for the expressions of connectors.
    /// </summary>
    public static FeelFunctions Connectors => ForConnectors.Functions;

    internal bool Knows(string name) => _byName.ContainsKey(name);

    internal ReadOnlySpan<BuiltIn> Named(string name) => _byName.GetValueOrDefault(name);

    private static FunctionTable Language()
    {
        var table = new FunctionTable();
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
        public static readonly FeelFunctions Functions = new(ConnectorFunctions.AddTo(Language()));
    }
}
