using System.Text;

using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>How far sources are read.</summary>
internal static class Places
{
    public static void Move(Execution x, string? tenant, SourcePlace place)
    {
        if ((x.State.Place(tenant, place.Name) ?? "") != place.Value) x.Emit(new Event.PlaceMoved(tenant, place.Name, place.Value));
    }

    /// <returns>Null when there is none.</returns>
    public static string? FindFault(SourcePlace place) =>
        Texts.FindFault("the name of its source", place.Name, SourcePlace.NameAtMost)
        ?? (Encoding.UTF8.GetByteCount(place.Value) is var bytes && bytes > SourcePlace.ValueAtMostBytes
            ? $"the place in its source has {bytes:N0} bytes, and {SourcePlace.ValueAtMostBytes:N0} are possible"
            : null);
}
