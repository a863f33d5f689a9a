using System.Xml.Linq;
using Fairlead.Dmn.Evaluation;
using Fairlead.Dmn.Logic;
using Fairlead.Dmn.Types;
using Fairlead.Feel;

namespace Fairlead.Dmn.Reading;

/// <summary>Reads boxed expressions of every kind, with everything inside them.</summary>
internal sealed class ExpressionReader
{
    private readonly TypeReader _types;
    private readonly Problems _problems;
    private readonly TableReader _tables;
    private readonly string? _language;

    /// <param name="language">What expressions are written in that do not say it; null for FEEL.</param>
    public ExpressionReader(TypeReader types, string? language, Problems problems)
    {
        _types = types;
        _language = language;
        _problems = problems;
        _tables = new TableReader(this, types, problems);
    }

    public static bool IsExpression(XElement element) => element.Name.LocalName
        is "literalExpression" or "decisionTable" or "context" or "list" or "relation" or "invocation" or "functionDefinition"
        or "conditional" or "filter" or "for" or "some" or "every";

    /// <summary>The boxed expression in an element; null when there is none.</summary>
    public Boxed? Inside(XElement parent, Names names) =>
        parent.Parts().FirstOrDefault(IsExpression) is { } element ? Read(element, names) : null;

    public Boxed Read(XElement element, Names names)
    {
        var (place, type) = (PlaceOf(element), _types.Of(element));
        return element.Name.LocalName switch
        {
            "literalExpression" => Literal(element, names) is { } text
                ? new BoxedLiteral(text) { Place = place, Type = type, PathType = names.TypeOfPath(text.Text.Trim()) }
                : Nothing(element),
            "decisionTable" => _tables.Read(element, type, names),
            "context" => Context(element, type, names),
            "list" => new BoxedList([.. element.Parts().Where(IsExpression).Select(item => Read(item, names))])
            {
                Place = place,
                Type = type,
            },
            "relation" => Relation(element, type, names),
            "invocation" => Invocation(element, type, names),
            "functionDefinition" => Function(element, names) is { } logic
                ? new BoxedFunction(logic) { Place = place, Type = type }
                : Nothing(element),
            "conditional" => new BoxedConditional(
                Required(element, "if", names), Required(element, "then", names), Required(element, "else", names))
            {
                Place = place,
                Type = type,
            },
            "filter" => Filter(element, type, names),
            "for" => For(element, type, names),
            _ => Quantified(element, type, names),
        };
    }

    /// <summary>What a function definition or a business knowledge model does.</summary>
    /// <returns>Null when it cannot be run, which has been reported.</returns>
    public FunctionLogic? Function(XElement element, Names names)
    {
        var kind = element.Filled("kind")?.Trim() ?? "FEEL";
        if (kind is not ("FEEL" or "feel:FEEL"))
        {
            _problems.Add(
                DmnCode.Unsupported,
                element,
                $"is written in {Problems.Short(kind)}, which is not run here: write it in FEEL.");
            return null;
        }
        var parameters = new List<Parameter>();
        foreach (var parameter in element.Parts("formalParameter"))
        {
            if (parameter.Filled("name") is { } name)
                parameters.Add(new Parameter(name, _types.Of(parameter)));
            else
                _problems.Add(DmnCode.Missing, parameter, "has no name: give it one.");
        }
        var inside = names.With([.. parameters.Select(parameter => (parameter.Name, parameter.Type ?? ItemType.Any))]);
        var body = Inside(element, inside);
        if (body is null)
            _problems.Add(DmnCode.Missing, element, "has no expression: say what it does.");
        return body is null ? null : new FunctionLogic(parameters, _types.Of(element), body);
    }

    /// <summary>The FEEL text of a literal expression, an input expression or an output entry.</summary>
    /// <returns>Null when it is not FEEL or not there, which has been reported.</returns>
    public FeelText? Literal(XElement element, Names names)
    {
        if (!IsFeel(element))
            return null;
        if (element.Part("importedValues") is not null)
        {
            _problems.Add(
                DmnCode.Unsupported, element, "takes its text from another file, which is not read here: write the text itself.");
            return null;
        }
        var text = element.Part("text")?.Value;
        if (!string.IsNullOrWhiteSpace(text))
            return Checked(FeelExpression.Parse(text, names.Options), element);
        _problems.Add(DmnCode.Missing, element, "is empty: write an expression, or null.");
        return null;
    }

    /// <summary>The unary tests of an input entry; null when it matches everything.</summary>
    public FeelText? Tests(XElement element, Names names)
    {
        var text = element.Part("text")?.Value;
        return string.IsNullOrWhiteSpace(text) || text.Trim() == "-" || !IsFeel(element)
            ? null
            : Checked(FeelExpression.ParseUnaryTests(text, names.Options), element);
    }

    /// <summary>Reports what is wrong with the text; gives it anyway, because evaluating it explains it, too.</summary>
    public FeelText Checked(FeelExpression expression, XElement element)
    {
        var line = element.Part("text") is { } part ? XmlNames.LineOf(part) : XmlNames.LineOf(element);
        foreach (var problem in expression.Diagnostics)
        {
            var before = expression.Text.AsSpan(0, Math.Min(problem.Start, expression.Text.Length));
            _problems.Add(
                DmnCode.Expression,
                element,
                $"cannot be read, at character {problem.Start + 1}: {problem.Message}",
                line + before.Count('\n'));
        }
        return new FeelText(expression, PlaceOf(element));
    }

    public static Place PlaceOf(XElement element) => new(Problems.NearestId(element), XmlNames.LineOf(element));

