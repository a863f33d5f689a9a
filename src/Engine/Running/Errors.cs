using Fairlead.Engine.Model;

namespace Fairlead.Engine.Running;

/// <summary>Throws errors. What catches one always ends what it came from.</summary>
internal static class Errors
{
    /// <summary>See <see cref="Catching.Find"/>.</summary>
    public static Catching.Catch? Find(Execution x, ElementInstance thrower, string code, out IReadOnlyList<string> catchable) =>
        Catching.Find<CatchTrigger.Error>(x, thrower, code, out catchable);

    public static Problem Unhandled(string code, string message, IReadOnlyList<string> catchable)
    {
        var said = message.Length == 0 ? "" : $" ({message})";
        var caught = catchable.Count == 0
            ? "No error event is in reach."
            : $"Error events in reach catch {string.Join(", ", catchable.Select(known => $"'{known}'"))}.";
        return Problem.UnhandledError(
            $"The error with code '{code}' was thrown{said}, but nothing catches it. {caught} Add an error boundary event for it.");
    }
}
