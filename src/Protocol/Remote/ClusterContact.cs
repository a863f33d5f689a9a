namespace Fairlead.Protocol.Remote;

/// <summary>Whether a far cluster answers.</summary>
/// <param name="Problem">Why it does not; null while it does.</param>
/// <param name="Since">Since when that is so.</param>
public sealed record ClusterContact(string? Problem, DateTimeOffset Since);
