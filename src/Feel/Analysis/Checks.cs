using Fairlead.Feel.Syntax;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Analysis;

/// <summary>
/// Finds what is written correctly and will go wrong all the same: before anything is evaluated, and whatever the variables are.
/// </summary>
internal sealed class Checks : ScopedWalk
{
    private const int DiagnosticsAtMost = 100;

    private readonly string _text;
    private readonly FeelOptions _options;
    private readonly FeelContext? _known;
    private readonly HashSet<SyntaxNode> _open;
    private readonly List<FeelDiagnostic> _found = [];

    private Checks(SyntaxNode root, string text, FeelOptions options, FeelContext? known)
    {
        _text = text;
        _options = options;
        _known = known;
        _open = OpenParts.Of(root);
    }

    /// <param name="known">The variables there are; null when that is not known.</param>
    public static IReadOnlyList<FeelDiagnostic> Of(SyntaxNode root, string text, FeelOptions options, FeelContext? known)
    {
        var checks = new Checks(root, text, options, known);
        checks.Walk(root);
        return checks._found.Count <= 1 ? checks._found : [.. checks._found.OrderBy(found => found.Start).Take(DiagnosticsAtMost)];
    }

    protected override bool Enter(SyntaxNode node)
    {
        if (node is SyntaxNode.Constant)
            return false;
        if (!_open.Contains(node) && Constants.TryEvaluate(node, _text, _options, out var result))
        {
            foreach (var warning in result.Warnings)
                _found.Add(warning with { Start = warning.Start + node.Start });
            CheckCalls(node);
            return false;
        }
        Check(node);
        return true;
    }

    // A constant part is not walked through; its evaluation says less about calls than we can.
    private void CheckCalls(SyntaxNode node)
    {
        if (node is SyntaxNode.Call { Target: null } call)
        {
            CheckSignature(call);
            CheckArguments(call);
        }
        foreach (var child in SyntaxTree.Children(node))
            CheckCalls(child);
    }

    private void Check(SyntaxNode node)
    {
        switch (node)
        {
            case SyntaxNode.Variable variable:
                CheckVariable(variable);
                break;
            case SyntaxNode.Call { Target: null } call:
                CheckSignature(call);
                CheckArguments(call);
                break;
            case SyntaxNode.Arithmetic arithmetic:
                CheckOperands(arithmetic);
                break;
            case SyntaxNode.Comparison { Operator: not (ComparisonOperator.Equal or ComparisonOperator.NotEqual) } comparison:
                CheckOrder(comparison.Left);
                CheckOrder(comparison.Right);
                break;
            case SyntaxNode.Logic logic:
                foreach (var operand in logic.Operands)
                    CheckTruth(operand, logic.IsAnd ? "'and' works with true and false" : "'or' works with true and false");
                break;
            case SyntaxNode.If choice:
                CheckTruth(choice.Condition, "A condition is true or false");
                break;
        }
    }

    private void CheckVariable(SyntaxNode.Variable variable)
    {
        if (_known is null || IsInFilter || IsOwn(variable.Text) || _known.TryGet(variable.Text, out _))
            return;
        var guess = Spelling.Nearest(variable.Text, _known.Entries.Select(entry => entry.Key));
        Warn("NO_VARIABLE_FOUND", variable, $"There is no variable '{variable.Text}'.{Guess(guess)}");
    }

    private void CheckSignature(SyntaxNode.Call call)
    {
        if (IsOwn(call.Name) || _known?.TryGet(call.Name, out _) == true)
            return;
        if (call.Known is not { } known)
        {
            if (FeelFunctions.Connectors.Find(call.Name, _options.Dialect) is not null)
                Warn("NO_FUNCTION_FOUND", call, $"The function '{call.Name}' is known only in the expressions of connectors.");
            else
                Warn(
                    "NO_FUNCTION_FOUND",
                    call,
                    $"There is no function '{call.Name}'.{Guess(Spelling.Nearest(call.Name, _options.Functions.Names))}");
            return;
        }
        if (Signatures.Fitting(known.Signatures, call).Any())
            return;
        _found.RemoveAll(found => found.Code == "NO_FUNCTION_FOUND" && found.Start == call.Start);
        var parameters = known.Signatures
            .SelectMany(signature => signature.Parameters)
            .Select(parameter => parameter.Name)
            .Distinct()
            .ToArray();
        var unknown = call.Names?.FirstOrDefault(name => !parameters.Contains(name));
        var complaint = unknown is not null ? $"has no parameter '{unknown}'.{Guess(Spelling.Nearest(unknown, parameters))}"
            : call.Names is not null ? "has no form with all of these parameters."
            : $"does not take {call.Arguments.Length} {(call.Arguments.Length == 1 ? "argument" : "arguments")}.";
        Warn("NO_FUNCTION_FOUND", call, $"The function '{call.Name}' {complaint} It is called as {Signatures.ListOf(known.Signatures)}.");
    }

