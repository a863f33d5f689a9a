using System.Globalization;
using System.IO.Compression;
using System.Text;

using Fairlead.Tests;

namespace Fairlead.Engine.Tests;

/// <summary>
/// A journal that some version wrote, and what each event changed in the entries of the state that it kept. The file holds lines, compressed by
/// Brotli: an event with its moment, then <c>+</c> for each entry that was written and <c>-</c> for each that was deleted.
/// </summary>
internal sealed record KeptJournal(IReadOnlyList<KeptEvent> Events)
{
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(Scenario.Folder)!, "Journals");

    public static KeptJournal Read(string path)
    {
        using var file = new BrotliStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var events = new List<KeptEvent>();
        while (reader.ReadLine() is { } line)
        {
            var rest = line[(line.IndexOf(' ') + 1)..];
            if (line[0] is '+') events[^1].Written.Add(rest);
            else if (line[0] is '-') events[^1].Deleted.Add(rest);
            else events.Add(new(Convert.FromHexString(rest), [], []));
        }

        return new(events);
    }

    /// <summary>Writes what an engine of this version did. What has been kept once is never written again.</summary>
    /// <param name="journal">Each event with its moment.</param>
    public static void Write(string path, IReadOnlyList<(Timestamp At, byte[] Event)> journal)
    {
        using var file = new BrotliStream(new FileStream(path, FileMode.CreateNew), CompressionLevel.SmallestSize);
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        var store = new InMemoryStateStore();
        var state = new State(store);
        var before = new HashSet<string>();
        foreach (var (at, @event) in journal)
        {
            ReadOnlySpan<byte> bytes = @event;
            state.Apply(EventCodec.Read(ref bytes));
            state.Drain(store);
            var after = store.Describe().ToHashSet();
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at.UnixMilliseconds} {Convert.ToHexString(@event)}"));
            foreach (var entry in after.Except(before).Order(StringComparer.Ordinal)) writer.WriteLine($"+ {entry}");
            foreach (var key in before.Select(KeptEntries.KeyOf).Except(after.Select(KeptEntries.KeyOf)).Order(StringComparer.Ordinal))
                writer.WriteLine($"- {key}");
            before = after;
        }
    }
}

/// <param name="Written">As <c>InMemoryStateStore.Describe</c> writes entries.</param>
/// <param name="Deleted">Family and key.</param>
internal sealed record KeptEvent(byte[] Event, List<string> Written, List<string> Deleted);
