using System.Xml.Linq;
using Fairlead.Feel;

namespace Fairlead.Dmn.Tests.Tck;

/// <summary>One folder of the TCK: models that may import each other, and what their decisions should give.</summary>
internal sealed class TckFolder
{
    private static readonly FeelEvaluation Evaluation = new() { Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };

    private readonly Dictionary<string, DmnModel> _models = new(StringComparer.Ordinal);
    private readonly string _path;

    private TckFolder(string path) => _path = path;

    /// <summary>What went otherwise than the cases say, by the id of the case and the name of the result; null when nothing did.</summary>
    public static IEnumerable<(string Id, string? Problem)> Run(string path) => new TckFolder(path).Cases();

    private IEnumerable<(string Id, string? Problem)> Cases()
    {
        ReadModels();
        foreach (var file in Directory.GetFiles(_path, "*-test-*.xml").Order(StringComparer.Ordinal))
        {
            var root = XDocument.Load(file, LoadOptions.PreserveWhitespace).Root!;
            var model = _models[Part(root, "modelName").Single().Value.Trim()];
            var prefix = string.Join('/', _path.Split(Path.DirectorySeparatorChar)[^2..]);
            foreach (var test in Part(root, "testCase"))
            {
                foreach (var (node, problem) in Results(model, test))
                    yield return ($"{prefix}/{test.Attribute("id")!.Value} {node}", problem);
            }
        }
    }

    // Models that import others are read after them.
    private void ReadModels()
    {
        var waiting = Directory.GetFiles(_path, "*.dmn").Order(StringComparer.Ordinal).ToList();
        while (waiting.Count > 0)
        {
            var known = _models.Values.Select(model => model.Namespace).ToHashSet(StringComparer.Ordinal);
            var next = waiting.Find(file => Part(XDocument.Load(file).Root!, "import")
                .All(import => known.Contains(import.Attribute("namespace")?.Value ?? ""))) ?? waiting[0];
            waiting.Remove(next);
            var options = new DmnOptions { Dialect = FeelDialect.Dmn15, Imports = [.. _models.Values] };
            _models[Path.GetFileName(next)] = DmnModel.Read(File.ReadAllBytes(next), Path.GetFileName(next), options).Model!;
        }
    }

    private static IEnumerable<(string Node, string? Problem)> Results(DmnModel model, XElement test)
    {
        var variables = FeelContext.Of([.. Part(test, "inputNode").Select(node => (node.Attribute("name")!.Value, TckValue.Of(node)))]);
        var service = test.Attribute("type")?.Value == "decisionService"
            ? model.Services.First(candidate => candidate.Name == test.Attribute("invocableName")!.Value)
            : null;
        var served = service is null ? null : model.EvaluateService(service.Id, variables, Evaluation);
        foreach (var node in Part(test, "resultNode"))
        {
            var name = node.Attribute("name")!.Value;
            var expected = TckValue.Of(Part(node, "expected").Single());
            var isError = node.Attribute("errorResult")?.Value == "true";
            if (served is not null)
                yield return (name, Problem(served, Served(served, name), expected, isError));
            else if (model.Decisions.FirstOrDefault(decision => decision.Name == name) is not { } decision)
                yield return (name, "there is no such decision");
            else
            {
                var result = model.Evaluate(decision.Id, variables, Evaluation);
                yield return (name, Problem(result, result.Output, expected, isError));
            }
        }
    }

    // A service with one output gives its value; with several, a context of them.
    private static FeelValue Served(DecisionResult result, string name) =>
        result.Output.TryGetContext(out var outputs) && outputs.TryGet(name, out var value) ? value : result.Output;

    private static string? Problem(DecisionResult result, FeelValue value, FeelValue expected, bool isError)
    {
        var explained = result.Failure is not null || result.Warnings.Count > 0;
        if (!TckValue.IsNear(expected, value))
            return $"expected {expected} but got {value} {result.Failure?.Message}"
                + string.Concat(result.Warnings.Select(warning => $" ({warning})"));
        return isError && !explained ? "nothing explains the error" : null;
    }

    private static IEnumerable<XElement> Part(XElement element, string name) =>
        element.Elements().Where(part => part.Name.LocalName == name);
}
