namespace Fairlead.Engine.Running;

/// <summary>Brings messages to those who wait for them.</summary>
internal static class Correlation
{
    /// <summary>Who gets a message: one subscription of each process, then start events of the processes that had none.</summary>
    public static Receivers FindReceivers(Execution x, string? tenant, string name, string correlationKey)
    {
        var processes = new HashSet<string>();
        var waiting = new List<Subscription>();
        foreach (var subscription in x.State.Subscriptions(tenant, name, correlationKey))
            if (CanHappen(x, subscription) && processes.Add(subscription.ProcessId)) waiting.Add(subscription);

        var starts = new List<StartSubscription>();
        foreach (var start in x.State.StartSubscriptions(tenant, name))
            if (!IsLocked(x, tenant, start.ProcessId, correlationKey) && processes.Add(start.ProcessId)) starts.Add(start);
        return new(waiting, starts);
    }

    /// <returns>The instance that answers for all: one that was started, else the first that waited.</returns>
    public static InstanceKey? Deliver(Execution x, Message message, Receivers receivers)
    {
        InstanceKey? waited = null;
        foreach (var subscription in receivers.Waiting)
        {
            // The same message may just have ended the element.
            if (x.State.Subscription(subscription.Key) is null || !CanHappen(x, subscription)) continue;
            waited ??= subscription.Instance;
            Correlate(x, subscription, message);
        }

        InstanceKey? started = null;
        foreach (var start in receivers.Starts)
        {
            var instance = Instances.Start(x, start, message);
            started ??= instance;
        }

        return started ?? waited;
    }

    /// <summary>What an element just began to wait for may lie in the buffer already.</summary>
    public static void TakeBuffered(Execution x, ElementKey element)
    {
        if (x.State.Element(element) is not { Subscriptions.IsEmpty: false } waiting) return;
        foreach (var key in waiting.Subscriptions)
            while (x.State.Subscription(key) is { } subscription && CanHappen(x, subscription) && FindBuffered(x, subscription) is { } message)
                Correlate(x, subscription, message);
    }

    /// <summary>The instance that a message had started has ended: the next such message starts another one.</summary>
    public static void StartNext(Execution x, string? tenant, string processId, string correlationKey)
    {
        if (x.State.LatestDefinition(tenant, processId) is not { } definition) return;
        Message? next = null;
        StartSubscription? start = null;
        foreach (var key in x.State.Use(definition.Key).MessageStarts)
        {
            var candidate = x.State.StartSubscription(key)!;
            if (FindBuffered(x, tenant, candidate.MessageName, correlationKey, processId) is not { } message) continue;
            if (next is not null && next.Key.Value < message.Key.Value) continue;
            (next, start) = (message, candidate);
        }

        if (next is not null) Instances.Start(x, start!, next);
    }

    private static void Correlate(Execution x, Subscription subscription, Message message)
    {
        x.Emit(new Event.SubscriptionCorrelated(subscription.Key, subscription.Instance, subscription.ProcessId, message.Key));
        Traces.Link(x, subscription.Instance, message.Trace);
        var element = x.State.Element(subscription.Element)!;
        CatchEvents.Trigger(x, element, x.Process(element.Definition).Find(subscription.CatchId), message.Variables);
    }

    private static bool CanHappen(Execution x, Subscription subscription) => CatchEvents.CanHappen(
        x, x.State.Element(subscription.Element)!, x.Process(subscription.Definition).Find(subscription.CatchId));

    private static Message? FindBuffered(Execution x, Subscription subscription) =>
        FindBuffered(
        x, x.State.TenantOf(subscription.Definition), subscription.MessageName, subscription.CorrelationKey, subscription.ProcessId);

    private static Message? FindBuffered(Execution x, string? tenant, string name, string correlationKey, string processId)
    {
        foreach (var message in x.State.BufferedMessages(tenant, name, correlationKey))
            if (message.Deadline > x.Now && !message.CorrelatedTo.Contains(processId)) return message;
        return null;
    }

    /// <summary>An empty correlation key locks nothing.</summary>
    private static bool IsLocked(Execution x, string? tenant, string processId, string correlationKey) =>
        correlationKey.Length > 0 && x.State.StartLock(tenant, processId, correlationKey) is not null;
}

/// <summary>Who gets one message.</summary>
internal sealed record Receivers(IReadOnlyList<Subscription> Waiting, IReadOnlyList<StartSubscription> Starts)
{
    public bool IsEmpty => Waiting.Count == 0 && Starts.Count == 0;
}
