namespace Fairlead.Feel.Functions;

/// <summary>Collects signatures. Parameters are written <c>name:kinds</c>, with a letter a kind and <c>...</c> behind a variadic one.</summary>
/// <param name="rules">The dialect that the functions are for.</param>
internal sealed class FunctionTable(DialectRules rules)
{
    private readonly Dictionary<string, List<BuiltIn>> _byName = new(StringComparer.Ordinal);

    public DialectRules Rules { get; } = rules;

    public FunctionTable Add(string name, string parameters, FunctionBody body)
    {
        Put(name, parameters, body, isPure: true);
        return this;
    }

    /// <summary>For functions that give another result each time, or that must run at their time.</summary>
    public FunctionTable AddImpure(string name, string parameters, FunctionBody body)
    {
        Put(name, parameters, body, isPure: false);
        return this;
    }

    /// <summary>For functions whose null would be taken for an answer: arguments of other kinds end the evaluation.</summary>
    public FunctionTable AddStrict(string name, string parameters, FunctionBody body, bool isPure = true)
    {
        Put(name, parameters, body, isPure, isStrict: true);
        return this;
    }

    public Dictionary<string, FunctionGroup> Build()
    {
        var groups = new Dictionary<string, FunctionGroup>(_byName.Count, StringComparer.Ordinal);
        foreach (var (name, signatures) in _byName)
            groups.Add(name, new FunctionGroup(name, [.. signatures]));
        return groups;
    }

    private void Put(string name, string parameters, FunctionBody body, bool isPure, bool isStrict = false)
    {
        var isVariadic = parameters.EndsWith("...", StringComparison.Ordinal);
        var texts = parameters
            .Replace("...", "", StringComparison.Ordinal)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var parsed = new Parameter[texts.Length];
        for (var i = 0; i < parsed.Length; i++)
            parsed[i] = Parse(texts[i]);
        Put(new BuiltIn(name, parsed, body)
        {
            IsVariadic = isVariadic,
            IsPure = isPure,
            IsStrict = isStrict,
            // In Camunda's dialect the items may be none.
            LeastArguments = isVariadic && !Rules.HasStrictParameters ? parsed.Length - 1 : parsed.Length,
        });
    }

    private void Put(BuiltIn function)
    {
        if (!_byName.TryGetValue(function.Name, out var functions))
            _byName[function.Name] = functions = [];
        functions.Add(function);
    }

    private static Parameter Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var accepts = default(Accepts);
        foreach (var letter in text.AsSpan(colon + 1))
            accepts |= Kind(letter);
        return new Parameter(text[..colon], accepts);
    }

    private static Accepts Kind(char letter) => letter switch
    {
        '0' => Accepts.Null,
        'b' => Accepts.Boolean,
        'n' => Accepts.Number,
        's' => Accepts.Text,
        'l' => Accepts.List,
        'c' => Accepts.Context,
        'r' => Accepts.Range,
        'f' => Accepts.Function,
        'd' => Accepts.Date,
        't' => Accepts.Time,
        'm' => Accepts.DateTime,
        'p' => Accepts.DayTimeDuration,
        'y' => Accepts.YearMonthDuration,
        '*' => Accepts.Anything,
        _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "No kind has this letter."),
    };
}
