namespace Fairlead.Engine.Running;

/// <summary>What conditions are to be asked about when the step at hand is done, by instance.</summary>
internal sealed class PendingConditions
{
    private readonly Queue<InstanceKey> _instances = new();
    private readonly Dictionary<InstanceKey, (List<VariableChange> Changes, List<SubscriptionKey> Opened)> _pending = [];

    public void Clear()
    {
        if (_instances.Count == 0) return;
        _instances.Clear();
        _pending.Clear();
    }

    public void Add(InstanceKey instance, VariableChange change) => Of(instance).Changes.Add(change);

    /// <param name="opened">A condition that was true when it was opened.</param>
    public void Add(InstanceKey instance, SubscriptionKey opened) => Of(instance).Opened.Add(opened);

    /// <summary>Takes what is pending in the instance where something was first.</summary>
    public bool TryTake(out InstanceKey instance, out IReadOnlyList<VariableChange> changes, out IReadOnlyList<SubscriptionKey> opened)
    {
        (changes, opened) = ([], []);
        if (!_instances.TryDequeue(out instance)) return false;
        (changes, opened) = _pending[instance];
        _pending.Remove(instance);
        return true;
    }

    private (List<VariableChange> Changes, List<SubscriptionKey> Opened) Of(InstanceKey instance)
    {
        if (_pending.TryGetValue(instance, out var pending)) return pending;
        _instances.Enqueue(instance);
        pending = ([], []);
        _pending.Add(instance, pending);
        return pending;
    }
}
