using System.Diagnostics;
using System.Runtime.CompilerServices;
using Fairlead.Feel.Nodes;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Temporal;
using Fairlead.Feel.Tracing;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Binding;

/// <summary>
/// Turns what was written into nodes that run: names become slots, calls become signatures, and what depends on nothing
/// is computed now.
/// </summary>
internal sealed class Binder
{
    private readonly FeelOptions _options;
    private readonly ConstantFolder _folder;
    private readonly string? _tracedText;
    private NameTable _globals;
    private Scope? _scope;
    private EnclosingFilter? _filter;

    // Inside functions: where the variables from outside are kept that they mention, by name.
    private Dictionary<string, int>? _kept;

    // Slot 0 holds the input of unary tests.
    private int _slots = 1;

    private Binder(FeelOptions options, string? tracedText)
    {
        _options = options;
        _tracedText = tracedText;
        _folder = new ConstantFolder(options, isTraced: tracedText is not null);
    }

    /// <param name="isTest">Slot 0 holds an input from outside.</param>
    /// <param name="isTraced">The nodes shall tell what they do. Names and slots come out the same.</param>
    /// <exception cref="InsufficientExecutionStackException">The thread was nearly out of stack before.</exception>
    public static BoundExpression Bind(SyntaxNode syntax, string text, FeelOptions options, bool isTest, bool isTraced)
    {
        var binder = new Binder(options, isTraced ? text : null);
        if (isTest)
            binder.EnterTest(0);
        var root = binder.Bind(syntax);
        if (isTraced && root is not TracedNode)
            root = new TracedNode(root, syntax, text).At(root.Start, root.Length);
        return new BoundExpression(root, binder._slots, binder._globals.ToArray(), text, options);
    }