    private void CheckArguments(SyntaxNode.Call call)
    {
        // DMN converts arguments, and names may leave parameters out: only what is certain is told.
        if (call.Known is not { } known || call.Names is not null || IsOwn(call.Name) || _options.Dialect != FeelDialect.Camunda)
            return;
        var fitting = Signatures.Fitting(known.Signatures, call).ToArray();
        if (fitting.Length == 0 || Array.Exists(fitting, signature => signature.IsVariadic))
            return;
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i] is not SyntaxNode.Constant { Value: { IsNull: false } value })
                continue;
            if (Array.Exists(fitting, signature => ((int)signature.Parameters[i].Accepts & (1 << (int)value.Kind)) != 0))
                continue;
            _found.RemoveAll(found => found.Code == "FUNCTION_INVOCATION_FAILURE" && found.Start == call.Start);
            var wanted = string.Join(" or ", fitting.Select(signature => signature.Parameters[i].Words).Distinct());
            Warn(
                "FUNCTION_INVOCATION_FAILURE",
                call.Arguments[i],
                $"The function '{call.Name}' takes a {wanted} as '{fitting[0].Parameters[i].Name}', "
                + $"but this is a {KindText.Of(value.Kind)}.");
        }
    }

    private void CheckOperands(SyntaxNode.Arithmetic arithmetic)
    {
        for (var i = 0; i < arithmetic.Operands.Length; i++)
        {
            if (arithmetic.Operands[i] is not SyntaxNode.Constant { Value: var value })
                continue;
            var operation = arithmetic.Operators[Math.Max(i - 1, 0)];
            if (value.Kind is FeelKind.Null or FeelKind.Boolean || (value.Kind is FeelKind.String && operation != ArithmeticOperator.Add))
                Warn(
                    "INVALID_TYPE",
                    arithmetic.Operands[i],
                    $"{Shown(value)} cannot be {Word(operation)}: the result is always null.");
        }
    }

    private void CheckOrder(SyntaxNode operand)
    {
        if (operand is SyntaxNode.Constant { Value: { Kind: FeelKind.Null or FeelKind.Boolean } value })
            Warn("NOT_COMPARABLE", operand, $"{Shown(value)} is neither smaller nor larger than anything: the result is always null.");
    }

    private void CheckTruth(SyntaxNode operand, string rule)
    {
        if (operand is SyntaxNode.Constant { Value: { Kind: not (FeelKind.Null or FeelKind.Boolean) } value })
            Warn("INVALID_TYPE", operand, $"{rule}, but this is {Shown(value)}.");
    }

    private static string Shown(FeelValue value) => value.Kind is FeelKind.Null or FeelKind.Boolean
        ? $"'{value}'"
        : $"the {KindText.Of(value.Kind)} {ValueText.Excerpt(value, 40)}";

    private static string Word(ArithmeticOperator operation) => operation switch
    {
        ArithmeticOperator.Add => "added",
        ArithmeticOperator.Subtract => "subtracted",
        ArithmeticOperator.Multiply => "multiplied",
        ArithmeticOperator.Divide => "divided",
        ArithmeticOperator.Power => "raised to a power",
    };

    private static string Guess(string? name) => name is null ? "" : $" Did you mean '{name}'?";

    private void Warn(string code, SyntaxNode at, string message) => _found.Add(
        new FeelDiagnostic(code, message, at.Start, at.End - at.Start) { Severity = FeelSeverity.Warning });

    // Parts that need something from outside them; all others are evaluated as they are.
    private sealed class OpenParts : ScopedWalk
    {
        private readonly HashSet<SyntaxNode> _found = [];
        private readonly Stack<SyntaxNode> _way = new();

        public static HashSet<SyntaxNode> Of(SyntaxNode root)
        {
            var parts = new OpenParts();
            if (root is SyntaxNode.UnaryTests)
                parts._found.Add(root);
            if (root is SyntaxNode.UnaryTests || !Constants.IsClosed(root))
                parts.Walk(root);
            return parts._found;
        }

        protected override bool Enter(SyntaxNode node)
        {
            _way.Push(node);
            if (node is not SyntaxNode.Variable && !Constants.IsOpen(node))
                return true;
            foreach (var part in _way)
            {
                if (!_found.Add(part))
                    break;
            }
            return true;
        }

        protected override void Leave(SyntaxNode node) => _way.Pop();
    }
}
