using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;

using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>The other side of the port: hands out the jobs and models it was given, and writes down what it is told.</summary>
internal sealed class RecordingCluster : ICluster
{
    private readonly Channel<ActivatedJob> _jobs = Channel.CreateUnbounded<ActivatedJob>();
    private readonly Channel<object> _told = Channel.CreateUnbounded<object>();
    private readonly ConcurrentDictionary<long, (ProcessDefinition Definition, byte[] Xml)> _definitions = [];
    private readonly ConcurrentDictionary<string, CreatedInstance> _ledger = [];
    private long _lastKey = 1_000;

    public string Id => "test";

    /// <summary>Asked before each command; what it throws is the answer.</summary>
    public Action<object> Before { get; set; } = _ => { };

    /// <summary>What the answer to a command waits for.</summary>
    public Func<object, Task> Until { get; set; } = _ => Task.CompletedTask;

    /// <summary>What an instance that is waited for ends with.</summary>
    public string ResultVariables { get; set; } = "{}";

    public List<object> Log { get; } = [];

    /// <summary>Visits of elements that are active, and the versions that they belong to.</summary>
    public List<(ProcessDefinitionKey Definition, WaitingElement Visit)> Waiting { get; } = [];

    public void Give(ActivatedJob job) => _jobs.Writer.TryWrite(job);

    public void Deploy(ProcessDefinition definition, string xml) => _definitions[definition.Key.Value] = (definition, Encoding.UTF8.GetBytes(xml));

    public void Remove(long definitionKey) => _definitions.TryRemove(definitionKey, out _);

    /// <summary>Whatever the next command is.</summary>
    public async Task<object> NextAnyAsync() =>
        await _told.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>The next command about a job, an instance or a message; a test that waits in vain fails.</summary>
    public async Task<T> NextAsync<T>() => Assert.IsAssignableFrom<T>(
        await _told.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));

    public async Task<IReadOnlyList<ActivatedJob>> ActivateJobsAsync(ActivateJobs request, CancellationToken cancellation)
    {
        Before(request);
        lock (Log)
            Log.Add(request);
        var jobs = new List<ActivatedJob> { await _jobs.Reader.ReadAsync(cancellation) };
        while (jobs.Count < request.JobsAtMost && _jobs.Reader.TryRead(out var job))
            jobs.Add(job);
        return jobs;
    }

    public Task<IReadOnlyList<WaitingElement>> FindWaitingAsync(
        ProcessDefinitionKey definition, IReadOnlyList<string> elementIds, CancellationToken cancellation)
    {
        lock (Waiting)
        {
            return Task.FromResult<IReadOnlyList<WaitingElement>>(
                [.. Waiting.Where(one => one.Definition == definition && elementIds.Contains(one.Visit.ElementId)).Select(one => one.Visit)]);
        }
    }

    public Task CompleteJobAsync(JobKey job, ReadOnlyMemory<byte> variables, CancellationToken cancellation) =>
        Told(new Completed(job, Text(variables)));

    public Task CompleteAdHocJobAsync(
        JobKey job, ReadOnlyMemory<byte> variables, AdHocCompletion result, CancellationToken cancellation) => Told(new AdHocCompleted(
            job,
            Text(variables),
            string.Join(' ', result.Activate.Select(element => $"{element.ElementId}{Text(element.Variables)}")),
            result.IsDone,
            result.CancelsRemaining));

    public Task FailJobAsync(JobKey job, JobFailure failure, CancellationToken cancellation) =>
        Told(new Failed(job, failure.RetriesLeft, failure.Backoff, failure.Message, Text(failure.Variables)));

    public Task ThrowErrorAsync(JobKey job, BpmnError error, CancellationToken cancellation) =>
        Told(new Thrown(job, error.Code, error.Message, Text(error.Variables)));

    public Task UpdateJobTimeoutAsync(JobKey job, TimeSpan timeout, CancellationToken cancellation) => Told(new Held(job, timeout));

    public async Task<CreatedInstance> CreateInstanceAsync(CreateInstance request, CancellationToken cancellation)
    {
        if (request.DeduplicationKey is { } key && _ledger.TryGetValue(key, out var known))
            return known with { Duplicate = true };

        await Told(request);
        var variables = request.AwaitCompletion ? Encoding.UTF8.GetBytes(ResultVariables) : [];
        var created = new CreatedInstance(
            new(Interlocked.Increment(ref _lastKey)), request.DefinitionKey!.Value, "process", 1, variables, Duplicate: false);
        if (request.DeduplicationKey is not null)
            _ledger[request.DeduplicationKey] = created;
        return created;
    }

    public async Task<PublishedMessage> PublishMessageAsync(PublishMessage request, CancellationToken cancellation)
    {
        await Told(request);
        return new PublishedMessage(new(Interlocked.Increment(ref _lastKey)), Duplicate: false);
    }

    public async Task<CorrelatedMessage> CorrelateMessageAsync(CorrelateMessage request, CancellationToken cancellation)
    {
        await Told(request);
        return new CorrelatedMessage(new(Interlocked.Increment(ref _lastKey)), new(77), Duplicate: false);
    }

    public Task<IReadOnlyList<ProcessDefinition>> FindDefinitionsAsync(CancellationToken cancellation)
    {
        Before("find");
        return Task.FromResult<IReadOnlyList<ProcessDefinition>>([.. _definitions.Values.Select(entry => entry.Definition)]);
    }

    public Task<ReadOnlyMemory<byte>> GetDefinitionXmlAsync(ProcessDefinitionKey key, CancellationToken cancellation)
    {
        Before(key);
        return Task.FromResult<ReadOnlyMemory<byte>>(_definitions[key.Value].Xml);
    }

    private Task Told(object command)
    {
        Before(command);
        lock (Log)
            Log.Add(command);
        _told.Writer.TryWrite(command);
        return Until(command);
    }

    public static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    internal sealed record Completed(JobKey Job, string Variables);

    internal sealed record AdHocCompleted(JobKey Job, string Variables, string Activated, bool IsDone, bool CancelsRemaining);

    internal sealed record Failed(JobKey Job, int RetriesLeft, TimeSpan Backoff, string Message, string Variables);

    internal sealed record Held(JobKey Job, TimeSpan Timeout);

    internal sealed record Thrown(JobKey Job, string Code, string Message, string Variables);
}
