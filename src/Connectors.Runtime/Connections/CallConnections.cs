using System.Globalization;
using System.Net;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Connections;

/// <summary>The connections that one call holds. Before it has sent anything it may be sent away; after that it waits where it is.</summary>
internal sealed class CallConnections(Governor governor, Share share, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Connection, ConnectionUse> _held = [];
    private bool _hasSent;

    public static string NameOf(Uri target) => string.Create(CultureInfo.InvariantCulture, $"{target.IdnHost.ToLowerInvariant()}:{target.Port}");

    /// <summary>Sends one request when its connection has room.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Func<Task<HttpResponseMessage>> send, CancellationToken cancellation)
    {
        var connection = governor.Get(NameOf(request.RequestUri!));
        HttpResponseMessage? response = null;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? broken = null;
        while (true)
        {
            await EnterAsync(connection, cancellation);
            if (await connection.TrySendAsync(Send))
                break;
            if (!_hasSent)
            {
                Leave(connection);
                throw connection.Park();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellation);
        }

        broken?.Throw();
        return response!;

        async ValueTask<bool> Send()
        {
            _hasSent = true;
            try
            {
                response = await send();
                return Failed(connection, response);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
            {
                connection.Failed(failure is OperationCanceledException ? "It did not answer in time." : failure.GetBaseException().Message);
                broken = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure);
                return true;
            }
            catch (Exception other) when (other is ConnectorException or CallPlannedException)
            {
                // Says nothing about the other side.
                broken = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(other);
                return false;
            }
        }
    }

    /// <summary>A place at a connection that is not HTTP's.</summary>
    public async ValueTask<IConnectionUse> UseAsync(string name, CancellationToken cancellation)
    {
        var connection = governor.Get(name);
        await EnterAsync(connection, cancellation);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var using_ = connection.TrySendAsync(async () =>
        {
            _hasSent = true;
            entered.SetResult();
            return await ended.Task;
        }).AsTask();
        if (await Task.WhenAny(entered.Task, using_) == entered.Task)
            return new Use(connection, ended, using_, () => Leave(connection));

        Leave(connection);
        throw connection.Park();
    }

    /// <summary>The call is over.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var use in _held.Values)
                use.Dispose();
            _held.Clear();
        }
    }

    private async ValueTask EnterAsync(Connection connection, CancellationToken cancellation)
    {
        bool isHeld;
        lock (_gate)
            isHeld = _held.ContainsKey(connection);
        if (isHeld)
        {
            await connection.TakeTurnAsync(cancellation);
            return;
        }

        var use = await connection.EnterAsync(share, mayPark: !_hasSent, cancellation);
        lock (_gate)
        {
            if (_held.TryAdd(connection, use))
                return;
        }

        use.Dispose();
    }

    private void Leave(Connection connection)
    {
        lock (_gate)
        {
            if (_held.Remove(connection, out var use))
                use.Dispose();
        }
    }

    private bool Failed(Connection connection, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is not 429 and < 500)
            return false;
        connection.Failed(string.Create(CultureInfo.InvariantCulture, $"It answered {status}."));
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            && response.Headers.RetryAfter is { } after)
            connection.RetryAfter(after.Delta ?? after.Date - time.GetUtcNow() ?? TimeSpan.Zero);
        return true;
    }

    private sealed class Use(Connection connection, TaskCompletionSource<bool> ended, Task counted, Action leave) : IConnectionUse
    {
        private bool _hasFailed;

        public void Failed(string what)
        {
            _hasFailed = true;
            connection.Failed(what);
        }

        public async ValueTask DisposeAsync()
        {
            if (ended.TrySetResult(_hasFailed))
            {
                await counted;
                leave();
            }
        }
    }
}

/// <summary>Lets the requests of a call through when their connection has room.</summary>
internal sealed class GovernedHandler(CallConnections connections, HttpMessageHandler next) : DelegatingHandler(next)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        connections.SendAsync(request, () => base.SendAsync(request, cancellationToken), cancellationToken);
}
