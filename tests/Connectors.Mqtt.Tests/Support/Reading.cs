using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Tests;
using Fairlead.Tests.Servers;
using static System.FormattableString;

namespace Fairlead.Connectors.Mqtt.Tests.Support;

/// <summary>Processes that topics start.</summary>
internal sealed class Reading(ConnectorHost host)
{
    public async Task BeginAsync(
        string process, int port, Dictionary<string, string> properties, bool expectUp, CancellationToken cancellation)
    {
        var all = new Dictionary<string, string>
        {
            ["inbound.type"] = "io.fairlead:mqtt-inbound:1",
            ["connection.hostName"] = "127.0.0.1",
            ["connection.port"] = Invariant($"{port}"),
            ["topicFilters"] = process,
            // One after another, so that they are applied in their order.
            ["receiveMaximum"] = "1",
        };
        foreach (var (name, value) in properties)
            all[name] = value;
        await host.DeployAsync(
            CamundaDiagram.Of(process, new CamundaElement { Kind = CamundaKind.StartEvent, Id = "received", Properties = all }), cancellation);
        if (expectUp)
            await UpAsync(process, cancellation);
    }

    public Task UpAsync(string process, CancellationToken cancellation) => Until.TrueAsync(
        $"{process} is read", () => host.StatusOf(process).State is InboundState.Active, cancellation, () => host.StatusOf(process).Reason ?? "");

    public Task SaidAsync(string process, string sentence, CancellationToken cancellation) => Until.TrueAsync(
        $"it says: {sentence}",
        () => host.StatusOf(process).Activities.Entries.Any(entry => entry.Message.Contains(sentence, StringComparison.Ordinal)),
        cancellation,
        () => string.Join('\n', host.StatusOf(process).Activities.Entries.Select(entry => entry.Message)));

    public async Task<IReadOnlyList<string>> StartedAsync(string process, string variable, int count, CancellationToken cancellation)
    {
        IReadOnlyList<string> values = [];
        await Until.TrueAsync(
            $"{count} instances of {process} were started",
            async token => (values = await host.ValuesAsync(process, variable, token)).Count >= count,
            cancellation,
            () => $"There are {values.Count}; {host.StatusOf(process).Reason}");
        return values;
    }
}
