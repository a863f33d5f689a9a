using System.Threading.Channels;

using Fairlead.Protocol.Rest;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>Where uses of secrets are kept.</summary>
public interface ISecretUses
{
    /// <summary>Keeps them, and removes what is too old or too much. One call at a time.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    void Write(IReadOnlyList<SecretUseItem> uses);
}

/// <summary>
/// Writes down who asked for which secret, beside the work and not within it: a job only puts a note into a queue. The queue is bounded;
/// what does not fit is counted and lost.
/// </summary>
/// <param name="uses">Null keeps nothing.</param>
public sealed class SecretAudit(ISecretUses? uses, TimeProvider time, ILogger<SecretAudit> logger) : BackgroundService
{
    /// <summary>Notes that wait at most; about 300 bytes each.</summary>
    private const int WaitingAtMost = 20_000;

    private const int WrittenAtOnce = 1_000;

    /// <summary>What an abrupt end of the process may lose.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<SecretUseItem> _waiting =
        Channel.CreateBounded<SecretUseItem>(new BoundedChannelOptions(WaitingAtMost) { SingleReader = true });

    private readonly SemaphoreSlim _one = new(1);
    private long _lost;

    internal void Record(SecretLookup lookup, SecretUser user)
    {
        if (uses is null)
            return;

        var now = time.GetUtcNow();
        foreach (var (name, provider) in lookup.Providers)
            Add(name, SecretOutcome.Resolved, provider);
        foreach (var name in lookup.Missing)
            Add(name, SecretOutcome.Missing, provider: null);
        foreach (var (name, provider) in lookup.Failed)
            Add(name, SecretOutcome.ProviderFailed, provider);

        void Add(string name, SecretOutcome outcome, string? provider)
        {
            var use = new SecretUseItem
            {
                Timestamp = now,
                Name = name,
                Outcome = outcome,
                Provider = provider,
                TenantId = user.TenantId,
                ProcessDefinitionId = user.ProcessId,
                ProcessDefinitionKey = user.ProcessDefinitionKey,
                ElementId = user.ElementId,
                ProcessInstanceKey = user.Job?.ProcessInstanceKey,
                JobKey = user.Job?.Key,
                ExecutableId = user.ExecutableId,
            };
            if (!_waiting.Writer.TryWrite(use))
                Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Returns when everything recorded before the call is kept, or is known to be lost.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            while (Take() is { Count: > 0 } batch)
                Write(batch);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Keeps the rest.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(CancellationToken.None);
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                // What comes together is written together.
                await Task.Delay(Pause, time, stoppingToken);
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes what is left.
        }
    }

    private List<SecretUseItem> Take()
    {
        var batch = new List<SecretUseItem>();
        while (batch.Count < WrittenAtOnce && _waiting.Reader.TryRead(out var use))
            batch.Add(use);
        return batch;
    }

    private void Write(List<SecretUseItem> batch)
    {
        try
        {
            uses!.Write(batch);
        }
        catch (IOException full)
        {
            // Work goes on without its notes: whoever needs them sees in the log that some are missing.
            Interlocked.Add(ref _lost, batch.Count);
            Log.SecretUsesNotKept(logger, full);
        }

        if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
            Log.SecretUsesLost(logger, lost);
    }
}
