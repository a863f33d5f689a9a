using Fairlead.Bpmn;
using Fairlead.Engine.Time;
using Fairlead.Feel;

namespace Fairlead.Engine.Model;

/// <summary>Parses the texts of a model and says where those stand that cannot be parsed.</summary>
internal sealed class TextCompiler(string fileName)
{
    private readonly List<BpmnDiagnostic> _diagnostics = [];
    private string _elementId = "";
    private int _line;

    public IReadOnlyList<BpmnDiagnostic> Diagnostics => _diagnostics;

    /// <summary>The texts that follow stand in this element.</summary>
    public void Enter(string elementId, int line) => (_elementId, _line) = (elementId, line);

    public ModelText Value(Text text, string what) =>
        text.IsExpression ? Expression(text.Value, what) : ModelText.OfLiteral(text.Value);

    /// <param name="text">Without the leading <c>=</c>.</param>
    public ModelText Expression(string text, string what) => Expression(text, what, _line);

    public (string[] Target, ModelText Source) Mapping(IoMapping mapping) => (
        mapping.Target.Split('.'),
        mapping.Source.IsExpression
            ? Expression(mapping.Source.Value, $"mapping to {mapping.Target}", mapping.Line)
            : ModelText.OfLiteral(mapping.Source.Value));

    /// <summary>A timer that is a literal is checked now: it can only be wrong later.</summary>
    public ModelText Timer(TimerKind kind, Text text)
    {
        if (!text.IsExpression && !TimerText.TryRead(kind, text.Value, new Timestamp(0), out _, out var problem))
            Report(EngineCode.TimerInvalid, problem, _line);
        return Value(text, "timer");
    }

    /// <param name="line">Of the text; null for that of its element.</param>
    public void Report(string code, string message, int? line = null) =>
        _diagnostics.Add(new BpmnDiagnostic(code, message, fileName, _elementId, line ?? _line));

    private ModelText Expression(string text, string what, int line)
    {
        var expression = FeelExpression.Parse(text);
        foreach (var problem in expression.Diagnostics)
            Report(problem.Code, $"{problem.Message} (the {what}, character {problem.Start + 1} of \"{Shorten(text)}\")", line);
        return ModelText.OfExpression(expression);
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : string.Concat(text.AsSpan(0, 200), "…");
}
