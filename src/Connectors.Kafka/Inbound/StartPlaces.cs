using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Inbound;

/// <summary>
/// From where partitions are read: the place that is kept with the effects; where there is none, <c>offsets</c>, else what the group has
/// committed, else <c>autoOffsetReset</c>. A partition that came later is read from its beginning: nobody can have read it.
/// </summary>
internal sealed class StartPlaces(TopicPlan plan, Subscription subscription, IConsumer<byte[]?, byte[]?> consumer)
{
    public const string NoOffset = "KAFKA_NO_OFFSET";

    public static readonly TimeSpan AnswerAtMost = TimeSpan.FromSeconds(10);

    /// <exception cref="ConnectorException">There is no place for one.</exception>
    /// <exception cref="KafkaException">The cluster does not say.</exception>
    public async Task<IReadOnlyList<TopicPartitionOffset>> FindAsync(IReadOnlyList<int> partitions, CancellationToken cancellation)
    {
        var written = KnownTopic.Read(await subscription.ReadCursorAsync(plan.Topic, cancellation));
        var known = written?.Group == plan.Group ? written : null;
        var isAnew = written is not null && known is null;
        if (isAnew)
            subscription.Log($"The consumer group was {written!.Group} and is {plan.Group} now: reading begins anew.");
        var kept = isAnew
            ? new Dictionary<int, long?>()
            : (await Task.WhenAll(partitions.Select(async partition => (partition, await ReadAsync(partition, cancellation)))))
                .ToDictionary(pair => pair.partition, pair => pair.Item2);
        var missing = partitions.Where(partition => kept.GetValueOrDefault(partition) is null).ToList();
        var found = await Task.Run(() => FindFirst(missing, known), cancellation);
        foreach (var (partition, offset) in found)
            await subscription.MoveCursorAsync(plan.Part(partition), Text(offset), cancellation);
        var all = Math.Max(known?.Partitions ?? 0, partitions.Max() + 1);
        if (known is null || all > known.Partitions)
            await subscription.MoveCursorAsync(plan.Topic, new KnownTopic(plan.Group, all).Write(), cancellation);
        return
        [
            .. partitions.Select(partition => new TopicPartitionOffset(
                plan.Topic, partition, found.TryGetValue(partition, out var offset) ? offset : kept[partition]!.Value)),
        ];
    }

    /// <summary>Where reading goes on when a place is gone.</summary>
    /// <exception cref="ConnectorException">The model wants none.</exception>
    /// <exception cref="KafkaException">The cluster does not say.</exception>
    public long FindInstead(int partition, long gone)
    {
        var ends = consumer.QueryWatermarkOffsets(new TopicPartition(plan.Topic, partition), AnswerAtMost);
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"The place {gone} of partition {partition} of {plan.Topic} is gone: the partition has the records from {ends.Low.Value} up to {ends.High.Value}.");
        var instead = plan.Reset switch
        {
            KafkaReset.Earliest => ends.Low.Value,
            KafkaReset.Latest => ends.High.Value,
            KafkaReset.None => throw new ConnectorException(
                NoOffset, $"{what} autoOffsetReset is none, so nothing says where to go on: set it to earliest or latest. [{NoOffset}]"),
        };
        var lost = gone < ends.Low.Value
            ? $" {Text(ends.Low.Value - gone)} records were deleted before they were read."
            : " The topic was made anew, or lost its end.";
        subscription.Log($"{what}{lost} Reading goes on at {Text(instead)}, as autoOffsetReset says ({(plan.Reset is KafkaReset.Latest ? "latest" : "earliest")}).");
        return instead;
    }

    private Dictionary<int, long> FindFirst(IReadOnlyList<int> partitions, KnownTopic? known)
    {
        var found = new Dictionary<int, long>();
        if (partitions.Count is 0)
            return found;
        if (plan.Offsets is { } offsets && known is null && offsets.Count > partitions.Max() + 1)
            throw new ConnectorInputException($"offsets: there are {offsets.Count}, but {plan.Topic} has {partitions.Max() + 1} partitions.");
        var committed = consumer
            .Committed(partitions.Select(partition => new TopicPartition(plan.Topic, partition)), AnswerAtMost)
            .ToDictionary(place => place.Partition.Value, place => place.Offset);
        foreach (var partition in partitions)
        {
            if (known is not null && partition >= known.Partitions)
                found[partition] = consumer.QueryWatermarkOffsets(new TopicPartition(plan.Topic, partition), AnswerAtMost).Low.Value;
            else if (plan.Offsets is { } given && partition < given.Count)
                found[partition] = given[partition];
            else if (committed.TryGetValue(partition, out var offset) && !offset.IsSpecial)
                found[partition] = offset.Value;
            else
                found[partition] = Reset(partition);
        }

        return found;
    }

    private long Reset(int partition)
    {
        if (plan.Reset is KafkaReset.None)
        {
            throw new ConnectorException(
                NoOffset,
                $"Nothing says where to begin in partition {partition} of {plan.Topic}: the group {plan.Group} has committed no offset, and "
                + $"autoOffsetReset is none. Give offsets, or set autoOffsetReset to earliest or latest. [{NoOffset}]");
        }

        var ends = consumer.QueryWatermarkOffsets(new TopicPartition(plan.Topic, partition), AnswerAtMost);
        return plan.Reset is KafkaReset.Earliest ? ends.Low.Value : ends.High.Value;
    }

    private async Task<long?> ReadAsync(int partition, CancellationToken cancellation) =>
        long.TryParse(await subscription.ReadCursorAsync(plan.Part(partition), cancellation), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is kept of a topic: for which group, and how many partitions it had.</summary>
    private sealed record KnownTopic(string Group, int Partitions)
    {
        public static KnownTopic? Read(string? text)
        {
            try
            {
                return text is null ? null : JsonSerializer.Deserialize<KnownTopic>(text, ConnectorJson.Options);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        public string Write() => JsonSerializer.Serialize(this, ConnectorJson.Options);
    }
}
