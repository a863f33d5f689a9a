using System.Text;

using Fairlead.Engine;

namespace Fairlead.Simulation;

/// <summary>Outside events that are kept, driven, discarded and held; and what must be true of the answers.</summary>
internal sealed class InboundTraffic(Random random, Witness witness)
{
    private static readonly InboundTarget Target = new("hook", "a", "start");

    private readonly Dictionary<InboxKey, InstanceKey> _driven = [];

    /// <param name="create">An instance; perhaps one of an event that is kept, too.</param>
    public Command Any(Func<Command.CreateInstance> create) => random.Next(10) switch
    {
        0 or 1 when witness.Kept.Count > 0 => create() with { Source = new(Target) { Entry = Kept(), RememberFor = Sometimes() } },
        2 when witness.Kept.Count > 0 => new Command.DiscardInbound(Kept()),
        3 when witness.Kept.Count > 0 => random.Next(2) == 0
            ? new Command.NoteInboundFailure(Kept(), "SIMULATED", "simulated")
            : new Command.EditInbound(Kept(), Json($$"""{"edited":{{random.Next(9)}}}""")),
        4 => random.Next(2) == 0 ? new Command.SuspendTrigger(null, "a", Element()) : new Command.ResumeTrigger(null, "a", Element()),
        5 => create() with { Source = new(Target) { Place = new("other", $"{random.Next(3)}"), RememberFor = Sometimes() } },
        _ => new Command.KeepInbound(Target, IsHeld: random.Next(2) == 0, "SIMULATED", "simulated", Json("""{"choice":1}"""))
        {
            // As of instances that are created.
            DeduplicationKey = random.Next(3) == 0 ? null : $"create-{random.Next(20)}",
        },
    };

    /// <summary>Nothing is kept, suspended or read any more.</summary>
    public IEnumerable<Command> Finish()
    {
        foreach (var entry in witness.Kept) yield return new Command.DiscardInbound(entry);
        foreach (var suspended in witness.Suspensions.Values) yield return new Command.ResumeTrigger(null, suspended.ProcessId, suspended.ElementId);
        foreach (var place in (string[])["other", Readers.Source]) yield return new Command.MovePlace(null, new(place, ""), Fence: null);
    }

    /// <returns>What is wrong with the answer, or null.</returns>
    public string? Hear(Command.CreateInstance command, Reply.Created created)
    {
        if (command.Source?.Entry is not { } entry || created.Duplicate) return null;
        return _driven.TryAdd(entry, created.Key) ? null : $"entry {entry.Value} started {_driven[entry].Value} and again {created.Key.Value}";
    }

    private InboxKey Kept() => witness.Kept[random.Next(witness.Kept.Count)];

    private string? Element() => random.Next(2) == 0 ? "start" : null;

    /// <summary>Long enough for the repetitions of this world.</summary>
    private TimeSpan? Sometimes() => random.Next(3) == 0 ? TimeSpan.FromDays(1) : null;

    private static ReadOnlyMemory<byte> Json(string json) => Encoding.UTF8.GetBytes(json);
}
