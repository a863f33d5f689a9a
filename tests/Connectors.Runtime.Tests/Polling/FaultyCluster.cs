using Fairlead.Protocol;
using Fairlead.Testing.Processes;

namespace Fairlead.Connectors.Runtime.Tests.Polling;

/// <summary>A real engine whose answers get lost when the test says so.</summary>
internal sealed class FaultyCluster(MemoryCluster engine) : ICluster
{
    /// <summary>Asked before anything is written: what it throws, or never finishes, is all that happens.</summary>
    public Func<object, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Asked when it is written: the answer is on its way.</summary>
    public Func<object, CancellationToken, Task> After { get; set; } = (_, _) => Task.CompletedTask;

    public int Looks { get; private set; }

    public string Id => engine.Id;

    public IInbox? Inbox => engine.Inbox;

    public ILeases? Leases => engine.Leases;

    public Task<IReadOnlyList<ActivatedJob>> ActivateJobsAsync(ActivateJobs request, CancellationToken cancellation) =>
        engine.ActivateJobsAsync(request, cancellation);

    public Task CompleteJobAsync(JobKey job, ReadOnlyMemory<byte> variables, CancellationToken cancellation) =>
        engine.CompleteJobAsync(job, variables, cancellation);

    public Task CompleteAdHocJobAsync(JobKey job, ReadOnlyMemory<byte> variables, AdHocCompletion result, CancellationToken cancellation) =>
        engine.CompleteAdHocJobAsync(job, variables, result, cancellation);

    public Task FailJobAsync(JobKey job, JobFailure failure, CancellationToken cancellation) => engine.FailJobAsync(job, failure, cancellation);

    public Task ThrowErrorAsync(JobKey job, BpmnError error, CancellationToken cancellation) => engine.ThrowErrorAsync(job, error, cancellation);

    public Task UpdateJobTimeoutAsync(JobKey job, TimeSpan timeout, CancellationToken cancellation) =>
        engine.UpdateJobTimeoutAsync(job, timeout, cancellation);

    public Task<CreatedInstance> CreateInstanceAsync(CreateInstance request, CancellationToken cancellation) =>
        AroundAsync(request, () => engine.CreateInstanceAsync(request, cancellation), cancellation);

    public Task<PublishedMessage> PublishMessageAsync(PublishMessage request, CancellationToken cancellation) =>
        AroundAsync(request, () => engine.PublishMessageAsync(request, cancellation), cancellation);

    public Task<CorrelatedMessage> CorrelateMessageAsync(CorrelateMessage request, CancellationToken cancellation) =>
        AroundAsync(request, () => engine.CorrelateMessageAsync(request, cancellation), cancellation);

    public Task<IReadOnlyList<ProcessDefinition>> FindDefinitionsAsync(CancellationToken cancellation) => engine.FindDefinitionsAsync(cancellation);

    public Task<ReadOnlyMemory<byte>> GetDefinitionXmlAsync(ProcessDefinitionKey key, CancellationToken cancellation) =>
        engine.GetDefinitionXmlAsync(key, cancellation);

    public Task<IReadOnlyList<WaitingElement>> FindWaitingAsync(
        ProcessDefinitionKey definition, IReadOnlyList<string> elementIds, CancellationToken cancellation)
    {
        Looks++;
        return engine.FindWaitingAsync(definition, elementIds, cancellation);
    }

    private async Task<T> AroundAsync<T>(object request, Func<Task<T>> ask, CancellationToken cancellation)
    {
        await Before(request, cancellation);
        var answer = await ask();
        await After(request, cancellation);
        return answer;
    }
}
