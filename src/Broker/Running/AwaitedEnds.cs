using Fairlead.Engine;

namespace Fairlead.Broker.Running;

/// <summary>Those who wait for the end of an instance: whoever started it, and whoever asked for the same again.</summary>
internal sealed class AwaitedEnds
{
    private readonly Dictionary<InstanceKey, List<PendingResult>> _waiting = [];

    public IEnumerable<PendingResult> All => _waiting.Values.SelectMany(waiting => waiting);

    public void Add(InstanceKey instance, PendingResult pending)
    {
        if (_waiting.TryGetValue(instance, out var others))
            others.Add(pending);
        else
            _waiting.Add(instance, [pending]);
    }

    /// <returns>Everybody who waited for it.</returns>
    public IReadOnlyList<PendingResult> Take(InstanceKey instance) => _waiting.Remove(instance, out var waiting) ? waiting : [];

    public void Remove(InstanceKey instance, PendingResult pending)
    {
        if (_waiting.TryGetValue(instance, out var waiting) && waiting.Remove(pending) && waiting.Count is 0)
            _waiting.Remove(instance);
    }

    public void Clear() => _waiting.Clear();
}
