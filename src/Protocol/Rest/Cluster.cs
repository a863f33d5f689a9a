namespace Fairlead.Protocol.Rest;

/// <summary>What runs.</summary>
public sealed record TopologyResult(
    IReadOnlyList<BrokerItem> Brokers,
    string? ClusterId,
    int ClusterSize,
    int PartitionsCount,
    int ReplicationFactor,
    string GatewayVersion,
    string LastCompletedChangeId);

/// <summary>One broker.</summary>
public sealed record BrokerItem(int NodeId, string Host, int Port, IReadOnlyList<PartitionItem> Partitions, string Version);

/// <summary>One partition of a broker.</summary>
/// <param name="Role"><c>leader</c>, <c>follower</c> or <c>inactive</c>.</param>
/// <param name="Health"><c>healthy</c>, <c>unhealthy</c> or <c>dead</c>.</param>
public sealed record PartitionItem(int PartitionId, string Role, string Health);

/// <summary>The licence as clients ask for it.</summary>
public sealed record LicenseResult(bool ValidLicense, string LicenseType, bool IsCommercial, DateTimeOffset? ExpiresAt);

/// <summary>Why a request was refused. Content type <c>application/problem+json</c>. Source: RFC 9457.</summary>
/// <param name="Type">Always <c>about:blank</c>.</param>
/// <param name="Title">The symbolic status, for example <c>NOT_FOUND</c>, or the HTTP phrase for what the framework refuses.</param>
/// <param name="Detail">What is wrong, where, and what to do.</param>
/// <param name="Instance">Path of the request.</param>
public sealed record ProblemDetail(string Type, string Title, int Status, string Detail, string Instance);
