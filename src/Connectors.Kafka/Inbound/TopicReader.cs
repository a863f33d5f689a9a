using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;
using Fairlead.Connectors.Kafka.Clients;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Inbound;

/// <summary>Reads all partitions of a topic: one thread takes records from the client, each partition delivers its own.</summary>
/// <remarks>
/// Partitions are assigned, not shared in a group: the lease of the subscription says who reads. The group gets the places when their effects
/// are written, for Kafka's own tools and for whoever reads after us.
/// </remarks>
internal sealed class TopicReader(TopicPlan plan, Subscription subscription, IConsumer<byte[]?, byte[]?> consumer, ClientLog log)
    : IDisposable
{
    private static readonly TimeSpan PollAtMost = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly KafkaNetwork _network = new(subscription.CheckNetworkAsync);
    private readonly StartPlaces _places = new(plan, subscription, consumer);
    private readonly ConcurrentDictionary<int, PartitionReader> _partitions = [];
    private readonly SemaphoreSlim _doubt = new(0);
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _stuck;
    private int _saysCommitFails;
    private bool _isDisposed;

    /// <summary>Something is wrong with the brokers, or is again.</summary>
    public void Doubt()
    {
        lock (_partitions)
        {
            if (!_isDisposed && _doubt.CurrentCount is 0)
                _doubt.Release();
        }
    }

    /// <summary>What became of telling the group.</summary>
    public void Committed(CommittedOffsets offsets)
    {
        var error = offsets.Error.IsError ? offsets.Error : offsets.Offsets.FirstOrDefault(place => place.Error.IsError)?.Error;
        if (error is null || error.Code is ErrorCode.Local_NoOffset)
            return;
        if (KafkaFailure.IsOfConnection(error))
            Doubt();
        else if (Interlocked.Exchange(ref _saysCommitFails, 1) is 0)
            subscription.Log(
                $"The group {plan.Group} does not take our offsets: {KafkaFailure.Sentence(error.Reason)} Nothing is lost or read twice by that: "
                + "the place is kept here. Another consumer may be active in the group; give this one a group of its own.");
    }

    /// <summary>Until it is cancelled, or the topic cannot be read.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (plan.IsGroupCut)
            subscription.Log($"The name of the consumer group is too long and was cut: {plan.Group}.");
        foreach (var name in plan.Client.Ignored)
            subscription.Log($"The property {name} has no meaning here.");
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var work = new List<Task>();
        try
        {
            var metadata = await _network.CheckAsync(consumer.Handle, log, plan.Topic, StartPlaces.AnswerAtMost, both.Token);
            log.Forget();
            var reader = new RecordReader(plan, subscription, Stuck);
            work.AddRange(await AssignAsync(PartitionsOf(metadata), reader, both.Token));
            Report(metadata);
            work.Add(Task.Factory.StartNew(() => Take(both.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            work.Add(WatchAsync(reader, both.Token));
            work.Add(_broken.Task);
            await await Task.WhenAny(work);
        }
        finally
        {
            await both.CancelAsync();
            _broken.TrySetCanceled(CancellationToken.None);
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        foreach (var partition in _partitions.Values)
            partition.Dispose();
        lock (_partitions)
        {
            // The client may have something to say until it is closed.
            _isDisposed = true;
            _doubt.Dispose();
        }
    }

    private async Task<IReadOnlyList<Task>> AssignAsync(IReadOnlyList<int> partitions, RecordReader reader, CancellationToken cancellation)
    {
        var places = await _places.FindAsync(partitions, cancellation);
        await Task.Run(() => TellGroup(places), cancellation);
        foreach (var place in places)
            _partitions[place.Partition.Value] = new PartitionReader(place.Partition.Value, plan, reader, subscription, Done);
        consumer.IncrementalAssign(places);
        return [.. places.Select(place => FailWithAsync(_partitions[place.Partition.Value].RunAsync(cancellation)))];
    }

    /// <summary>A partition that came later is in no list of tasks.</summary>
    private async Task FailWithAsync(Task partition)
    {
        await partition.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (partition.IsFaulted)
            _broken.TrySetException(partition.Exception.InnerExceptions);
        await partition;
    }

    /// <summary>Where reading begins, so that Kafka's tools show it and a cluster without places of its own knows it.</summary>
    private void TellGroup(IEnumerable<TopicPartitionOffset> places)
    {
        try
        {
            consumer.Commit(places);
        }
        catch (KafkaException refused)
        {
            Committed(new CommittedOffsets([], refused.Error));
        }
    }

    private void Done(TopicPartitionOffset place)
    {
        try
        {
            consumer.StoreOffset(place);
        }
        catch (KafkaException)
        {
            // The client is about to be closed; the place that counts is written.
        }
    }

    private void Take(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            foreach (var rested in _partitions.Values.Where(partition => partition.IsPaused && partition.HasRoomAgain))
            {
                consumer.Resume([rested.Place]);
                rested.IsPaused = false;
            }

            try
            {
                if (consumer.Consume(PollAtMost) is { IsPartitionEOF: false } record && _partitions.TryGetValue(record.Partition.Value, out var partition))
                    Take(record, partition, cancellation);
            }
            catch (ConsumeException failed)
            {
                Judge(failed);
            }
        }
    }

    /// <summary>A pause throws away what was fetched ahead, so it is made only where others would wait.</summary>
    private void Take(ConsumeResult<byte[]?, byte[]?> record, PartitionReader partition, CancellationToken cancellation)
    {
        partition.Take(record);
        if (partition.IsPaused || partition.WaitForRoom(_partitions.Count > 1 ? PollAtMost : Timeout.InfiniteTimeSpan, cancellation))
            return;
        consumer.Pause([partition.Place]);
        partition.IsPaused = true;
    }

    private void Judge(ConsumeException failed)
    {
        var partition = failed.ConsumerRecord?.Partition.Value ?? -1;
        switch (failed.Error.Code)
        {
            case ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange when _partitions.TryGetValue(partition, out var reader):
                var instead = _places.FindInstead(partition, failed.ConsumerRecord!.Offset.Value);
                reader.Jump(instead);
                // Not a seek: the client does not fetch it any more.
                consumer.IncrementalUnassign([reader.Place]);
                consumer.IncrementalAssign([new TopicPartitionOffset(reader.Place, instead)]);
                reader.IsPaused = false;
                break;
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.UnknownTopicOrPart
                or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition:
                throw new ConnectorException(KafkaFailure.Code, $"{plan.Topic} at {plan.Client.Name} cannot be read: {KafkaFailure.Sentence(failed.Error.Reason)}", failed);
            default:
                if (failed.Error.IsFatal)
                    throw new ConnectorException(KafkaFailure.Code, $"The client of {plan.Client.Name} is broken: {KafkaFailure.Sentence(failed.Error.Reason)}", failed);
                Doubt();
                break;
        }
    }

    /// <summary>Looks for partitions that are new and brokers that went away, judges the brokers that the cluster names, and reports.</summary>
    private async Task WatchAsync(RecordReader reader, CancellationToken cancellation)
    {
        for (var pause = LookEvery; ;)
        {
            await WaitAsync(pause, cancellation);
            try
            {
                var metadata = await _network.CheckAsync(consumer.Handle, log, plan.Topic, LookAgain, cancellation);
                log.Forget();
                var added = PartitionsOf(metadata).Where(partition => !_partitions.ContainsKey(partition)).ToList();
                if (added.Count > 0)
                {
                    subscription.Log($"{plan.Topic} has new partitions: {string.Join(", ", added)}.");
                    await AssignAsync(added, reader, cancellation);
                }

                Report(metadata);
                pause = metadata.Topics[0].Partitions.Exists(partition => partition.Error.IsError) ? LookAgain : LookEvery;
            }
            catch (KafkaException unanswered)
            {
                subscription.ReportDown(Reason(unanswered.Error));
                pause = LookAgain;
            }
        }
    }

    private async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(atMost, subscription.Time, enough.Token), _doubt.WaitAsync(enough.Token));
        await enough.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private void Report(Metadata metadata)
    {
        var leaderless = metadata.Topics[0].Partitions.Where(partition => partition.Error.IsError).Select(partition => partition.PartitionId).ToList();
        if (_stuck is { } stuck)
            subscription.ReportDown(stuck);
        else if (leaderless.Count > 0)
            subscription.ReportDown($"{plan.Topic} at {plan.Client.Name}: no broker leads partitions {string.Join(", ", leaderless)}.");
        else
            subscription.ReportUp(Details());
    }

    private void Stuck(string? reason)
    {
        var had = _stuck;
        _stuck = reason;
        if (reason is not null)
            subscription.ReportDown(reason);
        else if (had is not null)
            Doubt();
    }

    private Dictionary<string, string> Details()
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["group-id"] = plan.Group,
            // It is no member: it reads all partitions, and the lease says who does.
            ["group-generation-id"] = "-1",
            ["partitions"] = _partitions.Count.ToString(CultureInfo.InvariantCulture),
            ["topic"] = plan.Topic,
        };
        if (plan.GroupInstance is { } instance)
            details["group-instance-id"] = instance;
        return details;
    }

    /// <exception cref="ConnectorException">There is no such topic, or it must not be read.</exception>
    private IReadOnlyList<int> PartitionsOf(Metadata metadata)
    {
        var topic = metadata.Topics.Single();
        if (topic.Error.IsError || topic.Partitions.Count is 0)
        {
            throw new ConnectorException(
                KafkaFailure.Code,
                $"{plan.Topic} at {plan.Client.Name} cannot be read: {KafkaFailure.Sentence(topic.Error.IsError ? topic.Error.Reason : "it has no partitions")}");
        }

        return [.. topic.Partitions.Select(partition => partition.PartitionId).Order()];
    }

    private string Reason(Error error) =>
        $"{plan.Client.Name} does not answer: {KafkaFailure.Sentence(error.Reason)}{(log.Last is { } said ? $" The client says: {KafkaFailure.Sentence(said)}" : "")}";
}
