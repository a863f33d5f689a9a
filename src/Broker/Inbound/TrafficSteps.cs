using System.Globalization;
using Fairlead.Connectors.Runtime.Inbound;

namespace Fairlead.Broker.Inbound;

/// <summary>Counts of five minutes as text: <c>NUMBER:EVENTS</c>, with a space between two.</summary>
internal static class TrafficSteps
{
    public static string Write(IEnumerable<TrafficStep> steps) =>
        string.Join(' ', steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Number}:{step.Seen}")));

    /// <summary>What is not readable is left out.</summary>
    public static IReadOnlyList<TrafficStep> Read(string text)
    {
        var steps = new List<TrafficStep>();
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0
                && long.TryParse(part.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
                steps.Add(new TrafficStep(number, seen));
        }

        return steps;
    }
}
