using Fairlead.Engine.Model;

namespace Fairlead.Engine.Migrating;

/// <summary>What becomes of one active element.</summary>
/// <param name="Now">The element that it becomes.</param>
/// <param name="Flows">Ids, as they are called now, of the taken flows in it.</param>
internal sealed record ElementMigration(ElementInstance Element, Node Now, IReadOnlyList<string> Flows)
{
    /// <summary>Whether its job gives way to a user task that the engine keeps.</summary>
    public bool BecomesUserTask { get; init; }

    /// <summary>Events that it goes on to wait for, if it does; the first of each pair is the one before.</summary>
    public List<(Node Before, Node Now)> Kept { get; } = [];

    /// <summary>Ids of what completed in it and can be undone, and of what undoes it: before, and now.</summary>
    public List<(string Before, string Now)> Undone { get; } = [];

    /// <summary>Events that it did not have before, and waits for from now on.</summary>
    public List<Node> Opened { get; } = [];
}
