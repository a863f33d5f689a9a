using System.Globalization;
using System.Security.Cryptography;
using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>What a connector runtime in another process wants to know beyond what every client asks.</summary>
internal sealed class RuntimeEndpoints
{
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromMinutes(1);
    private readonly EmbeddedCluster _cluster;
    private readonly CancellationToken _stopping;
    private readonly string _start = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private readonly Lock _gate = new();
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _changes;

    /// <param name="stopping">The process is about to end: nobody waits any more.</param>
    public RuntimeEndpoints(EmbeddedCluster cluster, CancellationToken stopping)
    {
        (_cluster, _stopping) = (cluster, stopping);
        cluster.DefinitionsChanged += Changed;
    }

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/fairlead/v1/cluster", GetAsync);
        app.MapGet("/fairlead/v1/process-definitions/inbound", FindDefinitionsAsync);
    }

    private Task GetAsync(HttpContext http)
    {
        Health.Require(_cluster);
        return JsonBody.WriteAsync(http, new ClusterIdentity { ClusterId = _cluster.Id }, JsonBody.Contracts.ClusterIdentity);
    }

    private async Task FindDefinitionsAsync(HttpContext http)
    {
        if (http.Request.Query["after"].ToString() is { Length: > 0 } known)
            await WaitAsync(known, WaitOf(http), http.RequestAborted);
        // Read before what it stands for: a change in between is told twice rather than never.
        var revision = Revision.Name;
        var found = await _cluster.FindDefinitionsAsync(http.RequestAborted);
        await JsonBody.WriteAsync(
            http,
            new InboundDefinitionsResult
            {
                Revision = revision,
                Items =
                [
                    .. found.Select(definition => new InboundDefinitionItem
                    {
                        ProcessDefinitionKey = definition.Key,
                        ProcessDefinitionId = definition.ProcessId,
                        ProcessDefinitionVersion = definition.Version,
                        TenantId = definition.TenantId,
                        IsLatestVersion = definition.IsLatest,
                    }),
                ],
            },
            JsonBody.Contracts.InboundDefinitionsResult);
    }

    private (string Name, Task Change) Revision
    {
        get
        {
            lock (_gate)
                return (string.Create(CultureInfo.InvariantCulture, $"{_start}-{_changes}"), _change.Task);
        }
    }

    private void Changed()
    {
        TaskCompletionSource told;
        lock (_gate)
        {
            _changes++;
            told = _change;
            _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.SetResult();
    }

    private async Task WaitAsync(string known, TimeSpan wait, CancellationToken aborted)
    {
        var (name, change) = Revision;
        if (name != known)
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, _stopping);
        try
        {
            await change.WaitAsync(wait, either.Token);
        }
        catch (TimeoutException)
        {
            // Then it is still the one that the caller knows.
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            // The same.
        }
    }

    private static TimeSpan WaitOf(HttpContext http)
    {
        var text = http.Request.Query["wait"].ToString();
        if (text.Length is 0)
            return TimeSpan.Zero;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= WaitAtMost.TotalMilliseconds
                ? TimeSpan.FromMilliseconds(milliseconds)
                : throw RequestRefusal.InvalidArgument(
                    $"Expected wait to be from 0 to {WaitAtMost.TotalMilliseconds} ms, but it is '{text}'.");
    }
}
