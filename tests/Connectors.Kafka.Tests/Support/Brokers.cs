[assembly: AssemblyFixture(typeof(Fairlead.Connectors.Kafka.Tests.Support.Brokers))]

namespace Fairlead.Connectors.Kafka.Tests.Support;

/// <summary>One mock cluster for all tests that do it no harm: each has topics of its own.</summary>
public sealed class Brokers : IDisposable
{
    private static int _topics;

    internal MockCluster Mock { get; } = new();

    /// <summary>That nobody else uses.</summary>
    internal static string Topic(string name = "t") => $"{name}-{Interlocked.Increment(ref _topics)}";

    /// <summary>A new one.</summary>
    internal string CreateTopic(int partitions)
    {
        var topic = Topic();
        Mock.CreateTopic(topic, partitions);
        return topic;
    }

    public void Dispose() => Mock.Dispose();
}
