using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>A polling connector without its type of settings.</summary>
internal abstract class PollBinding
{
    private const int LevelsAtMost = 5;

    private PollBinding() { }

    /// <summary>Dotted names of the settings that are functions: the connector evaluates them itself.</summary>
    public abstract IReadOnlySet<string> Functions { get; }

    /// <exception cref="ConnectorException">The settings do not fit.</exception>
    public abstract BoundPoll Bind(ReadOnlyMemory<byte> settings);

    public static PollBinding Of(InboundClass connector) => (PollBinding)Activator.CreateInstance(
        typeof(Typed<>).MakeGenericType(connector.Contract.GetGenericArguments()), connector.Instance)!;

    private static void Collect(JsonTypeInfo type, string prefix, int levelsLeft, HashSet<string> paths)
    {
        if (type.Kind is not JsonTypeInfoKind.Object || levelsLeft is 0)
            return;

        foreach (var derived in type.PolymorphismOptions?.DerivedTypes ?? [])
            Collect(ConnectorJson.Options.GetTypeInfo(derived.DerivedType), prefix, levelsLeft - 1, paths);
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(FeelFunction))
                paths.Add(prefix + property.Name);
            else
                Collect(ConnectorJson.Options.GetTypeInfo(property.PropertyType), $"{prefix}{property.Name}.", levelsLeft - 1, paths);
        }
    }

    private sealed class Typed<TSettings>(IPollingConnector<TSettings> connector) : PollBinding
        where TSettings : notnull
    {
        public override IReadOnlySet<string> Functions { get; } = FunctionsOf();

        public override BoundPoll Bind(ReadOnlyMemory<byte> settings)
        {
            var bound = ConnectorJson.Bind<TSettings>(settings);
            connector.Check(bound);
            return new BoundPoll(connector.IntervalOf(bound), (poll, cancellation) => connector.PollAsync(bound, poll, cancellation));
        }

        private static HashSet<string> FunctionsOf()
        {
            var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            Collect(ConnectorJson.Options.GetTypeInfo(typeof(TSettings)), "", LevelsAtMost, paths);
            return paths;
        }
    }
}

/// <summary>A polling connector with the settings of one question.</summary>
internal sealed record BoundPoll(TimeSpan Interval, Func<Poll, CancellationToken, Task<PollAnswer>> PollAsync);

/// <summary>What is asked: JSON that settings are bound from, and a name that is the same for equal ones.</summary>
internal sealed record PollQuestion(ReadOnlyMemory<byte> Settings, string Key)
{
    public static PollQuestion Of(JsonObject settings)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(settings, ConnectorJson.Options);
        return new PollQuestion(json, Convert.ToHexStringLower(SHA256.HashData(json)));
    }
}
