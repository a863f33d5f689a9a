using Fairlead.Feel.Functions;

namespace Fairlead.Feel.Syntax;

/// <summary>A part of an expression as it was written. The cases are closed.</summary>
internal abstract class SyntaxNode
{
    private SyntaxNode(int height) => Height = height;

    /// <summary>First character of this part.</summary>
    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>How many parts lie inside each other, this one included.</summary>
    public int Height { get; }

    public void Place(int start, int end) => (Start, End) = (start, end);

    private static int Above(SyntaxNode left, SyntaxNode right) => Math.Max(left.Height, right.Height) + 1;

    private static int Above(ReadOnlySpan<SyntaxNode> parts)
    {
        var height = 0;
        foreach (var part in parts)
            height = Math.Max(height, part.Height);
        return height + 1;
    }

    private static int Above(Iterator[] iterators, SyntaxNode body)
    {
        var height = body.Height;
        foreach (var iterator in iterators)
            height = Math.Max(height, Math.Max(iterator.Source.Height, iterator.To?.Height ?? 0));
        return height + 1;
    }

    public sealed class Constant(FeelValue value) : SyntaxNode(1)
    {
        public FeelValue Value { get; } = value;
    }

    public sealed class Temporal(string text) : SyntaxNode(1)
    {
        public string Text { get; } = text;
    }

    public sealed class Variable(string text) : SyntaxNode(1)
    {
        public string Text { get; } = text;
    }

    /// <summary>The question mark: the value that a unary test is about.</summary>
    public sealed class Input() : SyntaxNode(1);

    public sealed class Path(SyntaxNode source, string name) : SyntaxNode(source.Height + 1)
    {
        public SyntaxNode Source { get; } = source;

        public string Name { get; } = name;
    }

    public sealed class Filter(SyntaxNode source, SyntaxNode condition)
        : SyntaxNode(Above(source, condition))
    {
        public SyntaxNode Source { get; } = source;

        public SyntaxNode Condition { get; } = condition;
    }

    public sealed class Negation(SyntaxNode operand) : SyntaxNode(operand.Height + 1)
    {
        public SyntaxNode Operand { get; } = operand;
    }

    /// <summary>Operators of one precedence, applied from left to right. Flat, so that long sums are not deep.</summary>
    /// <param name="operators">One less than the operands, between them.</param>
    public sealed class Arithmetic(ArithmeticOperator[] operators, SyntaxNode[] operands) : SyntaxNode(Above(operands))
    {
        public ArithmeticOperator[] Operators { get; } = operators;

        public SyntaxNode[] Operands { get; } = operands;
    }

    public sealed class Comparison(ComparisonOperator comparison, SyntaxNode left, SyntaxNode right)
        : SyntaxNode(Above(left, right))
    {
        public ComparisonOperator Operator { get; } = comparison;

        public SyntaxNode Left { get; } = left;

        public SyntaxNode Right { get; } = right;
    }

    public sealed class Between(SyntaxNode value, SyntaxNode low, SyntaxNode high) : SyntaxNode(Math.Max(Above(value, low), high.Height + 1))
    {
        public SyntaxNode Value { get; } = value;

        public SyntaxNode Low { get; } = low;

        public SyntaxNode High { get; } = high;
    }

    public sealed class In(SyntaxNode value, Tests tests) : SyntaxNode(Math.Max(value.Height, tests.Height) + 1)
    {
        public SyntaxNode Value { get; } = value;

        public Tests Tests { get; } = tests;
    }

    public sealed class InstanceOf(SyntaxNode value, TypeSyntax type) : SyntaxNode(value.Height + 1)
    {
        public SyntaxNode Value { get; } = value;

        public TypeSyntax Type { get; } = type;
    }

    /// <summary>A conjunction or disjunction of two or more.</summary>
    public sealed class Logic(bool isAnd, SyntaxNode[] operands) : SyntaxNode(Above(operands))
    {
        public bool IsAnd { get; } = isAnd;

        public SyntaxNode[] Operands { get; } = operands;
    }

    public sealed class If(SyntaxNode condition, SyntaxNode then, SyntaxNode otherwise)
        : SyntaxNode(Math.Max(Above(condition, then), otherwise.Height + 1))
    {
        public SyntaxNode Condition { get; } = condition;

        public SyntaxNode Then { get; } = then;

        public SyntaxNode Otherwise { get; } = otherwise;
    }

    public sealed class For(Iterator[] iterators, SyntaxNode body) : SyntaxNode(Above(iterators, body))
    {
        public Iterator[] Iterators { get; } = iterators;

        public SyntaxNode Body { get; } = body;
    }

