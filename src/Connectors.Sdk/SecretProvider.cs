namespace Fairlead.Connectors.Sdk;

/// <summary>
/// A place where secrets are kept: a vault, a cloud's secret manager. The runtime asks its providers one after the other for the names
/// that a job or an inbound connector needs; the first that knows a name wins.
/// </summary>
/// <remarks>One object serves everything at the same time. It is asked for each job, so a remote one remembers values for a short time.</remarks>
public interface ISecretProvider
{
    /// <summary>Short and constant: operators see it beside each secret. For example <c>vault</c>.</summary>
    string Name { get; }

    /// <summary>Looks up several names at once.</summary>
    /// <returns>What it knows, by name; a name that is missing in it is asked of the next provider.</returns>
    /// <exception cref="SecretProviderException">
    /// It cannot say now. Jobs then fail for the moment and are tried again; nothing is taken from the providers behind it.
    /// </exception>
    ValueTask<IReadOnlyDictionary<string, Secret>> FindAsync(SecretRequest request, CancellationToken cancellation);

    /// <summary>What it holds, for people; nothing when it cannot tell.</summary>
    /// <exception cref="SecretProviderException">It cannot say now.</exception>
    ValueTask<IReadOnlyList<SecretEntry>> ListAsync(CancellationToken cancellation) => new([]);
}

/// <summary>Secrets that a piece of work needs, and whose it is.</summary>
public sealed class SecretRequest
{
    /// <summary>Each once; never empty.</summary>
    public required IReadOnlyCollection<string> Names { get; init; }

    /// <summary>Tenant; <c>&lt;default&gt;</c> when tenancy is not used.</summary>
    public required string TenantId { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessId { get; init; }
}

/// <summary>A secret that a provider holds, without its value.</summary>
public sealed class SecretEntry
{
    /// <summary>As a model writes it behind <c>secrets.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When it got its value; null when the provider cannot tell.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <summary>A provider cannot say now whether it knows a secret.</summary>
/// <param name="message">What, where, and what to do, for operators. It must not contain a value or a credential.</param>
/// <param name="inner">The cause.</param>
public sealed class SecretProviderException(string message, Exception? inner = null) : Exception(message, inner);
