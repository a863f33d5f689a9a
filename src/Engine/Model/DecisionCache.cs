using System.Diagnostics;

using Fairlead.Dmn;

namespace Fairlead.Engine.Model;

/// <summary>A DMN file ready to be evaluated.</summary>
/// <param name="ById">Its decisions as they were deployed.</param>
internal sealed record ExecutableDecisions(Requirements Requirements, DmnModel Model, IReadOnlyDictionary<string, Decision> ById);

/// <summary>Keeps DMN files ready to be evaluated. Reading one takes milliseconds.</summary>
internal sealed class DecisionCache(State state)
{
    /// <summary>More would be read again when needed; each takes some tens of kilobytes.</summary>
    private const int FilesAtMost = 1_000;

    private readonly Dictionary<RequirementsKey, ExecutableDecisions> _files = [];
    private readonly Queue<RequirementsKey> _oldest = new();

    public ExecutableDecisions Get(RequirementsKey key)
    {
        if (_files.TryGetValue(key, out var known)) return known;
        var file = Read(key);
        if (_files.Count == FilesAtMost) _files.Remove(_oldest.Dequeue());
        _files.Add(key, file);
        _oldest.Enqueue(key);
        return file;
    }

    /// <summary>Forgets what may belong to keys that were undone and will be given out again.</summary>
    public void Clear()
    {
        _files.Clear();
        _oldest.Clear();
    }

    private ExecutableDecisions Read(RequirementsKey key)
    {
        var requirements = state.Requirements(key) ?? throw new UnreachableException($"There are no requirements {key.Value}.");
        // Diagnostics that came with a newer release do not stop what was deployed under an older one.
        var model = DmnModel.Read(requirements.Resource, requirements.ResourceName).Model
            ?? throw new UnreachableException($"The file of requirements {key.Value} cannot be read.");
        return new(requirements, model, requirements.Decisions.Select(own => state.Decision(own)!).ToDictionary(own => own.DecisionId));
    }
}
