using System.Diagnostics;

using Fairlead.Bpmn;

namespace Fairlead.Engine.Model;

/// <summary>Keeps definitions ready to run. Compiling one takes milliseconds, looking it up nanoseconds.</summary>
internal sealed class DefinitionCache(State state)
{
    /// <summary>More would be compiled again when needed; each takes some tens of kilobytes.</summary>
    private const int DefinitionsAtMost = 1_000;

    private readonly Dictionary<DefinitionKey, ExecutableProcess> _processes = [];
    private readonly Queue<DefinitionKey> _oldest = new();
    private DefinitionKey _lastKey;
    private ExecutableProcess? _last;

    /// <summary>The decisions beside the processes.</summary>
    public DecisionCache Decisions { get; } = new(state);

    public ExecutableProcess Get(DefinitionKey key)
    {
        if (_last is not null && _lastKey == key) return _last;
        if (!_processes.TryGetValue(key, out var process))
        {
            process = Compile(key);
            if (_processes.Count == DefinitionsAtMost) _processes.Remove(_oldest.Dequeue());
            _processes.Add(key, process);
            _oldest.Enqueue(key);
        }

        (_lastKey, _last) = (key, process);
        return process;
    }

    /// <summary>Forgets what may belong to keys that were undone and will be given out again.</summary>
    public void Clear()
    {
        _processes.Clear();
        _oldest.Clear();
        _last = null;
        Decisions.Clear();
    }

    private ExecutableProcess Compile(DefinitionKey key)
    {
        var definition = state.Definition(key) ?? throw new UnreachableException($"There is no definition {key.Value}.");
        var read = BpmnReader.Read(definition.Resource, definition.ResourceName);
        var model = read.Document.Processes.FirstOrDefault(process => process.Id == definition.ProcessId)
            ?? throw new UnreachableException($"The file of definition {key.Value} has no process {definition.ProcessId}.");
        // Diagnostics that came with a newer release do not stop what was deployed under an older one.
        return Compiler.Compile(model, definition.ResourceName, new List<BpmnDiagnostic>());
    }
}
