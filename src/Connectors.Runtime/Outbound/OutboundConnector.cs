using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>A connector without its types: JSON in, JSON out. One object serves all jobs of its type at the same time.</summary>
public abstract class OutboundConnector
{
    private OutboundConnector() { }

    /// <summary>The job type it serves here.</summary>
    public required string JobType { get; init; }

    /// <summary>The variables it reads; empty for all.</summary>
    public abstract IReadOnlyList<string> FetchVariables { get; }

    /// <summary>Where its input holds what must not be shown.</summary>
    internal abstract Calls.SecretInputs Secrets { get; }

    /// <summary>Binds, validates, executes and serialises.</summary>
    public abstract Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> variables, OutboundCall call, CancellationToken cancellation);

    /// <summary>What it is given.</summary>
    internal abstract JsonTypeInfo Input { get; }

    /// <summary>What it gives back.</summary>
    internal abstract JsonTypeInfo Output { get; }

    /// <summary>The same connector under another job type.</summary>
    internal abstract OutboundConnector As(string jobType);

    /// <param name="instance">Implements <see cref="IOutboundConnector{TInput,TOutput}"/> as <paramref name="contract"/> says.</param>
    internal static OutboundConnector Of(string jobType, object instance, Type contract)
    {
        var type = typeof(Typed<,>).MakeGenericType(contract.GetGenericArguments());
        return (OutboundConnector)Activator.CreateInstance(type, jobType, instance)!;
    }

    private sealed class Typed<TInput, TOutput> : OutboundConnector
        where TInput : notnull
    {
        private static readonly bool HasOperations = OperationHeader.Chooses(ConnectorJson.Options.GetTypeInfo(typeof(TInput)));

        private readonly IOutboundConnector<TInput, TOutput> _connector;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Typed(string jobType, IOutboundConnector<TInput, TOutput> connector)
        {
            JobType = jobType;
            _connector = connector;
        }

        public override IReadOnlyList<string> FetchVariables { get; } = NamesOf(ConnectorJson.Options.GetTypeInfo(typeof(TInput)));

        internal override Calls.SecretInputs Secrets => Calls.SecretInputs.Of(typeof(TInput));

        public override async Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> variables, OutboundCall call, CancellationToken cancellation)
        {
            var input = await ConnectorJson.BindAsync<TInput>(
                HasOperations ? OperationHeader.Into(variables, call.Job.Headers) : variables, call.Documents, cancellation);
            var output = await _connector.ExecuteAsync(input, call, cancellation);
            return JsonSerializer.SerializeToUtf8Bytes(output, ConnectorJson.Options);
        }

        internal override JsonTypeInfo Input => ConnectorJson.Options.GetTypeInfo(typeof(TInput));

        internal override JsonTypeInfo Output => ConnectorJson.Options.GetTypeInfo(typeof(TOutput));

        internal override OutboundConnector As(string jobType) => new Typed<TInput, TOutput>(jobType, _connector);

        // A choice at the root has fields that its declared type does not tell.
        private static IReadOnlyList<string> NamesOf(JsonTypeInfo input) =>
            input.Kind is JsonTypeInfoKind.Object
            && input.PolymorphismOptions is null
            && !input.Properties.Any(property => property.IsExtensionData)
                ? [.. input.Properties.Select(property => property.Name)]
                : [];
    }
}