    public sealed class Quantified(bool every, Iterator[] iterators, SyntaxNode condition)
        : SyntaxNode(Above(iterators, condition))
    {
        public bool Every { get; } = every;

        public Iterator[] Iterators { get; } = iterators;

        public SyntaxNode Condition { get; } = condition;
    }

    /// <param name="types">For each parameter what was written behind it; null when nothing was behind any.</param>
    public sealed class Function(string[] parameters, TypeSyntax?[]? types, SyntaxNode body) : SyntaxNode(body.Height + 1)
    {
        public string[] Parameters { get; } = parameters;

        public TypeSyntax?[]? Types { get; } = types;

        public SyntaxNode Body { get; } = body;
    }

    /// <summary>A call by name, of a value's own function when there is a target.</summary>
    /// <param name="known">The built-in functions of that name; null when there are none or there is a target.</param>
    public sealed class Call(
        SyntaxNode? target, string name, FunctionGroup? known, SyntaxNode[] arguments, IReadOnlyList<string>? names)
        : SyntaxNode(Math.Max(Above(arguments), (target?.Height ?? 0) + 1))
    {
        public SyntaxNode? Target { get; } = target;

        public string Name { get; } = name;

        public FunctionGroup? Known { get; } = known;

        public SyntaxNode[] Arguments { get; } = arguments;

        /// <summary>The parameter each argument is for; null when they go by position.</summary>
        public IReadOnlyList<string>? Names { get; } = names;
    }

    /// <summary>A call of what an expression gives: <c>(function(x) x + 1)(2)</c>.</summary>
    public sealed class Invocation(SyntaxNode callee, SyntaxNode[] arguments, IReadOnlyList<string>? names)
        : SyntaxNode(Math.Max(Above(arguments), callee.Height + 1))
    {
        public SyntaxNode Callee { get; } = callee;

        public SyntaxNode[] Arguments { get; } = arguments;

        /// <summary>The parameter each argument is for; null when they go by position.</summary>
        public IReadOnlyList<string>? Names { get; } = names;
    }

    public sealed class List(SyntaxNode[] items) : SyntaxNode(Above(items))
    {
        public SyntaxNode[] Items { get; } = items;
    }

    /// <summary>As many keys as values; a key may come twice.</summary>
    public sealed class Context(string[] keys, SyntaxNode[] values) : SyntaxNode(Above(values))
    {
        public string[] Keys { get; } = keys;

        public SyntaxNode[] Values { get; } = values;

        /// <summary>Whether this part is the value of an entry with that key.</summary>
        public bool Has(string key, SyntaxNode value)
        {
            var place = Array.IndexOf(Values, value);
            return place >= 0 && Keys[place] == key;
        }
    }

    public sealed class Range(SyntaxNode low, SyntaxNode high, bool lowIncluded, bool highIncluded)
        : SyntaxNode(Above(low, high))
    {
        public SyntaxNode Low { get; } = low;

        public SyntaxNode High { get; } = high;

        public bool LowIncluded { get; } = lowIncluded;

        public bool HighIncluded { get; } = highIncluded;
    }

    /// <summary>All values on one side of another, as a range: <c>(&lt; 10)</c>.</summary>
    public sealed class ComparisonRange(ComparisonOperator comparison, SyntaxNode operand) : SyntaxNode(operand.Height + 1)
    {
        public ComparisonOperator Operator { get; } = comparison;

        public SyntaxNode Operand { get; } = operand;
    }

    /// <summary>Unary tests as an expression of their own, as decision tables have them.</summary>
    public sealed class UnaryTests(Tests tests) : SyntaxNode(tests.Height + 1)
    {
        public Tests Tests { get; } = tests;
    }
}

/// <summary>A variable that runs over a list, or over the whole numbers from one end to another.</summary>
internal sealed record Iterator(string Name, SyntaxNode Source, SyntaxNode? To)
{
    public SyntaxNode[] Parts => To is null ? [Source] : [Source, To];
}

/// <summary>One test of a value: a comparison with it, or an expression that decides or gives what it should be.</summary>
internal sealed record Test(ComparisonOperator? Operator, SyntaxNode Operand);

/// <summary>Alternatives; none means that anything passes (a lone minus sign).</summary>
internal sealed record Tests(bool Negated, Test[] Alternatives)
{
    public int Height
    {
        get
        {
            var height = 0;
            foreach (var test in Alternatives)
                height = Math.Max(height, test.Operand.Height);
            return height + 1;
        }
    }
}

/// <summary>A type as written after <c>instance of</c>.</summary>
internal sealed record TypeSyntax(
    string Name, IReadOnlyList<TypeSyntax> Arguments, IReadOnlyList<string>? Fields = null);

internal enum ArithmeticOperator : byte
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

internal enum ComparisonOperator : byte
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
