using Fairlead.Dmn.Evaluation;
using Fairlead.Dmn.Reading;
using Fairlead.Dmn.Requirements;
using Fairlead.Feel;

namespace Fairlead.Dmn;

/// <summary>
/// The decisions of a DMN file, ready to be evaluated often and by many threads. Keep it: reading costs more. Immutable.
/// </summary>
public sealed class DmnModel
{
    private readonly DmnOptions _options;
    private readonly Dictionary<string, Element> _byId = new(StringComparer.Ordinal);

    private DmnModel(string fileName, string id, string name, string space, DmnOptions options, ModelReader reader)
    {
        FileName = fileName;
        Id = id;
        Name = name;
        Namespace = space;
        _options = options;
        Types = reader.Types;
        var elements = reader.Read();
        foreach (var element in elements)
            _byId.TryAdd(element.Id, element);
        Decisions = [.. elements.OfType<Decision>().Select(decision => new DmnDecision(
            decision.Id, decision.Name, decision.VersionTag, decision.Kind, decision.Place.Line))];
        Services = [.. elements.OfType<Service>().Select(service => new DmnService(service.Id, service.Name, service.Place.Line))];
    }

    /// <summary>Name of the resource as deployed.</summary>
    public string FileName { get; }

    /// <summary>The id of the definitions, by which versions of the file are counted; empty when it has none.</summary>
    public string Id { get; }

    /// <summary>The name of the definitions; empty when they have none.</summary>
    public string Name { get; }

    /// <summary>What other models import this one by; empty when it has none.</summary>
    public string Namespace { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<DmnDecision> Decisions { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<DmnService> Services { get; }

    internal TypeReader Types { get; }

    /// <summary>Reads DMN 1.1 to 1.5. Never throws for bad input: it reports every problem it finds.</summary>
    /// <param name="fileName">Name of the resource, for the diagnostics.</param>
    /// <param name="options">Camunda's dialect without imports when omitted.</param>
    public static DmnReadResult Read(ReadOnlyMemory<byte> xml, string fileName, DmnOptions? options = null)
    {
        options ??= DmnOptions.Standard;
        var problems = new Problems(fileName);
        var definitions = XmlFile.Read(xml, problems);
        var model = definitions is null ? null : new DmnModel(
            fileName,
            definitions.Filled("id") ?? "",
            definitions.Filled("name") ?? "",
            definitions.Filled("namespace") ?? "",
            options,
            new ModelReader(definitions, options, problems));
        return new DmnReadResult(model, problems.InOrder);
    }

    /// <summary>Evaluates a decision with everything it requires. Never throws, whatever the variables are.</summary>
    /// <param name="decisionId">
    /// Of this file, or the name when the decision has none; another one gives a failure <c>DMN_NOT_FOUND</c>.
    /// </param>
    /// <param name="variables">Where input data are found.</param>
    /// <param name="evaluation">The time and the limits, which count for the whole evaluation; the standard ones when omitted.</param>
    public DecisionResult Evaluate(string decisionId, IFeelVariables variables, FeelEvaluation? evaluation = null)
    {
        var run = new Run(_options.Dialect, evaluation ?? new FeelEvaluation());
        return _byId.GetValueOrDefault(decisionId) is Decision decision
            ? ResultOf(run, decisionId, new Frame(run, variables).ValueOf(decision))
            : NotFound(run, decisionId, "decision");
    }

    /// <summary>Evaluates a decision service: its output decisions, with its inputs taken from the variables.</summary>
    /// <param name="serviceId">Of this file; another one gives a failure <c>DMN_NOT_FOUND</c>.</param>
    /// <param name="variables">Where the values of its input data and input decisions are found.</param>
    /// <param name="evaluation">The time and the limits, which count for the whole evaluation; the standard ones when omitted.</param>
    public DecisionResult EvaluateService(string serviceId, IFeelVariables variables, FeelEvaluation? evaluation = null)
    {
        var run = new Run(_options.Dialect, evaluation ?? new FeelEvaluation());
        if (_byId.GetValueOrDefault(serviceId) is not Service service)
            return NotFound(run, serviceId, "decision service");
        var frame = new Frame(run, variables);
        return ResultOf(run, serviceId, frame.ValueOf(service, frame.ArgumentsOf(service), recordsDecisions: true));
    }

    internal Element? ElementOf(string id) => _byId.GetValueOrDefault(id);

    private DecisionResult NotFound(Run run, string id, string kind)
    {
        run.DecisionId = id;
        run.Fail(DmnCode.NotFound, $"There is no {kind} with the id '{id}' in {FileName}.", new Place(null, 0));
        return ResultOf(run, id, FeelValue.Null);
    }

    private static DecisionResult ResultOf(Run run, string id, FeelValue output)
    {
        run.PayBack();
        return new DecisionResult
        {
            DecisionId = id,
            Output = run.IsOver ? FeelValue.Null : output,
            EvaluatedDecisions = run.Evaluated,
            Failure = run.Failure,
            Warnings = run.Warnings,
        };
    }
}

/// <param name="Model">
/// What could be understood; null when nothing could. Deploy it only when there are no diagnostics: what has one gives null or a
/// failure.
/// </param>
public sealed record DmnReadResult(DmnModel? Model, IReadOnlyList<DmnDiagnostic> Diagnostics)
{
    public bool IsValid => Model is not null && Diagnostics.Count == 0;
}

/// <param name="Line">Of the element in the file, one-based.</param>
public sealed record DmnDecision(string Id, string Name, string? VersionTag, DecisionType Type, int Line);

/// <param name="Line">Of the element in the file, one-based.</param>
public sealed record DmnService(string Id, string Name, int Line);
