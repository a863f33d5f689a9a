namespace Fairlead.Cli;

/// <summary>What the user gave cannot be used.</summary>
internal sealed class UsageException(string message) : Exception(message);
