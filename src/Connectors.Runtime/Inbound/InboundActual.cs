using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>The inbound connectors that run. Each stands for itself: one that cannot be activated takes no other down.</summary>
public sealed class InboundActual(
    WebhookActivation activation,
    InboundRegistry registry,
    RuntimeMetrics metrics,
    IOptions<InboundOptions> options,
    TimeProvider time,
    ILogger<InboundActual> logger)
{
    private readonly Dictionary<string, InboundExecutable> _executables = new(StringComparer.Ordinal);

    /// <summary>Stops first, so that what is started finds free paths.</summary>
    internal void BecomeLike(IReadOnlyList<InboundGroup> wanted)
    {
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
            BecomeLike(group);
        registry.Publish(_executables.Values);
    }

    /// <summary>Starts one anew, at once, as if nothing had been tried.</summary>
    /// <returns>False when there is none with this id.</returns>
    internal bool Reset(string executableId)
    {
        if (!_executables.TryGetValue(executableId, out var executable))
            return false;

        executable.RetryAt = null;
        executable.Failures = 0;
        if (executable.Endpoint is { } before)
        {
            NoteStop(executable);
            Start(executable, before);
        }
        else
        {
            BecomeLike(executable.Group);
        }

        registry.Publish(_executables.Values);
        return true;
    }

    private static bool NeedsNewStart(InboundExecutable running, InboundGroup wanted) =>
        running.Group.Fingerprint != wanted.Fingerprint || wanted.Problem is not null;

    private void BecomeLike(InboundGroup group)
    {
        if (!_executables.TryGetValue(group.Id, out var executable))
            _executables[group.Id] = executable = new InboundExecutable(group, new ActivityLog(options.Value.ActivitiesAtMost, time));
        var isNews = executable.Group.Fingerprint != group.Fingerprint || executable.Group.Problem != group.Problem;
        executable.Group = group;

        if (executable.Endpoint is { } endpoint)
            endpoint.Group = group;
        else if (group.Problem is { } problem)
            Refuse(executable, InboundState.InvalidDefinition, problem);
        else if (!activation.Serves(group.Type))
            Refuse(executable, InboundState.ConnectorNotRegistered, Unregistered(group.Type));
        else if (isNews || executable.RetryAt is null || executable.RetryAt <= time.GetUtcNow())
            Start(executable);
    }

    /// <param name="before">What it takes the place of, also in the line of those who wait for a path; null for nothing.</param>
    private void Start(InboundExecutable executable, WebhookEndpoint? before = null)
    {
        try
        {
            executable.Endpoint = activation.Open(executable.Group, executable.Activities, before);
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
        NoteStop(executable);
    }

    private void NoteStop(InboundExecutable executable)
    {
        executable.Endpoint = null;
        executable.Activities.Deactivated();
        metrics.Activation("deactivated", executable.Group.Type);
    }

    private void Retry(InboundExecutable executable, string reason)
    {
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
