namespace Fairlead.Protocol.Remote;

/// <summary>Asks a cluster, limits how long that may take, and knows whether it answered the last time.</summary>
internal sealed class Contact(Uri address, TimeSpan answerWithin, TimeProvider time)
{
    private readonly Lock _gate = new();
    private ClusterContact _now = new($"The cluster at {address} was not asked yet.", time.GetUtcNow());

    public event Action<ClusterContact>? Changed;

    public ClusterContact Now
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    public Task AskAsync(Func<CancellationToken, Task> ask, CancellationToken cancellation) => AskAsync(
        async token =>
        {
            await ask(token).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation) =>
        AskAsync(ask, TimeSpan.Zero, cancellation);

    /// <param name="wait">How long the cluster was asked to wait.</param>
    /// <exception cref="ClusterException">It refused, did not let us in, or did not answer.</exception>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, TimeSpan wait, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(answerWithin + wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var answer = await ask(either.Token).ConfigureAwait(false);
            Set(problem: null);
            return answer;
        }
        catch (OperationCanceledException cause) when (!cancellation.IsCancellationRequested)
        {
            var problem = $"The cluster at {address} did not answer within {(answerWithin + wait).TotalSeconds:0.#} seconds.";
            Set(problem);
            throw new ClusterException(ClusterError.DeadlineExceeded, problem, cause);
        }
        catch (ClusterException refused) when (refused.HttpStatus is 401 or 403 or 407)
        {
            // Not the event's fault: with the right credentials it would be accepted.
            var problem = $"The cluster at {address} does not let this runtime in ({refused.HttpStatus}): {refused.Message}";
            Set(problem);
            throw new ClusterException(ClusterError.Unavailable, problem, refused) { HttpStatus = refused.HttpStatus };
        }
        catch (ClusterException refused)
        {
            Set(refused.Error is ClusterError.Unavailable ? refused.Message : null);
            throw;
        }
    }

    private void Set(string? problem)
    {
        ClusterContact changed;
        lock (_gate)
        {
            if (_now.Problem is null == problem is null)
            {
                _now = _now with { Problem = problem };
                return;
            }

            changed = _now = new ClusterContact(problem, time.GetUtcNow());
        }

        Changed?.Invoke(changed);
    }
}
