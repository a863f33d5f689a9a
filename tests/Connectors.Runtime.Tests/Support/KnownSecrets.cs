using System.Collections.Concurrent;

using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol.Rest;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>A provider as a stranger would write it.</summary>
internal sealed class KnownSecrets(string name, params (string Name, string Value)[] values) : ISecretProvider
{
    public string Name => name;

    public ConcurrentDictionary<string, string> Values { get; } = new(values.ToDictionary(pair => pair.Name, pair => pair.Value));

    /// <summary>Thrown in place of an answer; null for an answer.</summary>
    public Exception? Failure { get; set; }

    public ConcurrentQueue<string> Asked { get; } = [];

    public async ValueTask<IReadOnlyDictionary<string, Secret>> FindAsync(SecretRequest request, CancellationToken cancellation)
    {
        await Task.Yield();
        Asked.Enqueue($"{string.Join(", ", request.Names.Order(StringComparer.Ordinal))} for {request.ProcessId} in {request.TenantId}");
        if (Failure is not null)
            throw Failure;
        return request.Names.Where(Values.ContainsKey).ToDictionary(known => known, known => new Secret(Values[known]));
    }
}

/// <summary>Keeps uses of secrets in memory.</summary>
internal sealed class KeptUses : ISecretUses
{
    public List<SecretUseItem> Written { get; } = [];

    public IOException? Failure { get; set; }

    public void Write(IReadOnlyList<SecretUseItem> uses)
    {
        if (Failure is not null)
            throw Failure;
        Written.AddRange(uses);
    }
}
