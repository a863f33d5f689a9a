using Fairlead.Engine;
using Fairlead.Protocol;

namespace Fairlead.Broker.Running;

/// <summary>A caller who waits for an answer of the partition. A caller who went away has a completed task.</summary>
internal interface IPending
{
    /// <summary>Gives the answer. Only after the commit of everything it rests on.</summary>
    /// <returns>False when nobody waits any more.</returns>
    bool Answer(object result);

    void Refuse(ClusterException refusal);

    bool IsGone { get; }

    /// <summary>What it keeps in memory while it waits, roughly: its variables or files.</summary>
    int SizeBytes => 0;
}

/// <summary>Continuations run on the thread pool: neither the loop nor the committer works for callers.</summary>
internal abstract class Pending<T>() : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously), IPending
    where T : notnull
{
    public bool IsGone => Task.IsCompleted;

    public bool Answer(object result) => TrySetResult((T)result);

    public void Refuse(ClusterException refusal) => TrySetException(refusal);

    /// <summary>Waits for the answer; the caller may leave before.</summary>
    public Task<T> WaitAsync(CancellationToken cancellation) => cancellation.CanBeCanceled ? WaitOrLeaveAsync(cancellation) : Task;

    private async Task<T> WaitOrLeaveAsync(CancellationToken cancellation)
    {
        await using var registration = cancellation.UnsafeRegister(
            static (pending, token) => ((Pending<T>)pending!).TrySetCanceled(token), this);
        return await Task.ConfigureAwait(false);
    }
}

/// <summary>A command whose reply is the answer.</summary>
internal sealed class PendingCommand(Command command, int sizeBytes) : Pending<Reply>, IPending
{
    public Command Command => command;

    public int SizeBytes => sizeBytes;

    /// <summary>Of one that came too early.</summary>
    public Deadlines.Entry? Deadline { get; set; }
}

/// <summary>Asks for jobs and waits until there are some.</summary>
/// <param name="wait">Zero or less answers at once.</param>
internal sealed class PendingPoll(Command.ActivateJobs command, TimeSpan wait) : Pending<Reply>
{
    public Command.ActivateJobs Command => command;

    public TimeSpan Wait => wait;

    /// <summary>Set by the loop: it has its answer, or is about to get it.</summary>
    public bool IsServed { get; set; }

    public Deadlines.Entry? Deadline { get; set; }
}

/// <summary>Creates an instance and waits for its end.</summary>
internal sealed class PendingResult(Command.CreateInstance command, TimeSpan wait) : Pending<InstanceResult>, IPending
{
    public Command.CreateInstance Command => command;

    public int SizeBytes => command.Variables.Length;

    public TimeSpan Wait => wait;

    public Reply.Created? Created { get; set; }

    public Deadlines.Entry? Deadline { get; set; }
}

/// <summary>A command that may have to wait for the listeners of a user task.</summary>
internal sealed class PendingChange(Command command, int sizeBytes, TimeSpan wait) : Pending<Reply>, IPending
{
    public Command Command => command;

    public int SizeBytes => sizeBytes;

    public TimeSpan Wait => wait;

    public Engine.UserTaskKey UserTask { get; set; }

    public Deadlines.Entry? Deadline { get; set; }
}

/// <param name="Reply">Created, or the rejection.</param>
/// <param name="Variables">Of the root scope; empty when it did not come to an end.</param>
internal sealed record InstanceResult(Reply Reply, ReadOnlyMemory<byte> Variables);

/// <summary>A question to the state, which only the loop may touch.</summary>
internal abstract class PendingRead : Pending<object>
{
    public abstract object Read(Processor processor);
}

internal sealed class DefinitionsRead : PendingRead
{
    public override object Read(Processor processor) => processor.FindDefinitions();
}

/// <summary>The answer is the file, or empty bytes when there is no such definition.</summary>
internal sealed class ResourceRead(Engine.DefinitionKey key) : PendingRead
{
    public override object Read(Processor processor) => processor.FindResource(key) ?? ReadOnlyMemory<byte>.Empty;
}

/// <summary>The answer is a <see cref="DeployedResource"/>, or something else when there is no such file.</summary>
internal sealed class FileRead(Engine.ResourceKey key) : PendingRead
{
    public override object Read(Processor processor) => (object?)processor.FindFile(key) ?? key;
}

/// <summary>The answer is a <see cref="DeployedResource"/>, or something else when there is no such form.</summary>
internal sealed class StartFormRead(Engine.DefinitionKey key) : PendingRead
{
    public override object Read(Processor processor) => (object?)processor.FindStartForm(key) ?? key;
}
