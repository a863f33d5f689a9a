using Fairlead.Engine;

namespace Fairlead.Broker.Storage;

/// <summary>One ordered map of the store. The names are those on disk and never change; the numbers live in memory only.</summary>
public readonly record struct ColumnFamily
{
    private static readonly string[] Names = [.. Enum.GetNames<Family>(), "Journal", "Broker"];

    private ColumnFamily(int index) => Index = index;

    public int Index { get; }

    public string Name => Names[Index];

    /// <summary>What happened, by position; see <see cref="Journaling.JournalRecord"/>.</summary>
    public static ColumnFamily Journal { get; } = new(Names.Length - 2);

    /// <summary>The broker's own positions; see <see cref="Journaling.Position"/>.</summary>
    public static ColumnFamily Broker { get; } = new(Names.Length - 1);

    /// <summary>All of them, by <see cref="Index"/>.</summary>
    public static IReadOnlyList<ColumnFamily> All { get; } = [.. Enumerable.Range(0, Names.Length).Select(index => new ColumnFamily(index))];

    /// <summary>Where a part of the engine's state lies.</summary>
    public static ColumnFamily Of(Family family) => new((int)family);
}
