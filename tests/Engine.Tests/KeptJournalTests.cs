using System.Buffers;

using Fairlead.Engine.Tables;
using Fairlead.Tests;

namespace Fairlead.Engine.Tests;

/// <summary>
/// Journals that older versions wrote replay for ever, and what those versions stored can be gone on with. A file in Journals is never
/// changed or removed; <c>tools/keep-journals</c> adds some for what this version wrote first.
/// </summary>
public sealed class KeptJournalTests
{
    private const int SizeBytesAtMost = 50_000;

    /// <summary>From when it is there, a new event needs a journal.</summary>
    private static readonly string Closed = Path.Combine(KeptJournal.Folder, "closed.txt");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(KeptJournal.Folder, "*.kept").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Names))]
    public void A_kept_journal_gives_the_state_that_it_gave(string name)
    {
        var (replayed, opened) = (new InMemoryStateStore(), new InMemoryStateStore());
        var state = new State(replayed);
        foreach (var step in KeptJournal.Read(PathOf(name)).Events)
        {
            Apply(state, step.Event, replayed);
            // As on a disk with what that version wrote to it.
            Apply(new State(opened), step.Event, opened);
            var kept = opened.Describe().ToDictionary(KeptEntries.KeyOf);
            foreach (var key in step.Deleted) Assert.False(kept.ContainsKey(key), $"{key} is not deleted.");
            KeptEntries.AssertSame(step.Written, step.Written.Select(KeptEntries.KeyOf).Select(key => kept.GetValueOrDefault(key) ?? $"{key} = "));
            foreach (var (family, key, value) in step.Written.Select(KeptEntries.Parse)) opened.Put(family, key, value);
            KeptEntries.AssertSame(opened.Describe(), replayed.Describe());
        }
    }

    [Fact]
    public void Every_event_is_in_a_kept_journal()
    {
        var wish = Environment.GetEnvironmentVariable("KEEP_JOURNALS") ?? "";
        if (wish is "add" or "close") Add();
        if (wish is "close")
            File.WriteAllText(Closed, "Each event that this version can write is in a kept journal. A new one needs one, too: tools/keep-journals adds it.\n");
        var missing = Missing();
        TestContext.Current.TestOutputHelper?.WriteLine($"{Names.Count} journals are kept; {missing.Count} events are in none: {string.Join(", ", missing)}");
        if (File.Exists(Closed)) Assert.Empty(missing);
    }

    [Fact]
    public void Kept_journals_are_small() =>
        Assert.Empty(Names.Select(name => (name.Data, new FileInfo(PathOf(name.Data)).Length)).Where(file => file.Length > SizeBytesAtMost));

    private static string PathOf(string name) => Path.Combine(KeptJournal.Folder, $"{name}.kept");

    private static void Apply(State state, byte[] @event, InMemoryStateStore store)
    {
        ReadOnlySpan<byte> bytes = @event;
        state.Apply(EventCodec.Read(ref bytes));
        Assert.True(bytes.IsEmpty, "An event has more bytes than are read of it.");
        state.Drain(store);
    }

    /// <summary>Events of this version, by the number that their bytes begin with, that are in no kept journal.</summary>
    private static List<string> Missing()
    {
        var missing = new SortedSet<(int Number, string Event)>();
        foreach (var type in Samples.EventCases)
        {
            foreach (var optionals in Enum.GetValues<Optionals>())
            {
                var writer = new ArrayBufferWriter<byte>();
                EventCodec.Write(writer, Samples.Make(type, optionals));
                missing.Add((NumberOf(writer.WrittenSpan), type.Name));
            }
        }

        var kept = Kept();
        return [.. missing.Select(pair => $"{pair.Number} {pair.Event}").Where(@event => !kept.Contains(@event))];
    }

    private static HashSet<string> Kept() =>
        [.. Names.Select(name => KeptJournal.Read(PathOf(name.Data))).SelectMany(kept => kept.Events).SelectMany(step => Contents(step.Event))];

    /// <summary>Takes the scenario that has most of what is in no kept journal, the shortest of these, again and again.</summary>
    private static void Add()
    {
        var played = Directory.GetFiles(Scenario.Folder, "*.scenario").Order(StringComparer.Ordinal)
            .Select(path => (Name: Path.GetFileNameWithoutExtension(path), Journal: Scenario.Record(path)))
            .Select(scenario => (scenario.Name, scenario.Journal, New: scenario.Journal.SelectMany(pair => Contents(pair.Event)).ToHashSet()))
            .ToList();
        var kept = Kept();
        while (true)
        {
            foreach (var scenario in played) scenario.New.ExceptWith(kept);
            var best = played.OrderByDescending(scenario => scenario.New.Count).ThenBy(scenario => scenario.Journal.Count).First();
            if (best.New.Count == 0) return;
            var name = best.Name;
            for (var again = 2; File.Exists(PathOf(name)); again++) name = $"{best.Name}-{again}";
            KeptJournal.Write(PathOf(name), best.Journal);
            kept.UnionWith(best.New);
        }
    }

    /// <summary>What makes an event worth keeping: its number, and the kind of element that begins or of work that is put off.</summary>
    private static IEnumerable<string> Contents(byte[] bytes)
    {
        ReadOnlySpan<byte> span = bytes;
        var @event = EventCodec.Read(ref span);
        var number = $"{NumberOf(bytes)} {@event.GetType().Name}";
        return @event switch
        {
            Event.ElementActivating e => [number, $"{number} {e.Type}"],
            Event.WorkDeferred e => [number, $"{number} {e.Work.Kind}"],
            Event.IncidentCreated e => [number, $"{number} {e.ErrorType}"],
            _ => [number],
        };
    }

    private static int NumberOf(ReadOnlySpan<byte> @event)
    {
        var reader = new RecordReader(@event);
        return reader.Int();
    }
}
