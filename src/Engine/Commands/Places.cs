using System.Text;

using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>How far sources are read.</summary>
internal static class Places
{
    /// <summary>Of a place, to people; in UTF-16 units.</summary>
    private const int ShownAtMost = 100;

    public static void Move(Execution x, string? tenant, SourcePlace place)
    {
        if ((x.State.Place(tenant, place.Name) ?? "") != place.Value) x.Emit(new Event.PlaceMoved(tenant, place.Name, place.Value));
    }

    /// <summary>Why nothing may be written: what lies between was not settled, or the source was read further already.</summary>
    /// <param name="what">What is asked for, behind "Expected to".</param>
    public static Reply.Rejected? Refuse(Execution x, string what, string? tenant, SourcePlace? place)
    {
        if (place?.After is not { } after || (x.State.Place(tenant, place.Name) ?? "") is var now && now == after) return null;
        return Refusal.InvalidState(
            $"Expected to {what} behind the place '{Texts.Cut(after, ShownAtMost)}' of the source '{place.Name}', but it is read up to "
            + $"'{Texts.Cut(now, ShownAtMost)}'. Nothing was changed.");
    }

    /// <returns>Null when there is none.</returns>
    public static string? FindFault(SourcePlace place) =>
        Texts.FindFault("the name of its source", place.Name, SourcePlace.NameAtMost)
        ?? (Encoding.UTF8.GetByteCount(place.Value) is var bytes && bytes > SourcePlace.ValueAtMostBytes
            ? $"the place in its source has {bytes:N0} bytes, and {SourcePlace.ValueAtMostBytes:N0} are possible"
            : null);
}
