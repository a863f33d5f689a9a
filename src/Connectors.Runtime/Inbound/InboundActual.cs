using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>The inbound connectors that run. Each stands for itself: one that cannot be activated takes no other down.</summary>
public sealed class InboundActual(
    InboundKinds kinds,
    InboundSecrets secrets,
    InboundVariables variables,
    InboundRegistry registry,
    ActivityKeeping activities,
    RuntimeMetrics metrics,
    IOptions<InboundOptions> options,
    TimeProvider time,
    ILogger<InboundActual> logger)
{
    private readonly Dictionary<string, InboundExecutable> _executables = new(StringComparer.Ordinal);

    /// <summary>Stops first, so that what is started finds free sources; only addresses are handed over.</summary>
    internal async Task BecomeLikeAsync(IReadOnlyList<InboundGroup> wanted, CancellationToken cancellation)
    {
        var lookups = await LookUpAsync(wanted, cancellation);
        var sights = await variables.LookUpAsync(wanted, cancellation);
        var groups = wanted.ToDictionary(group => group.Id, StringComparer.Ordinal);
        await Task.WhenAll(_executables.Values
            .Where(running => !TakesOver(running)
                && (!groups.TryGetValue(running.Group.Id, out var group) || NeedsNewStart(running, group)))
            .Select(StopAsync));
        foreach (var group in wanted)
            await BecomeLikeAsync(group, lookups.GetValueOrDefault(group.Id), sights.GetValueOrDefault(group.Id, InboundVariables.Nothing), cancellation);

        // An address answers at every moment: what follows it is there before it goes.
        foreach (var gone in _executables.Where(pair => !groups.ContainsKey(pair.Key)).ToList())
        {
            await StopAsync(gone.Value);
            _executables.Remove(gone.Key);
            activities.Close(gone.Key);
        }

        registry.Publish(_executables.Values);
    }

    /// <summary>Starts one anew, at once, as if nothing had been tried.</summary>
    /// <returns>False when there is none with this id.</returns>
    internal async Task<bool> ResetAsync(string executableId, CancellationToken cancellation)
    {
        if (!_executables.TryGetValue(executableId, out var executable))
            return false;

        var lookup = await secrets.LookUpAsync(executable.Group, cancellation);
        var sight = (await variables.LookUpAsync([executable.Group], cancellation)).GetValueOrDefault(executableId, InboundVariables.Nothing);
        executable.Refusal = executable.Refusal with { RetryAt = null };
        executable.Failures = 0;
        if (executable.Run is null)
        {
            await BecomeLikeAsync(executable.Group, lookup, sight, cancellation);
        }
        else
        {
            NoteStop(executable);
            await StartAsync(executable, lookup, sight, cancellation);
        }

        registry.Publish(_executables.Values);
        return true;
    }

    /// <summary>Ends all, each within its bound.</summary>
    internal async Task StopAllAsync()
    {
        await Task.WhenAll(_executables.Values.Select(StopAsync));
        _executables.Clear();
        registry.Publish([]);
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

    private bool TakesOver(InboundExecutable running) => kinds.Find(running.Group.Type)?.TakesOver is true;

    private static bool NeedsNewStart(InboundExecutable running, InboundGroup wanted) =>
        running.Group.Fingerprint != wanted.Fingerprint || wanted.Problem is not null;

    private async Task BecomeLikeAsync(InboundGroup group, SecretLookup? lookup, InboundSight sight, CancellationToken cancellation)
    {
        if (!_executables.TryGetValue(group.Id, out var executable))
            _executables[group.Id] = executable = new InboundExecutable(group, activities.Open(group.Id));
        // Whoever cannot be asked says nothing about a change: what runs goes on.
        var hasOtherSecrets = lookup?.Fingerprint() is { } now && now != executable.Secrets;
        var seesOthers = hasOtherSecrets || sight.Fingerprint != executable.Variables;
        var isNews = seesOthers
            || executable.Group.Fingerprint != group.Fingerprint
            || executable.Group.Problem != group.Problem;
        var isOther = seesOthers || NeedsNewStart(executable, group);
        executable.Group = group;
        if (group.Problem is not null)
            await StopAsync(executable);

        if (executable.Run is not null && isOther)
            await StartAsync(executable, lookup, sight, cancellation);
        else if (executable.Run is { } run)
            run.Swap(group);
        else if (group.Problem is { } problem)
            Refuse(executable, InboundState.InvalidDefinition, problem);
        else if (kinds.Find(group.Type) is null)
            Refuse(executable, InboundState.ConnectorNotRegistered, Unregistered(group.Type));
        else if (isNews || executable.Refusal.RetryAt is null || executable.Refusal.RetryAt <= time.GetUtcNow())
            await StartAsync(executable, lookup, sight, cancellation);
        Watch(executable);
    }

    /// <remarks>One that runs is replaced. When it cannot be, it stops: it must not go on with a secret that was changed or taken away.</remarks>
    private async Task StartAsync(InboundExecutable executable, SecretLookup? lookup, InboundSight sight, CancellationToken cancellation)
    {
        var kind = kinds.Find(executable.Group.Type)!;
        executable.Secrets = lookup?.Fingerprint();
        executable.Variables = sight.Fingerprint;
        if (!kind.TakesOver)
            await StopAsync(executable);
        try
        {
            executable.Run = await kind.StartAsync(
                new InboundStart(executable.Group, executable.Activities, lookup, sight.Variables, executable.Run), cancellation);
            executable.Failures = 0;
            metrics.Activation("activated", executable.Group.Type);
            Log.InboundUp(logger, executable.Group.Id, executable.Group.Type, executable.Group.ProcessId);
        }
        catch (ConnectorException refused)
        {
            await RetryAsync(executable, refused.Message);
        }
        catch (Exception defect) when (!cancellation.IsCancellationRequested)
        {
            // A defect of one connector must not stop its neighbours. Its text may hold settings, so it is not shown.
            await RetryAsync(
                executable, $"The connector failed with {defect.GetType().Name}; this is a defect of the connector. [CONNECTOR_DEFECT]");
        }
    }

    /// <summary>One that does not end in time is left to itself: what it delivers later is refused, because it has lost its lease.</summary>
    private async Task StopAsync(InboundExecutable executable)
    {
        if (executable.Run is not { } run)
            return;

        executable.Run = null;
        try
        {
            // Runs keep to the bound themselves; this is for one that does not.
            await run.StopAsync().WaitAsync(options.Value.StopWait * 2, time);
        }
        catch (TimeoutException)
        {
            Log.InboundAbandoned(logger, executable.Group.Id, executable.Group.Type, executable.Group.ProcessId, options.Value.StopWait * 2);
            executable.Activities.Add(
                ActivitySeverity.Warning,
                ActivityTag.Lifecycle,
                $"The connector did not stop within {options.Value.StopWait.TotalSeconds * 2:0.#} seconds and was left to itself.");
        }
        catch (Exception defect)
        {
            // It is over all the same.
            Log.InboundStopDefect(logger, executable.Group.Id, executable.Group.Type, defect.GetType().Name);
        }

        NoteStop(executable);
    }

    private void NoteStop(InboundExecutable executable)
    {
        executable.Activities.Deactivated();
        metrics.Activation("deactivated", executable.Group.Type);
    }

    private async Task RetryAsync(InboundExecutable executable, string reason)
    {
        await StopAsync(executable);
        var retryAt = time.GetUtcNow() + InboundPause.Of(executable.Failures++, executable.Group.Id, options.Value);
        metrics.Activation("activation-failed", executable.Group.Type);
        Refuse(executable, InboundState.FailedToActivate, reason, retryAt);
    }

    private void Refuse(InboundExecutable executable, InboundState state, string reason, DateTimeOffset? retryAt = null)
    {
        var before = executable.Refusal;
        if (before.State != state || before.Reason != reason || before.Since == default)
        {
            Log.InboundDown(logger, executable.Group.Id, executable.Group.Type, executable.Group.ProcessId, reason);
            executable.Activities.Failed(reason);
            before = before with { Since = time.GetUtcNow() };
        }

        executable.Refusal = before with { State = state, Reason = reason, RetryAt = retryAt };
    }

    /// <summary>What runs tells nobody when it is well or ill; operators are told here.</summary>
    private void Watch(InboundExecutable executable)
    {
        var now = executable.Health;
        var before = executable.Noted;
        executable.Noted = now;
        WatchSilence(executable, now);
        if (executable.Run is not null && now.Reason is { } reason && (before?.State != now.State || before.Reason != reason))
            Log.InboundDown(logger, executable.Group.Id, executable.Group.Type, executable.Group.ProcessId, reason);
    }

    private void WatchSilence(InboundExecutable executable, InboundHealth health)
    {
        var traffic = executable.Activities.Traffic.Counts;
        var every = InboundSilence.ExpectationOf(executable.Group, options.Value);
        var isSilent = health.State is InboundState.Active && InboundSilence.SinceOf(traffic, every, time.GetUtcNow()) is not null;
        if (isSilent == executable.IsSilent)
            return;
        executable.IsSilent = isSilent;
        if (isSilent)
        {
            var reason = InboundSilence.ReasonOf(traffic, every!.Value);
            Log.InboundSilent(logger, executable.Group.Id, executable.Group.Type, executable.Group.ProcessId, reason);
            executable.Activities.Add(ActivitySeverity.Warning, ActivityTag.Health, reason);
        }
        else if (health.State is InboundState.Active)
        {
            executable.Activities.Add(ActivitySeverity.Info, ActivityTag.Health, "Events come again.");
        }
    }

    private static string Unregistered(string type) =>
        $"No connector of type {type} runs here: add it, enable it, or correct {InboundProperty.Type}. [INBOUND_UNKNOWN_TYPE]";
}