    private Node Bind(SyntaxNode syntax)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var node = syntax switch
        {
            SyntaxNode.Constant constant => new Constant(constant.Value),
            SyntaxNode.Temporal temporal => TemporalText.Parse(temporal.Text) is { IsNull: false } value
                ? new Constant(value)
                : new NoTemporal(temporal.Text),
            SyntaxNode.Variable name => BindName(name.Text),
            SyntaxNode.Input => TryFindLocal("?", out var input) ? input : new MissingInput(),
            SyntaxNode.Path path => new Member(Bind(path.Source), path.Name),
            SyntaxNode.Filter filter => BindFilter(filter),
            SyntaxNode.Negation negation => _folder.Fold(new Negation(Bind(negation.Operand)), negation.Operand),
            SyntaxNode.Arithmetic arithmetic => BindArithmetic(arithmetic),
            SyntaxNode.Comparison comparison => new Comparison(
                comparison.Operator, Bind(comparison.Left), Bind(comparison.Right)),
            SyntaxNode.Between between => new Between(Bind(between.Value), Bind(between.Low), Bind(between.High)),
            SyntaxNode.In test => BindTests(Bind(test.Value), test.Tests, NewSlot()),
            SyntaxNode.InstanceOf instance => new InstanceOf(Bind(instance.Value), TypeBinder.Bind(instance.Type, _options)),
            SyntaxNode.Logic logic => logic.IsAnd
                ? new Conjunction(BindAll(logic.Operands))
                : new Disjunction(BindAll(logic.Operands)),
            SyntaxNode.If choice => new Conditional(Bind(choice.Condition), Bind(choice.Then), Bind(choice.Otherwise)),
            SyntaxNode.For loop => BindFor(loop),
            SyntaxNode.Quantified quantified => BindQuantified(quantified),
            SyntaxNode.Function function => BindFunction(function),
            SyntaxNode.Call call => new CallBinder(_folder).Bind(
                call, call.Target is null ? null : Bind(call.Target), FindFunction(call), BindAll(call.Arguments)),
            SyntaxNode.List list => BindList(list),
            SyntaxNode.Context context => BindContext(context),
            SyntaxNode.Range range => new RangeMaker(
                Bind(range.Low), Bind(range.High), range.LowIncluded, range.HighIncluded),
            SyntaxNode.ComparisonRange range => new ComparisonRangeMaker(range.Operator, Bind(range.Operand)),
            SyntaxNode.Invocation call => new ValueCall(
                "(…)", Bind(call.Callee), BindAll(call.Arguments), call.Names),
            SyntaxNode.UnaryTests tests => BindTests(new LocalVariable(0), tests.Tests, 0),
            _ => throw new UnreachableException($"No rule for {syntax.GetType().Name}."),
        };
        node.At(syntax.Start, syntax.End - syntax.Start);
        return _tracedText is not null && TracedNode.IsWorthIt(syntax)
            ? new TracedNode(node, syntax, _tracedText).At(node.Start, node.Length)
            : node;
    }

    private Node[] BindAll(SyntaxNode[] parts)
    {
        var nodes = new Node[parts.Length];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = Bind(parts[i]);
        return nodes;
    }

    private int NewSlot() => _slots++;

    private int NewSlots(int count)
    {
        var first = _slots;
        _slots += count;
        return first;
    }

    private bool TryFindLocal(string name, out Node node)
    {
        for (var scope = _scope; scope is not null; scope = scope.Outer)
        {
            if (!scope.TryFind(name, out var slot))
                continue;
            node = new LocalVariable(slot);
            return true;
        }
        node = Constant.Nothing;
        return false;
    }

    private Node BindName(string name)
    {
        // Filters between here and the definition may have items with an entry of this name: the innermost first.
        var filters = 0;
        Node? meaning = null;
        for (var scope = _scope; scope is not null && meaning is null; scope = scope.Outer)
        {
            if (scope.FilterSlot >= 0)
            {
                filters++;
                if (name == "item")
                    meaning = new FilterItem(scope.FilterSlot);
            }
            else if (scope.TryFind(name, out var slot))
            {
                meaning = new LocalVariable(slot);
            }
        }
        meaning ??= Global(name);
        return filters == 0 ? meaning : new ItemEntry(_filter!, filters, name, meaning);
    }

    private Node Global(string name)
    {
        var index = _globals.Add(name);
        if (_kept is null)
            return new OuterVariable(index, name, FunctionNamed(name));
        if (!_kept.TryGetValue(name, out var slot))
            _kept[name] = slot = NewSlot();
        return new KeptVariable(slot, name, FunctionNamed(name));
    }

    // A function of the language as a value, where the dialect has it; null when there is none.
    private FeelValue FunctionNamed(string name) =>
        _options.Rules.HasFunctionValues && _options.Functions.Find(name, _options.Dialect) is { } group
            ? BuiltInCall.AsValue(group)
            : FeelValue.Null;

    private Node BindFilter(SyntaxNode.Filter filter)
    {
        var source = Bind(filter.Source);
        if (filter.Condition is SyntaxNode.Constant { Value.Kind: FeelKind.Number } constant)
        {
            constant.Value.TryGetNumber(out var position);
            return new ItemAt(source, position);
        }
        var slot = NewSlot();
        var outer = Enter(Scope.OfFilter(_scope, slot));
        var outerFilter = _filter;
        _filter = new EnclosingFilter(slot, outerFilter);
        var condition = Bind(filter.Condition);
        _filter = outerFilter;
        _scope = outer;
        if (ConstantFolder.TryGetValue(condition, out var folded) && folded.TryGetNumber(out var fixedPosition))
            return new ItemAt(source, fixedPosition);
        var alwaysCondition = filter.Condition is SyntaxNode.Comparison or SyntaxNode.Call or SyntaxNode.Between
            or SyntaxNode.In or SyntaxNode.InstanceOf or SyntaxNode.Logic or SyntaxNode.Quantified;
        return new Filter(source, condition, slot, !alwaysCondition);
    }

    private Node BindArithmetic(SyntaxNode.Arithmetic arithmetic)
    {
        var operands = BindAll(arithmetic.Operands);
        Node node = operands.Length == 2
            ? new Arithmetic(arithmetic.Operators[0], operands[0], operands[1])
            : new ArithmeticChain(arithmetic.Operators, operands);
        return AreConstant(operands) ? _folder.Fold(node, arithmetic) : node;
    }

    private static bool AreConstant(Node[] nodes) => Array.TrueForAll(nodes, ConstantFolder.IsConstant);

    private PassesOne BindTests(Node value, Tests tests, int slot)
    {
        var bound = new UnaryTest[tests.Alternatives.Length];
        var outer = _scope;
        for (var i = 0; i < bound.Length; i++)
        {
            bound[i] = BindTest(tests.Alternatives[i], EnterTest(slot));
            // A single test says what the whole says.
            if (_tracedText is not null && (bound.Length > 1 || tests.Negated))
                bound[i] = TracedTest.Around(bound[i], tests.Alternatives[i], _tracedText);
            _scope = outer;
        }
        return new PassesOne(value, slot, bound, tests.Negated);
    }

    private UnaryTest BindTest(Test test, Scope scope)
    {
        if (test is { Operator: null, Operand: SyntaxNode.Range range })
            return new RangeTest(Bind(range.Low), Bind(range.High), range.LowIncluded, range.HighIncluded);
        var operand = Bind(test.Operand);
        return test.Operator is { } comparison ? new ComparisonTest(comparison, operand)
            : scope.WasUsed ? new DecidingTest(operand)
            : new MatchingTest(operand);
    }

    private For BindFor(SyntaxNode.For syntax)
    {
        var outer = _scope;
        var loops = BindLoops(syntax.Iterators);
        var partial = NewSlot();
        var scope = new Scope(_scope, partial);
        scope.Define("partial");
        Enter(scope);
        var body = Bind(syntax.Body);
        _scope = outer;
        return new For(loops, body, scope.WasUsed ? partial : -1);
    }

    private Quantified BindQuantified(SyntaxNode.Quantified syntax)
    {
        var outer = _scope;
        var loops = BindLoops(syntax.Iterators);
        var condition = Bind(syntax.Condition);
        _scope = outer;
        return new Quantified(syntax.Every, loops, condition);
    }

    // Leaves the scope at the innermost loop.
    private Loop[] BindLoops(Iterator[] iterators)
    {
        var loops = new Loop[iterators.Length];
        for (var i = 0; i < loops.Length; i++)
        {
            var source = Bind(iterators[i].Source);
            var to = iterators[i].To is { } end ? Bind(end) : null;
            loops[i] = new Loop(NewSlot(), source, to);
            _scope = new Scope(_scope, loops[i].Slot);
            _scope.Define(iterators[i].Name);
        }
        return loops;
    }

    private FunctionMaker BindFunction(SyntaxNode.Function function)
    {
        var first = NewSlots(function.Parameters.Length);
        var scope = new Scope(_scope, first);
        var slots = new int[function.Parameters.Length];
        for (var i = 0; i < slots.Length; i++)
            slots[i] = first + scope.Define(function.Parameters[i]);
        var outer = Enter(scope);
        // A function inside another one finds everything in the slots it is made from.
        var isOutermost = _kept is null;
        _kept ??= new Dictionary<string, int>(StringComparer.Ordinal);
        var body = Bind(function.Body);
        var kept = isOutermost ? _kept.Select(pair => (_globals.Find(pair.Key), pair.Key, pair.Value)).ToArray() : [];
        _kept = isOutermost ? null : _kept;
        _scope = outer;
        var signature = new FunctionSignature(function, _options);
        return new FunctionMaker(signature, slots, body, function.Body.Height + 1, kept);
    }

    // The node that gives the function to call when it is no built-in one; null when it is.
    private Node? FindFunction(SyntaxNode.Call call)
    {
        if (call.Target is not null)
            return null;
        if (TryFindLocal(call.Name, out var local))
            return local;
        return call.Known is not null ? null : Global(call.Name);
    }

    private Node BindList(SyntaxNode.List list)
    {
        var items = BindAll(list.Items);
        Node node = new ListMaker(items);
        return AreConstant(items) ? _folder.Fold(node, list) : node;
    }

    private Node BindContext(SyntaxNode.Context context)
    {
        var first = NewSlots(context.Keys.Length);
        var scope = new Scope(_scope, first);
        var values = new Node[context.Keys.Length];
        var places = new int[values.Length];
        var outer = Enter(scope);
        var twice = -1;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Bind(context.Values[i]);
            var isNew = scope.TryDefine(context.Keys[i], out places[i]);
            twice = isNew || twice >= 0 ? twice : i;
        }
        _scope = outer;
        if (twice >= 0 && _options.Rules.HasUniqueKeys)
            return new KeyTwice(context.Keys[twice]);
        Node node = new ContextMaker(ContextShape.Of(scope.Names()), values, places, scope.WasUsed ? first : -1);
        return AreConstant(values) ? _folder.Fold(node, context) : node;
    }

    private Scope EnterTest(int inputSlot)
    {
        var scope = new Scope(_scope, inputSlot, oneSlot: true);
        scope.Define("?");
        scope.Define("cellInput");
        _scope = scope;
        return scope;
    }

    // Gives the scope to return to.
    private Scope? Enter(Scope scope)
    {
        var outer = _scope;
        _scope = scope;
        return outer;
    }
}
