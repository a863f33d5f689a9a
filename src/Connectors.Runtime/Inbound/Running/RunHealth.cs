using System.Collections.Immutable;

namespace Fairlead.Connectors.Runtime.Inbound.Running;

/// <summary>How a run is doing. Each change is noted in the activity log, once.</summary>
internal sealed class RunHealth(ActivityLog activities, TimeProvider time)
{
    private readonly Lock _gate = new();
    private InboundHealth _now = new(InboundState.Starting, Unread, time.GetUtcNow());
    private ImmutableSortedDictionary<string, string> _notes = ImmutableSortedDictionary<string, string>.Empty;
    private IReadOnlyDictionary<string, string>? _details;
    private string? _stuck;
    private InboundHealth? _source;
    private long? _upSince;

    private const string Unread = "It was started and has not said yet that it reads its source.";

    public InboundHealth Now
    {
        get
        {
            lock (_gate)
                return _now with { Details = _details is null ? _notes : _notes.SetItems(_details) };
        }
    }

    /// <summary>How long the source was read without a break; zero when it was not.</summary>
    public TimeSpan WasUpFor
    {
        get
        {
            lock (_gate)
                return _upSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    /// <summary>Something to show beside everything else, for ever.</summary>
    public void Note(string name, string value)
    {
        lock (_gate)
            _notes = _notes.SetItem(name, value);
    }

    public void Starting() => Become(new InboundHealth(InboundState.Starting, Unread, default));

    public void Standby(string owner) => Become(new InboundHealth(
        InboundState.Standby, $"The runtime {owner} reads this source; this one takes over when that one ends.", default));

    public void Lost() => Become(new InboundHealth(InboundState.Standby, "The lease was lost: another runtime may read this source now.", default));

    public void Cancelled(string reason) => Become(new InboundHealth(InboundState.Cancelled, reason, default));

    public void Up(IReadOnlyDictionary<string, string>? details)
    {
        lock (_gate)
            _details = details;
        Become(new InboundHealth(InboundState.Active, null, default));
    }

    public void Down(string reason, DateTimeOffset? retryAt) =>
        Become(new InboundHealth(InboundState.Down, reason, default) { RetryAt = retryAt });

    /// <summary>Events cannot be handed over, whatever the source does; null when they can again.</summary>
    public void Stuck(string? reason)
    {
        lock (_gate)
        {
            if (_stuck == reason)
                return;
            _stuck = reason;
        }

        Become(null);
    }

    private void Become(InboundHealth? source)
    {
        lock (_gate)
        {
            if (source is not null)
            {
                _source = source;
                // A new attempt is not stuck with the last one's event.
                if (source.State is InboundState.Starting or InboundState.Standby)
                    _stuck = null;
                _upSince = source.State is not InboundState.Active ? null : _upSince ?? time.GetTimestamp();
                if (source.State is not InboundState.Active)
                    _details = null;
            }

            var next = _source ?? _now;
            if (_stuck is { } stuck && next.State is InboundState.Active or InboundState.Starting)
                next = new InboundHealth(InboundState.Down, stuck, default);
            if (next.State == _now.State && next.Reason == _now.Reason)
            {
                _now = next with { Since = _now.Since };
                return;
            }

            _now = next with { Since = time.GetUtcNow() };
            Tell(_now);
        }
    }

    private void Tell(InboundHealth health)
    {
        var severity = health.State is InboundState.Down or InboundState.Cancelled ? ActivitySeverity.Error : ActivitySeverity.Info;
        if (health.State is InboundState.Active)
            activities.Add(severity, ActivityTag.Health, "The source is read.", isUp: true);
        else if (health.State is not InboundState.Starting)
            activities.Add(severity, ActivityTag.Health, health.Reason!, isUp: false);
    }
}
