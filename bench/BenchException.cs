namespace Fairlead.Bench;

/// <summary>A measurement that would be worthless.</summary>
internal sealed class BenchException(string message) : Exception(message);
