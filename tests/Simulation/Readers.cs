using System.Globalization;
using System.Text;

using Fairlead.Broker.Running;
using Fairlead.Engine;

namespace Fairlead.Simulation;

/// <summary>
/// Two runtimes that read one source: each takes its items in their order, several at once, under a lease that it may have lost without
/// noticing, and without a name that would tell an item that was read twice. Only lease and place see to it that each has its effect once.
/// </summary>
internal sealed class Readers(Random random)
{
    public const string Source = "source";

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(12);
    private static readonly InboundTarget Target = new("poll", "b", "start");

    private readonly Reader[] _readers = [new("first"), new("second")];

    /// <returns>Null when the one whose turn it is waits for an answer.</returns>
    public IPending? Ask()
    {
        var reader = _readers[random.Next(_readers.Length)];
        // On their way they may overtake each other.
        if (reader.Unsent.Count > 0 && random.Next(3) > 0) return reader.Send(random.Next(reader.Unsent.Count));
        if (reader.Asked.Count > 0)
        {
            // The cluster crashed, or takes long. What became of what was asked shows where the source is read up to.
            if (random.Next(4) == 0) reader.LookAgain();
            return null;
        }

        return reader switch
        {
            { Token: null } => reader.Ask(new Command.AcquireLease("lease", reader.Name, LeaseTime)),
            { Place: null } => reader.Ask(new InboundRead<string>(inbound => inbound.FindPlace(null, Source) ?? "0")),
            _ when random.Next(5) == 0 => reader.Ask(new Command.AcquireLease("lease", reader.Name, LeaseTime)),
            _ when random.Next(40) == 0 => reader.Ask(new Command.ReleaseLease(FenceOf(reader))),
            _ => Apply(reader, several: random.Next(1, 4)),
        };
    }

    /// <summary>An answer arrived, perhaps to somebody else.</summary>
    public void Hear(IPending pending)
    {
        if (Array.Find(_readers, reader => reader.Asked.Remove(pending)) is not { } reader) return;
        switch (pending)
        {
            case InboundRead<string> { Task: { IsCompletedSuccessfully: true, Result: InboundRead<string>.Found found } }:
                reader.Place = int.Parse(found.Value, CultureInfo.InvariantCulture);
                break;
            case PendingCommand { Task: { IsCompletedSuccessfully: true, Result: var reply } } asked:
                Hear(reader, asked.Command, reply);
                break;
            default:
                reader.LookAgain();
                break;
        }
    }

    private static void Hear(Reader reader, Command command, Reply reply)
    {
        switch (command, reply)
        {
            case (Command.AcquireLease, Reply.Leased(var lease)):
                long? token = lease.Owner == reader.Name ? lease.Token : null;
                if (token == reader.Token) break;
                reader.LookAgain();
                reader.Token = token;
                break;
            case (Command.ReleaseLease, _):
                reader.Token = null;
                reader.LookAgain();
                break;
            case (_, Reply.Rejected { Code: RejectionCode.InvalidState }):
                // The lease is lost, or it came before what it follows.
                if (reader.Asked.Count == 0 && reader.Unsent.Count == 0) reader.Token = null;
                reader.LookAgain();
                break;
            case (_, Reply.Rejected):
                reader.LookAgain();
                break;
        }
    }

    /// <summary>Several effects, each behind the one before, are under way at once.</summary>
    private IPending Apply(Reader reader, int several)
    {
        for (var count = 0; count < several; count++)
        {
            var after = reader.Place is 0 ? "" : $"{reader.Place}";
            reader.Place++;
            reader.Unsent.Add(Apply(new SourcePlace(Source, $"{reader.Place}") { After = after }, FenceOf(reader)));
        }

        return reader.Send(random.Next(several));
    }

    private Command Apply(SourcePlace place, Fence fence) => random.Next(3) switch
    {
        0 => new Command.CreateInstance(null, "b", null, Json($$"""{"item":{{place.Value}}}"""), false, [], null) { Source = new(Target) { Place = place, Fence = fence } },
        1 => new Command.MovePlace(null, place, fence),
        _ => new Command.KeepInbound(Target, random.Next(2) == 0, "SIMULATED", "simulated", Json("{}"))
        {
            MessageId = $"item {place.Value}",
            Place = place,
            Fence = fence,
        },
    };

    private static Fence FenceOf(Reader reader) => new("lease", reader.Token!.Value);

    private static ReadOnlyMemory<byte> Json(string json) => Encoding.UTF8.GetBytes(json);

    private sealed class Reader(string name)
    {
        public string Name => name;

        /// <summary>As it believes; null when it holds no lease.</summary>
        public long? Token { get; set; }

        /// <summary>How far the source is read when all that is under way has its effect; null when it has to look.</summary>
        public int? Place { get; set; }

        /// <summary>Without an answer so far.</summary>
        public List<IPending> Asked { get; } = [];

        /// <summary>On their way to the cluster.</summary>
        public List<Command> Unsent { get; } = [];

        public IPending Ask(Command command) => Ask(new PendingCommand(command, sizeBytes: 0));

        public IPending Ask(IPending pending)
        {
            Asked.Add(pending);
            return pending;
        }

        public IPending Send(int index)
        {
            var command = Unsent[index];
            Unsent.RemoveAt(index);
            return Ask(command);
        }

        /// <summary>What became of what was asked is not known; what was not sent is not sent any more.</summary>
        public void LookAgain()
        {
            Place = null;
            Asked.Clear();
            Unsent.Clear();
        }
    }
}
