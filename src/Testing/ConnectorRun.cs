using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Testing;

/// <summary>What became of one call.</summary>
public sealed class ConnectorRun
{
    internal ConnectorRun()
    {
    }

    /// <summary>Whether the connector gave an output, and the headers could map it.</summary>
    public bool Succeeded => Failure is null;

    /// <summary>What the connector gave back, as JSON.</summary>
    /// <exception cref="TestFailedException">It failed.</exception>
    public JsonElement Output => JsonElement.Parse(OutputJson ?? throw new TestFailedException(
        $"Expected an output, but the connector failed: {Failure!.GetType().Name}: {Failure.Message}"));

    /// <summary>What the headers <c>resultVariable</c> and <c>resultExpression</c> make of the output; without them an empty object.</summary>
    /// <exception cref="TestFailedException">It failed.</exception>
    public JsonElement Variables => Succeeded ? JsonElement.Parse(Mapped.Span) : Output;

    /// <summary>The failure that the connector told of.</summary>
    /// <exception cref="TestFailedException">It did not fail, or broke with another exception, which is a defect of it.</exception>
    public ConnectorException Error => Failure as ConnectorException ?? throw new TestFailedException(Failure is null
        ? $"Expected a failure, but the connector gave {Encoding.UTF8.GetString(OutputJson!)}."
        : $"Expected a ConnectorException, but it threw {Failure}");

    /// <summary>Whatever it threw; null when it did not.</summary>
    public Exception? Failure { get; internal init; }

    /// <summary>What went over the wire, as the call journal shows it: secrets as <c>{{secrets.NAME}}</c>.</summary>
    public IReadOnlyList<RecordedExchange> Exchanges { get; internal init; } = [];

    /// <summary>What the connector noted.</summary>
    public IReadOnlyList<string> Log { get; internal init; } = [];

    internal byte[]? OutputJson { get; init; }

    internal ReadOnlyMemory<byte> Mapped { get; init; }
}
