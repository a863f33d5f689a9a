using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class MessageFold
{
    public static void Apply(StateTables tables, Event.MessagePublished e)
    {
        tables.UseKey(e.Key.Value);
        tables.Messages.Add(e.Key, new Message(e.Key, e.Name, e.CorrelationKey, e.MessageId, e.Deadline, e.Variables, [])
        {
            Tenant = e.Tenant,
        });
        tables.MessageIndex.Add(new(e.Tenant, e.Name, e.CorrelationKey), e.Key.Value);
        tables.Due.Add(Expiry(e.Deadline, e.Key));
    }

    public static void Apply(StateTables tables, Event.MessageExpired e)
    {
        var message = Fold.Expect(tables.Messages.Find(e.Key), e.Key);
        tables.Messages.Remove(e.Key);
        tables.MessageIndex.Remove(new(message.Tenant, message.Name, message.CorrelationKey), e.Key.Value);
        tables.Due.Remove(Expiry(message.Deadline, e.Key));
    }

    public static void Apply(StateTables tables, Event.MessageStartCorrelated e)
    {
        tables.UseKey(e.Message.Value);
        MarkCorrelated(tables, e.Message, e.ProcessId);
        if (e.CorrelationKey.Length == 0) return;

        tables.StartLocks.Put(new(tables.TenantOf(e.Definition), e.ProcessId, e.CorrelationKey), new(e.Instance));
        var root = Fold.Expect(tables.Elements.Find(e.Instance.Root), e.Instance);
        tables.Elements.Put(root.Key, root with { Root = Fold.Expect(root.Root, e.Instance) with { StartLock = e.CorrelationKey } });
    }

    /// <summary>A message that is not buffered leaves no trace.</summary>
    public static void MarkCorrelated(StateTables tables, MessageKey key, string processId)
    {
        if (tables.Messages.Find(key) is { } message && !message.CorrelatedTo.Contains(processId))
            tables.Messages.Put(key, message with { CorrelatedTo = message.CorrelatedTo.Add(processId) });
    }

    private static DueEntry Expiry(Timestamp at, MessageKey key) => new(at, DueKind.MessageExpiry, key.Value, "");
}
