using System.Text.Json;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Output;

/// <summary>What happened to one instance, oldest first.</summary>
internal sealed record HistoryReport(ProcessInstanceKey Instance, IReadOnlyList<HistoryItem> Items)
{
    private const int TextColumn = 16;

    public void WriteJson() => JsonOutput.Write(writer =>
        JsonSerializer.Serialize(writer, new HistoryResult { Items = Items }, JsonOutput.Shapes.HistoryResult));

    /// <summary>The day once, then the time of day; a time that is that of the line before is left out.</summary>
    public void Write()
    {
        if (Items.Count == 0)
        {
            Screen.WriteLine(Invariant($"The history of instance {Instance.Value} was not kept: the server's setting Broker:HistoryKept is off."));
            return;
        }

        DateTimeOffset? before = null;
        foreach (var item in Items)
        {
            if (before is null || item.Timestamp.ToLocalTime().Date != before.Value.ToLocalTime().Date)
                Screen.WriteLine(Times.Day(item.Timestamp));
            var clock = item.Timestamp == before ? "" : Times.Clock(item.Timestamp);
            Screen.WriteLine($"  {clock,-12}  {Screen.Indented(item.Text, TextColumn)}");
            before = item.Timestamp;
        }
    }
}
