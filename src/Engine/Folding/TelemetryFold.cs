using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class TelemetryFold
{
    /// <summary>Links of one instance; the oldest go first.</summary>
    private const int LinksAtMost = 8;

    public static void Apply(StateTables tables, Event.InstanceTraced e) =>
        Change(tables, e.Instance, root => root with { Trace = new(e.Parent, e.State) });

    public static void Apply(StateTables tables, Event.MessageTraced e)
    {
        var message = Fold.Expect(tables.Messages.Find(e.Message), e.Message);
        tables.Messages.Put(e.Message, message with { Trace = new(e.Parent, e.State) });
    }

    public static void Apply(StateTables tables, Event.TraceLinked e) => Change(tables, e.Instance, root => root with
    {
        TraceLinks = [.. root.TraceLinks.Skip(Math.Max(0, root.TraceLinks.Length - LinksAtMost + 1)), new(e.Parent, e.State)],
    });

    /// <summary>What an instance calls belongs to its trace.</summary>
    public static TraceOrigin? Inherit(StateTables tables, InstanceKey caller) => tables.Elements.Find(caller.Root)?.Root?.Trace;

    private static void Change(StateTables tables, InstanceKey instance, Func<RootPart, RootPart> change)
    {
        var root = Fold.Expect(tables.Elements.Find(instance.Root), instance);
        tables.Elements.Put(root.Key, root with { Root = change(Fold.Expect(root.Root, instance)) });
    }
}