    private static BoxedNothing Nothing(XElement element) =>
        new("There is nothing to evaluate: what is written here cannot be run.") { Place = PlaceOf(element) };

    private bool IsFeel(XElement element)
    {
        var language = element.Filled("expressionLanguage") ?? _language;
        if (language is null || XmlNames.IsFeel(language))
            return true;
        _problems.Add(
            DmnCode.Unsupported, element, $"is written in \"{Problems.Short(language)}\", which is not run here: write it in FEEL.");
        return false;
    }

    // The expression in a named part, such as the `then` of a conditional.
    private Boxed Required(XElement element, string part, Names names)
    {
        var found = element.Part(part) is { } holder ? Inside(holder, names) : null;
        if (found is null)
            _problems.Add(DmnCode.Missing, element, $"has no expression in its part \"{part}\": add one.");
        return found ?? Nothing(element);
    }

    private BoxedContext Context(XElement element, ItemType? type, Names names)
    {
        var entries = new List<ContextEntry>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var elements = element.Parts("contextEntry").ToList();
        foreach (var entry in elements)
        {
            var name = entry.Part("variable")?.Filled("name");
            if (name is null && entry != elements[^1])
                _problems.Add(DmnCode.Missing, entry, "has no name: only the last entry, which is the result, may have none.");
            if (name is not null && !seen.Add(name))
                _problems.Add(DmnCode.Duplicate, entry, $"has the same name \"{Problems.Short(name)}\" as one before it: rename it.");
            if (Inside(entry, names) is not { } value)
            {
                _problems.Add(DmnCode.Missing, entry, $"of {Quoted(name)} has no expression: add one.");
                value = Nothing(entry);
            }
            var entryType = _types.OfVariable(entry);
            entries.Add(new ContextEntry(name, entryType, value));
            if (name is not null)
                names = names.With(name, entryType ?? value.KnownType);
        }
        return new BoxedContext(entries) { Place = PlaceOf(element), Type = type };
    }

    private BoxedRelation Relation(XElement element, ItemType? type, Names names)
    {
        var columns = element.Parts("column").Select(column => (column.Filled("name") ?? "", _types.Of(column))).ToList();
        var rows = new List<IReadOnlyList<Boxed>>();
        foreach (var column in element.Parts("column").Where(column => column.Filled("name") is null))
            _problems.Add(DmnCode.Missing, column, "has no name: give it one.");
        foreach (var row in element.Parts("row"))
        {
            var cells = row.Parts().Where(IsExpression).Select(cell => Read(cell, names)).ToList();
            if (cells.Count != columns.Count)
                _problems.Add(
                    DmnCode.Table,
                    row,
                    $"has {Problems.Count(cells.Count, "cell", "cells")}, but the relation has "
                    + $"{Problems.Count(columns.Count, "column", "columns")}: it needs one for each.");
            rows.Add(cells);
        }
        return new BoxedRelation(columns, rows) { Place = PlaceOf(element), Type = type };
    }

    private Boxed Invocation(XElement element, ItemType? type, Names names)
    {
        var function = element.Parts().FirstOrDefault(IsExpression);
        if (function is null)
        {
            _problems.Add(DmnCode.Missing, element, "does not say what it calls: name a function.");
            return Nothing(element);
        }
        var bindings = new List<(Parameter, Boxed)>();
        foreach (var binding in element.Parts("binding"))
        {
            var parameter = binding.Part("parameter");
            var argument = Inside(binding, names);
            if (parameter?.Filled("name") is not { } name)
                _problems.Add(DmnCode.Missing, binding, "does not name its parameter: choose one.");
            else if (argument is null)
                _problems.Add(DmnCode.Missing, binding, $"of {Quoted(name)} has no expression: add one.");
            else
                bindings.Add((new Parameter(name, _types.Of(parameter)), argument));
        }
        return new BoxedInvocation(Read(function, names), Problems.Short(function.PartText("text") ?? ""), bindings)
        {
            Place = PlaceOf(element),
            Type = type,
        };
    }

    private BoxedFilter Filter(XElement element, ItemType? type, Names names)
    {
        var source = Required(element, "in", names);
        var item = ItemOf(source, element);
        var inside = names.With("item", item).With(item?.AllComponents ?? []);
        return new BoxedFilter(source, Required(element, "match", inside)) { Place = PlaceOf(element), Type = type };
    }

    private BoxedFor For(XElement element, ItemType? type, Names names)
    {
        var source = Required(element, "in", names);
        var variable = Variable(element);
        var inside = names.With("partial", null).With(variable, ItemOf(source, element));
        return new BoxedFor(variable, source, Required(element, "return", inside)) { Place = PlaceOf(element), Type = type };
    }

    private BoxedQuantified Quantified(XElement element, ItemType? type, Names names)
    {
        var source = Required(element, "in", names);
        var variable = Variable(element);
        var condition = Required(element, "satisfies", names.With(variable, ItemOf(source, element)));
        return new BoxedQuantified(element.Name.LocalName == "every", variable, source, condition)
        {
            Place = PlaceOf(element),
            Type = type,
        };
    }

    private ItemType? ItemOf(Boxed source, XElement element) =>
        (source.KnownType ?? (element.Part("in") is { } holder ? _types.Of(holder) : null))?.Item;

    private string Variable(XElement element)
    {
        if (element.Filled("iteratorVariable") is { } name)
            return name;
        _problems.Add(DmnCode.Missing, element, "has no iterator variable: name it.");
        return "item";
    }

    private static string Quoted(string? name) => name is null ? "the result" : $"\"{Problems.Short(name)}\"";
}
