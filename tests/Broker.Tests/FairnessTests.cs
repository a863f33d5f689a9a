using Fairlead.Broker.Running;
using Fairlead.Broker.Storage;
using Fairlead.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Broker.Tests;

/// <summary>Work without end beside commands of others.</summary>
public sealed class FairnessTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly RocksDbStore _store;
    private readonly Partition _partition;

    public FairnessTests()
    {
        _store = RocksDbStore.Open(_temp["truth"]);
        _partition = new Partition(_store, Recovery.Run(_store), new BrokerOptions(), NullLogger.Instance);
    }

    [Fact]
    public void An_instance_that_never_waits_does_less_in_turns_that_others_wait_for()
    {
        Take(new Command.Deploy([new Resource("spin.bpmn", Processes.Spins("spin").Content)]));
        Take(new Command.CreateInstance(null, "spin", null, default, false, [], null));

        var alone = Take().Events.Count;
        var beside = Take(new Command.CreateInstance(null, "missing", null, default, false, [], null));

        Assert.InRange(beside.Events.Count, 1, alone / 8);
        Assert.IsType<Reply.Rejected>(Assert.Single(beside.Answers).Result);
        Assert.Equal(alone, Take().Events.Count);
    }

    public void Dispose()
    {
        _store.Dispose();
        _temp.Dispose();
    }

    private Turn Take(params Command[] commands)
    {
        var next = 0;
        return _partition.Take([.. commands.Select(command => new PendingCommand(command, sizeBytes: 0))], ref next, new Timestamp(1_000));
    }
}
