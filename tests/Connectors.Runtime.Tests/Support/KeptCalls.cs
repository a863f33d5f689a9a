using System.Collections.Concurrent;

using Fairlead.Connectors.Runtime.Calls;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>A call journal in memory.</summary>
internal sealed class KeptCalls : ICallJournal
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<CallRecord>> _calls = [];
    private readonly ConcurrentDictionary<long, CallIntent> _intents = [];
    private long _last;

    public ConcurrentQueue<CallIntent> Intents { get; } = [];

    /// <summary>By job.</summary>
    public ConcurrentDictionary<long, UnknownCall> Unknown { get; } = [];

    public ValueTask<long> BeginAsync(CallIntent call, CancellationToken cancellation)
    {
        Intents.Enqueue(call);
        var key = Interlocked.Increment(ref _last);
        _intents[key] = call;
        return ValueTask.FromResult(key);
    }

    public UnknownCall? FindUnknown(long jobKey) => Unknown.GetValueOrDefault(jobKey);

    public ValueTask SettleAsync(long jobKey, CancellationToken cancellation)
    {
        Unknown.TryRemove(jobKey, out _);
        return ValueTask.CompletedTask;
    }

    /// <summary>By job.</summary>
    public ConcurrentDictionary<long, CallOrder> Orders { get; } = [];

    public CallOrder? FindOrder(long jobKey) => Orders.GetValueOrDefault(jobKey);

    public void End(long key, CallRecord record)
    {
        if (record.State is Protocol.CallState.Unknown)
            Unknown[_intents[key].JobKey] = new UnknownCall(key, _intents[key].StartedAt);
        Of(key).SetResult(record);
    }

    public Task<CallRecord> EndOf(long key) => Of(key).Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private TaskCompletionSource<CallRecord> Of(long key) => _calls.GetOrAdd(key, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
