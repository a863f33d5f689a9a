using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>The inbound connectors that run. Each stands for itself: one that cannot be activated takes no other down.</summary>
public sealed class InboundActual(
    WebhookActivation activation,
    InboundSecrets secrets,
    InboundRegistry registry,
    RuntimeMetrics metrics,
    IOptions<InboundOptions> options,
    TimeProvider time,
    ILogger<InboundActual> logger)
{
    private readonly Dictionary<string, InboundExecutable> _executables = new(StringComparer.Ordinal);

    /// <summary>Stops first, so that what is started finds free paths.</summary>
    internal async Task BecomeLikeAsync(IReadOnlyList<InboundGroup> wanted, CancellationToken cancellation)
    {
        var lookups = await LookUpAsync(wanted, cancellation);
        var ids = wanted.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _executables.Where(pair => !ids.Contains(pair.Key)).ToList())
        {
            Stop(gone.Value);
            _executables.Remove(gone.Key);
        }

        foreach (var group in wanted)
        {
            if (_executables.TryGetValue(group.Id, out var running) && NeedsNewStart(running, group))
                Stop(running);
        }

        foreach (var group in wanted)
            BecomeLike(group, lookups.GetValueOrDefault(group.Id));
        registry.Publish(_executables.Values);
    }

    /// <summary>Starts one anew, at once, as if nothing had been tried.</summary>
    /// <returns>False when there is none with this id.</returns>
    internal async Task<bool> ResetAsync(string executableId, CancellationToken cancellation)
    {
        if (!_executables.TryGetValue(executableId, out var executable))
            return false;

        var lookup = await secrets.LookUpAsync(executable.Group, cancellation);
        executable.RetryAt = null;
        executable.Failures = 0;
        if (executable.Endpoint is null)
        {
            BecomeLike(executable.Group, lookup);
        }
        else
        {
            NoteStop(executable);
            Start(executable, lookup);
        }

        registry.Publish(_executables.Values);
        return true;
    }

    /// <summary>Before anything is changed: a provider may take its time. One by one, so that a slow one is not asked twice.</summary>
    private async Task<IReadOnlyDictionary<string, SecretLookup>> LookUpAsync(IReadOnlyList<InboundGroup> wanted, CancellationToken cancellation)
    {
        var lookups = new Dictionary<string, SecretLookup>(StringComparer.Ordinal);
        foreach (var group in wanted)
        {
            if (await secrets.LookUpAsync(group, cancellation) is { } lookup)
                lookups[group.Id] = lookup;
        }

        return lookups;
    }

    private static bool NeedsNewStart(InboundExecutable running, InboundGroup wanted) =>
        running.Group.Fingerprint != wanted.Fingerprint || wanted.Problem is not null;

    private void BecomeLike(InboundGroup group, SecretLookup? lookup)
    {
        if (!_executables.TryGetValue(group.Id, out var executable))
            _executables[group.Id] = executable = new InboundExecutable(group, new ActivityLog(options.Value.ActivitiesAtMost, time));
        // Whoever cannot be asked says nothing about a change: what runs goes on.
        var hasOtherSecrets = lookup?.Fingerprint() is { } now && now != executable.Secrets;
        var isNews = hasOtherSecrets
            || executable.Group.Fingerprint != group.Fingerprint
            || executable.Group.Problem != group.Problem;
        executable.Group = group;

        if (executable.Endpoint is not null && hasOtherSecrets)
            Start(executable, lookup);
        else if (executable.Endpoint is { } endpoint)
            endpoint.Group = group;
        else if (group.Problem is { } problem)
            Refuse(executable, InboundState.InvalidDefinition, problem);
        else if (!activation.Serves(group.Type))
            Refuse(executable, InboundState.ConnectorNotRegistered, Unregistered(group.Type));
        else if (isNews || executable.RetryAt is null || executable.RetryAt <= time.GetUtcNow())
            Start(executable, lookup);
    }

    /// <remarks>One that runs is replaced. When it cannot be, it stops: it must not go on with a secret that was changed or taken away.</remarks>
    private void Start(InboundExecutable executable, SecretLookup? lookup)
    {
        executable.Secrets = lookup?.Fingerprint();
        try
        {
            executable.Endpoint = activation.Open(executable.Group, executable.Activities, lookup, executable.Endpoint);
            executable.State = InboundState.Active;
            executable.Reason = null;
            executable.RetryAt = null;
            executable.Failures = 0;
            executable.Activities.Activated();
            metrics.Activation("activated", executable.Group.Type);
            Log.InboundUp(logger, executable.Group.Id, executable.Group.Type, executable.Group.ProcessId);
        }
        catch (ConnectorException refused)
        {
            Retry(executable, refused.Message);
        }
        catch (Exception defect)
        {
            // A defect of one connector must not stop its neighbours. Its text may hold settings, so it is not shown.
            Retry(executable, $"The connector failed with {defect.GetType().Name}; this is a defect of the connector. [CONNECTOR_DEFECT]");
        }
    }

    private void Stop(InboundExecutable executable)
    {
        if (executable.Endpoint is not { } endpoint)
            return;

        activation.Close(endpoint);
        executable.Endpoint = null;
        NoteStop(executable);
    }

    private void NoteStop(InboundExecutable executable)
    {
        executable.Activities.Deactivated();
        metrics.Activation("deactivated", executable.Group.Type);
    }

    private void Retry(InboundExecutable executable, string reason)
    {
        Stop(executable);
        executable.RetryAt = time.GetUtcNow() + PauseOf(executable);
        executable.Failures++;
        metrics.Activation("activation-failed", executable.Group.Type);
        Refuse(executable, InboundState.FailedToActivate, reason);
    }

    /// <summary>Doubled each time, and spread by up to a fifth so that many that failed together do not come back together.</summary>
    private TimeSpan PauseOf(InboundExecutable executable)
    {
        var pause = options.Value.RetryAfter * Math.Pow(2, Math.Min(executable.Failures, 20));
        if (pause > options.Value.RetryAfterAtMost)
            pause = options.Value.RetryAfterAtMost;
        var spread = Convert.FromHexString(executable.Group.Id.AsSpan(0, 2))[0] / 255.0;
        return pause * (0.8 + (0.4 * spread));
    }

    private void Refuse(InboundExecutable executable, InboundState state, string reason)
    {
        if (executable.State != state || executable.Reason != reason)
        {
            Log.InboundDown(logger, executable.Group.Id, executable.Group.Type, executable.Group.ProcessId, reason);
            executable.Activities.Failed(reason);
        }

        executable.State = state;
        executable.Reason = reason;
    }

    private static string Unregistered(string type) =>
        $"No connector of type {type} runs here: add it, enable it, or correct {InboundProperty.Type}. [INBOUND_UNKNOWN_TYPE]";
}
