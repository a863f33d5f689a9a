namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>Something about a model that its author should know before it runs.</summary>
/// <param name="IsError">Whether it cannot run; else it runs, but probably not as it was meant.</param>
/// <param name="Code">Stable name of the kind; docs/errors has one page for each.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="File">Name of the resource.</param>
/// <param name="ElementId">BPMN id.</param>
/// <param name="Line">Of the element, or of the mapping, in the file; one-based.</param>
public sealed record ModelFinding(bool IsError, string Code, string Message, string File, string ElementId, int Line);

/// <summary>Collects what is found in one file.</summary>
internal sealed class Findings(string file)
{
    private const int FindingsAtMost = 500;

    private readonly List<ModelFinding> _found = [];

    /// <summary>In the order of the file; the same about the same place once.</summary>
    public IEnumerable<ModelFinding> Found => _found.Distinct().OrderBy(found => found.Line);

    public void Warn(string code, string message, string elementId, int line) => Add(isError: false, code, message, elementId, line);

    public void Add(bool isError, string code, string message, string elementId, int line)
    {
        if (_found.Count < FindingsAtMost)
            _found.Add(new ModelFinding(isError, code, message, file, elementId, line));
    }
}
