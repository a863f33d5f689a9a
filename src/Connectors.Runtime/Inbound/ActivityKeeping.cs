using System.Collections.Concurrent;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Writes down what inbound connectors did, beside their work: what is new each second, at most as much as a log holds.</summary>
/// <param name="store">Null keeps nothing.</param>
public sealed class ActivityKeeping(
    IOptions<InboundOptions> options, TimeProvider time, ILogger<ActivityKeeping> logger, IActivityStore? store = null)
    : BackgroundService
{
    /// <summary>What an abrupt end of the process may lose.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ActivityLog> _open = new(StringComparer.Ordinal);
    private readonly Lock _one = new();
    private bool _isSilent;

    /// <summary>The log of a connector; it goes on where it ended.</summary>
    internal ActivityLog Open(string executableId) => _open.GetOrAdd(
        executableId, id => new ActivityLog(options.Value.ActivitiesAtMost, time, Read(id)));

    /// <summary>Nothing runs for it any more.</summary>
    internal void Close(string executableId)
    {
        Flush();
        _open.TryRemove(executableId, out _);
    }

    /// <summary>Returns when everything noted before the call is kept, or is known to be lost.</summary>
    internal void Flush()
    {
        if (store is null)
            return;
        lock (_one)
        {
            var news = _open
                .Select(pair => new KeptActivities(pair.Key, pair.Value.TakeNews(), pair.Value.Traffic.TakeNews()))
                .Where(one => one.Entries.Count > 0 || one.Traffic is not null)
                .ToList();
            if (news.Count is 0)
                return;
            try
            {
                store.Write(news);
                _isSilent = false;
            }
            catch (IOException full)
            {
                // Connectors go on without their notes; once is enough to say so.
                if (!_isSilent)
                    Log.ActivitiesNotKept(logger, full);
                _isSilent = true;
            }
        }
    }

    /// <summary>Keeps the rest.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Flush();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (store is not null)
            {
                await Task.Delay(Pause, time, stoppingToken);
                Flush();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes what is left.
        }
    }

    private KeptActivities? Read(string executableId)
    {
        try
        {
            return store?.Read(executableId, options.Value.ActivitiesAtMost);
        }
        catch (IOException damaged)
        {
            Log.ActivitiesNotKept(logger, damaged);
            return null;
        }
    }
}
