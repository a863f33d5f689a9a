namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Sees what does not come. What counts is when the last event came, also before the process was started anew.</summary>
internal static class InboundSilence
{
    /// <summary>The model's word, the shortest of several; else that of the installation. Null when nothing is expected.</summary>
    public static TimeSpan? ExpectationOf(InboundGroup group, InboundOptions options) =>
        group.Elements.Min(element => element.ExpectedEvery)
        ?? options.Expectations.FirstOrDefault(one => (one.Type ?? group.Type) == group.Type && (one.ProcessId ?? group.ProcessId) == group.ProcessId)?.Every;

    /// <returns>Since when the silence is longer than expected; null when it is not.</returns>
    public static DateTimeOffset? SinceOf(TrafficCounts traffic, TimeSpan? every, DateTimeOffset now)
    {
        var due = (traffic.LastEventAt ?? traffic.BegunAt) + every;
        return due < now ? due : null;
    }

    /// <summary>For people.</summary>
    public static string ReasonOf(TrafficCounts traffic, TimeSpan every) =>
        (traffic.LastEventAt is { } last ? $"The last event came at {last.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z" : "No event ever came")
        + $"; one is expected at least every {System.Xml.XmlConvert.ToString(every)}.";
}
