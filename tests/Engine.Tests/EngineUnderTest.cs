using System.Buffers;
using System.Text;

using Fairlead.Tests;

namespace Fairlead.Engine.Tests;

/// <summary>
/// A processor with its state, a store in memory and a clock that only the test moves. After every command a second state is made
/// from the events alone, and both must be equal to the byte.
/// </summary>
internal sealed class EngineUnderTest
{
    private readonly ProcessorOptions _options;
    private readonly List<(Timestamp At, byte[] Event)> _journal = [];
    private readonly InMemoryStateStore _store = new();
    private Processor _processor;

    public EngineUnderTest(ProcessorOptions? options = null)
    {
        _options = options ?? new();
        State = new State(_store);
        _processor = new Processor(State, _options);
    }

    public static Timestamp Start { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());

    public Timestamp Now { get; set; } = Start;

    public State State { get; private set; }

    public Processor Processor => _processor;

    public List<Event> Events { get; } = [];

    /// <summary>The bytes of each event, with its moment.</summary>
    public IReadOnlyList<(Timestamp At, byte[] Event)> Journal => _journal;

    /// <summary>Whether each command is followed by a comparison with a replay; it costs time that grows with the journal.</summary>
    public bool ChecksReplay { get; init; } = true;

    public Outcome Do(Command command)
    {
        var outcome = _processor.Process(command, Now);
        var writer = new ArrayBufferWriter<byte>();
        foreach (var @event in outcome.Events)
        {
            writer.ResetWrittenCount();
            EventCodec.Write(writer, @event);
            _journal.Add((Now, writer.WrittenSpan.ToArray()));
        }

        Events.AddRange(outcome.Events);
        State.Drain(_store);
        if (ChecksReplay) CompareWithReplay();
        return outcome;
    }

    /// <summary>Does all work that was put off.</summary>
    public void Finish()
    {
        while (State.HasDeferredWork()) Do(new Command.Continue());
    }

    public T Do<T>(Command command)
        where T : Reply => Assert.IsType<T>(Do(command).Reply);

    public string Rejected(Command command, RejectionCode code)
    {
        var outcome = Do(command);
        var rejection = Assert.IsType<Reply.Rejected>(outcome.Reply);
        Assert.Equal(code, rejection.Code);
        Assert.Empty(outcome.Events);
        return rejection.Reason;
    }

    /// <summary>Goes on as after a restart: all that lay in memory is gone.</summary>
    public void Restart()
    {
        State = new State(_store);
        _processor = new Processor(State, _options);
    }

    /// <summary>Names of the families that have entries, without those that always stay.</summary>
    public IReadOnlyList<string> Leftovers() =>
        [.. Enum.GetValues<Family>()
            .Where(family => family is not (Family.Meta or Family.Resources or Family.Definitions or Family.Decisions or Family.ClusterVariables) && _store.CountOf(family) > 0)
            .Select(family => $"{family}: {_store.CountOf(family)}")];

    public void CompareWithReplay()
    {
        var store = new InMemoryStateStore();
        var state = new State(store);
        foreach (var (_, bytes) in _journal)
        {
            ReadOnlySpan<byte> span = bytes;
            state.Apply(EventCodec.Read(ref span));
        }

        state.Drain(store);
        Assert.Equal(store.Describe(), _store.Describe());
    }

    public static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);

    public static Resource File(string name) => new(name, System.IO.File.ReadAllBytes(Path.Combine(Scenario.Folder, name)));

    public void Deploy(params string[] names) => Do<Reply.Deployed>(new Command.Deploy([.. names.Select(File)]));

    public InstanceKey Create(string processId, string variables = "{}") =>
        Do<Reply.Created>(new Command.CreateInstance(null, processId, null, Json(variables), false, [], null)).Key;

    /// <summary>The newest job of the element.</summary>
    public JobKey JobOf(string elementId) => Events.OfType<Event.JobCreated>().Last(job => job.ElementId == elementId).Key;
}
