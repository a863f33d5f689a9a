namespace Fairlead.Protocol.Rest;

/// <summary>The secrets that can be listed. Ours: not part of the REST API of Camunda 8. No answer ever has a value.</summary>
public sealed record SecretsResult
{
    /// <summary>In order of name; a name that several providers have is there for each of them.</summary>
    public required IReadOnlyList<SecretItem> Items { get; init; }

    /// <summary>Providers that could not be asked.</summary>
    public required IReadOnlyList<SecretProviderProblem> Problems { get; init; }
}

/// <summary>A secret of one provider.</summary>
public sealed record SecretItem
{
    /// <summary>As a model writes it behind <c>secrets.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Who has it: <c>configuration</c>, <c>environment</c>, <c>files</c>, <c>store</c>, <c>vault</c> or another.</summary>
    public required string Provider { get; init; }

    /// <summary>When it got its value; null when the provider cannot tell.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The provider whose value is used instead of this one; null when this one is used.</summary>
    public string? HiddenBy { get; init; }

    /// <summary>When it was asked for last; null when that is not known.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>Why a provider could not be asked.</summary>
public sealed record SecretProviderProblem
{
    /// <summary>Its name.</summary>
    public required string Provider { get; init; }

    /// <summary>What is wrong, and what to do.</summary>
    public required string Message { get; init; }
}

/// <summary>A value for a secret. No record: that would print it.</summary>
public sealed class SetSecretRequest
{
    /// <summary>The value, at most <see cref="CharactersAtMost"/> characters.</summary>
    public required string Value { get; init; }

    /// <summary>The longest value.</summary>
    public const int CharactersAtMost = 64 * 1024;

    /// <inheritdoc/>
    public override string ToString() => "***";
}

/// <summary>Who asked for a secret, newest first.</summary>
public sealed record SecretUsageResult
{
    /// <summary>Items of a page when the request does not say.</summary>
    public const int UsualLimit = 100;

    /// <summary>Items of a page at most.</summary>
    public const int LimitAtMost = 10_000;

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<SecretUseItem> Items { get; init; }

    /// <summary>Where the next, older page begins; null when this is the last one.</summary>
    public string? EndCursor { get; init; }
}

/// <summary>A secret was asked for.</summary>
public sealed record SecretUseItem
{
    /// <summary>When.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Which.</summary>
    public required string Name { get; init; }

    /// <summary>What came of it.</summary>
    public required SecretOutcome Outcome { get; init; }

    /// <summary>Who had it, or failed; null when nobody has it.</summary>
    public string? Provider { get; init; }

    /// <summary>Tenant of the process.</summary>
    public required string TenantId { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>The version of the process.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>BPMN id of the element whose model names the secret.</summary>
    public required string ElementId { get; init; }

    /// <summary>The instance; null for an inbound connector.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>The job; null for an inbound connector.</summary>
    public JobKey? JobKey { get; init; }

    /// <summary>The inbound connector; null for a job.</summary>
    public string? ExecutableId { get; init; }
}

/// <summary>What came of asking for a secret.</summary>
public enum SecretOutcome
{
    /// <summary>It has a value.</summary>
    Resolved,

    /// <summary>No provider has it.</summary>
    Missing,

    /// <summary>A provider could not be asked.</summary>
    ProviderFailed,
}
