namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>A value and a schema do not belong together.</summary>
/// <param name="message">Where, and what was expected. Never a value.</param>
internal sealed class SchemaMismatchException(string message) : Exception(message);
