using System.Globalization;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>What a deployment of some files would say, without deploying them. Ours: not part of the REST API of Camunda 8.</summary>
public sealed record DeploymentCheckResult
{
    /// <summary>Whether they would be deployed: no finding is an error.</summary>
    public required bool IsDeployable { get; init; }

    /// <summary>File by file, in the order of their lines.</summary>
    public required IReadOnlyList<DeploymentFinding> Findings { get; init; }
}

/// <summary>Something about a file that its author should know. Ours.</summary>
public sealed record DeploymentFinding
{
    /// <summary>Whether it cannot run; else it runs, but probably not as it was meant.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>Stable name of the kind.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>Name of the file.</summary>
    public required string ResourceName { get; init; }

    /// <summary>BPMN id; null when the file itself is at fault.</summary>
    public string? ElementId { get; init; }

    /// <summary>One-based; null when unknown.</summary>
    public int? Line { get; init; }

    /// <summary>A line for people: the file, the element, the reason and the code.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ResourceName}{(Line is { } line ? $":{line}" : "")}: {(ElementId is null ? "" : $"{ElementId}: ")}{Message} [{Code}]");
}

/// <summary>How bad a finding is.</summary>
[JsonConverter(typeof(RestWordConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>It cannot run.</summary>
    Error,

    /// <summary>It runs, but probably not as it was meant.</summary>
    Warning,
}
