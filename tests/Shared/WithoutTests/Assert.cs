namespace Fairlead;

/// <summary>What the servers in Shared/Servers need of xunit, for a program that starts them and runs no tests.</summary>
internal static class Assert
{
    public static void True(bool condition, string? message = null)
    {
        if (!condition)
            Fail(message ?? "Expected something to be true.");
    }

    public static void False(bool condition, string? message = null) => True(!condition, message ?? "Expected something to be false.");

    public static void Equal<T>(T expected, T actual) => True(Equals(expected, actual), $"Expected {expected}, but it is {actual}.");

    public static void Fail(string message) => throw new InvalidOperationException(message);

    /// <summary>A server is not on this machine.</summary>
    public static void Skip(string reason) => throw new NotSupportedException(reason);
}
