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

    public SyntaxNode From(int start, int end)
    {
        (Start, End) = (start, end);
        return this;
    }

    private static int Highest(IEnumerable<SyntaxNode> parts)
    {
        var height = 0;
        foreach (var part in parts)
            height = Math.Max(height, part.Height);
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
        : SyntaxNode(Math.Max(source.Height, condition.Height) + 1)
    {
        public SyntaxNode Source { get; } = source;

        public SyntaxNode Condition { get; } = condition;
    }

    public sealed class Negation(SyntaxNode operand) : SyntaxNode(operand.Height + 1)
    {
        public SyntaxNode Operand { get; } = operand;
    }

    /// <summary>Operators of one precedence, applied from left to right. Flat, so that long sums are not deep.</summary>
    public sealed class Arithmetic(SyntaxNode first, IReadOnlyList<(ArithmeticOperator Operator, SyntaxNode Operand)> rest)
        : SyntaxNode(Highest(rest.Select(step => step.Operand).Prepend(first)))
    {
        public SyntaxNode First { get; } = first;

        public IReadOnlyList<(ArithmeticOperator Operator, SyntaxNode Operand)> Rest { get; } = rest;
    }

    public sealed class Comparison(ComparisonOperator comparison, SyntaxNode left, SyntaxNode right)
        : SyntaxNode(Math.Max(left.Height, right.Height) + 1)
    {
        public ComparisonOperator Operator { get; } = comparison;

        public SyntaxNode Left { get; } = left;

        public SyntaxNode Right { get; } = right;
    }

    public sealed class Between(SyntaxNode value, SyntaxNode low, SyntaxNode high) : SyntaxNode(Highest([value, low, high]))
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
    public sealed class Logic(bool isAnd, IReadOnlyList<SyntaxNode> operands) : SyntaxNode(Highest(operands))
    {
        public bool IsAnd { get; } = isAnd;

        public IReadOnlyList<SyntaxNode> Operands { get; } = operands;
    }

    public sealed class If(SyntaxNode condition, SyntaxNode then, SyntaxNode otherwise)
        : SyntaxNode(Highest([condition, then, otherwise]))
    {
        public SyntaxNode Condition { get; } = condition;

        public SyntaxNode Then { get; } = then;

        public SyntaxNode Otherwise { get; } = otherwise;
    }

    public sealed class For(IReadOnlyList<Iterator> iterators, SyntaxNode body)
        : SyntaxNode(Math.Max(Highest(iterators.SelectMany(i => i.Parts)), body.Height + 1))
    {
        public IReadOnlyList<Iterator> Iterators { get; } = iterators;

        public SyntaxNode Body { get; } = body;
    }

    public sealed class Quantified(bool every, IReadOnlyList<Iterator> iterators, SyntaxNode condition)
        : SyntaxNode(Math.Max(Highest(iterators.SelectMany(i => i.Parts)), condition.Height + 1))
    {
        public bool Every { get; } = every;

        public IReadOnlyList<Iterator> Iterators { get; } = iterators;

        public SyntaxNode Condition { get; } = condition;
    }

    public sealed class Function(IReadOnlyList<string> parameters, SyntaxNode body) : SyntaxNode(body.Height + 1)
    {
        public IReadOnlyList<string> Parameters { get; } = parameters;

        public SyntaxNode Body { get; } = body;
    }

    /// <summary>A call by name, of a value's own function when there is a target.</summary>
    public sealed class Call(SyntaxNode? target, string name, IReadOnlyList<SyntaxNode> arguments, IReadOnlyList<string>? names)
        : SyntaxNode(Highest(target is null ? arguments : arguments.Prepend(target)))
    {
        public SyntaxNode? Target { get; } = target;

        public string Name { get; } = name;

        public IReadOnlyList<SyntaxNode> Arguments { get; } = arguments;

        /// <summary>The parameter each argument is for; null when they go by position.</summary>
        public IReadOnlyList<string>? Names { get; } = names;
    }

    public sealed class List(IReadOnlyList<SyntaxNode> items) : SyntaxNode(Highest(items))
    {
        public IReadOnlyList<SyntaxNode> Items { get; } = items;
    }

    public sealed class Context(IReadOnlyList<(string Key, SyntaxNode Value)> entries)
        : SyntaxNode(Highest(entries.Select(entry => entry.Value)))
    {
        public IReadOnlyList<(string Key, SyntaxNode Value)> Entries { get; } = entries;
    }

    public sealed class Range(SyntaxNode low, SyntaxNode high, bool lowIncluded, bool highIncluded)
        : SyntaxNode(Math.Max(low.Height, high.Height) + 1)
    {
        public SyntaxNode Low { get; } = low;

        public SyntaxNode High { get; } = high;

        public bool LowIncluded { get; } = lowIncluded;

        public bool HighIncluded { get; } = highIncluded;
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
    public IEnumerable<SyntaxNode> Parts => To is null ? [Source] : [Source, To];
}

/// <summary>One test of a value: a comparison with it, or an expression that decides or gives what it should be.</summary>
internal sealed record Test(ComparisonOperator? Operator, SyntaxNode Operand);

/// <summary>Alternatives; none means that anything passes (a lone minus sign).</summary>
internal sealed record Tests(bool Negated, IReadOnlyList<Test> Alternatives)
{
    public int Height => Alternatives.Count == 0 ? 1 : Alternatives.Max(test => test.Operand.Height) + 1;
}

/// <summary>A type as written after <c>instance of</c>.</summary>
internal sealed record TypeSyntax(
    string Name, IReadOnlyList<TypeSyntax> Arguments, IReadOnlyList<string>? Fields = null);

internal enum ArithmeticOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

internal enum ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
