using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Inbound;

namespace Fairlead.Server.Management;

/// <summary>An inbound connector that a deployed model asks for.</summary>
/// <param name="ExecutableId">SHA-256 in hexadecimal digits.</param>
/// <param name="Data">Of a webhook: its path, how it knows its senders, and what the operator should know of that.</param>
/// <param name="ActivationTimestamp">In ms since 1970; null when it does not run.</param>
internal sealed record InboundConnectorView(
    string ExecutableId,
    string Type,
    string TenantId,
    IReadOnlyList<InboundElementView> Elements,
    IReadOnlyDictionary<string, string> Data,
    InboundHealthView Health,
    long? ActivationTimestamp,
    IReadOnlyList<ActivityView> Logs,
    string PhysicalTenantId,
    InboundTrafficView Traffic)
{
    public static InboundConnectorView Of(InboundStatus status)
    {
        var change = status.Activities.LastHealthChange;
        return new InboundConnectorView(
            status.ExecutableId,
            status.Type,
            status.TenantId,
            [.. status.Elements.Select(element => new InboundElementView(
                status.ProcessId, element.Version, element.ProcessDefinitionKey, element.ElementId, status.TenantId))],
            DataOf(status),
            InboundHealthView.Of(status),
            change is { IsUp: true } ? change.At.ToUnixTimeMilliseconds() : null,
            [.. status.Activities.Entries.Select(entry => ActivityView.Of(entry, runtimeId: null))],
            "default",
            InboundTrafficView.Of(status));
    }

    private static Dictionary<string, string> DataOf(InboundStatus status)
    {
        var data = new Dictionary<string, string>(status.Details);
        if (status.Path is { } path)
            data["path"] = path;
        return data;
    }
}

internal sealed record InboundElementView(
    string BpmnProcessId, int Version, long ProcessDefinitionKey, string ElementId, string TenantId);

/// <summary>What came, and what was expected.</summary>
/// <param name="LastAppliedAt">When an event was last done with: applied, known already, held, or dropped because the model wants that.</param>
/// <param name="LagSeconds">How long ago the newest event had happened; null when no source says when.</param>
/// <param name="ExpectedEvery">ISO 8601; null when nothing is expected.</param>
internal sealed record InboundTrafficView(
    DateTimeOffset FirstSeenAt,
    long Events,
    long EventsLastHour,
    long EventsLastDay,
    long Applied,
    DateTimeOffset? LastEventAt,
    DateTimeOffset? LastAppliedAt,
    double? LagSeconds,
    string? ExpectedEvery)
{
    public static InboundTrafficView Of(InboundStatus status)
    {
        var traffic = status.Traffic;
        var counts = traffic.Counts;
        return new InboundTrafficView(
            counts.BegunAt,
            counts.Seen,
            traffic.SeenInLastHour,
            traffic.SeenInLastDay,
            counts.Done,
            counts.LastEventAt,
            counts.LastDoneAt,
            traffic.Lag?.TotalSeconds,
            status.ExpectedEvery is { } every ? System.Xml.XmlConvert.ToString(every) : null);
    }
}

/// <param name="Status"><c>UP</c>, <c>DOWN</c> or <c>UNKNOWN</c> as the original has it, or <c>SILENT</c> or <c>STANDBY</c>.</param>
/// <param name="Since">When it became so.</param>
internal sealed record InboundHealthView(
    string Status, HealthError? Error, IReadOnlyDictionary<string, string>? Details, DateTimeOffset? LastUpdatedAt, DateTimeOffset? Since)
{
    public static InboundHealthView Of(InboundStatus status)
    {
        var details = new Dictionary<string, string>(status.Details);
        if (status.RetryAt is { } retry)
            details["nextAttempt"] = retry.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        return new InboundHealthView(
            status.Word.ToString().ToUpperInvariant(),
            status.Reason is { } reason
                ? new HealthError(status.Word is InboundWord.Silent ? nameof(InboundWord.Silent) : status.State.ToString(), reason)
                : null,
            details.Count > 0 ? details : null,
            status.Activities.LastHealthChange?.At,
            status.Since);
    }
}

internal sealed record HealthError(string Code, string Message);

/// <summary>The same with the name of the process that says it.</summary>
internal sealed record InstanceHealthView(
    string Status,
    HealthError? Error,
    IReadOnlyDictionary<string, string>? Details,
    DateTimeOffset? LastUpdatedAt,
    string RuntimeId,
    DateTimeOffset? Since);

/// <param name="Tag">What it is about: <c>Lifecycle</c>, <c>Activation</c>, <c>Health</c>, <c>Queueing</c>, <c>Message</c>, <c>Consumer</c> or <c>Correlation</c>.</param>
/// <param name="HealthChange">Whether the connector became up or down with it; null when neither.</param>
internal sealed record ActivityView(
    string Severity, string Tag, DateTimeOffset Timestamp, string Message, string? HealthChange, string? RuntimeId)
{
    public static ActivityView Of(ActivityEntry entry, string? runtimeId) => new(
        entry.Severity.ToString().ToUpperInvariant(),
        entry.Tag.ToString(),
        entry.At,
        entry.Message,
        entry.IsUp switch
        {
            true => "UP",
            false => "DOWN",
            null => null,
        },
        runtimeId);
}

/// <summary>All connectors of one type.</summary>
internal sealed record ConnectorInstancesView(string ConnectorId, string ConnectorName, IReadOnlyList<InboundConnectorView> Instances)
{
    public static ConnectorInstancesView Of(string type, IEnumerable<InboundStatus> statuses, ConnectorCatalog catalog) => new(
        type,
        catalog.Entries.FirstOrDefault(entry => entry.Type == type)?.Name ?? type,
        [.. statuses.Select(InboundConnectorView.Of)]);
}
