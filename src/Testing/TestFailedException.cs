namespace Fairlead.Testing;

/// <summary>Something is not as the test says. Every test framework shows it as a failure.</summary>
/// <param name="message">What was expected, and what is.</param>
public sealed class TestFailedException(string message) : Exception(message);
