using System.Globalization;
using System.Text;

using Fairlead.Broker.Running;
using Fairlead.Engine;

namespace Fairlead.Simulation;

/// <summary>
/// Two runtimes that read one source: each takes its items in their order, under a lease that it may have lost without noticing, and without
/// a name that would tell an item that was read twice. Only lease and place see to it that each has its effect once.
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
        if (reader.Asked is not null)
        {
            // The cluster crashed, or takes long. What became of what was asked shows where the source is read up to.
            if (random.Next(4) == 0) (reader.Asked, reader.Place) = (null, null);
            return null;
        }

        return reader.Asked = reader switch
        {
            { Token: null } => Asking(new Command.AcquireLease("lease", reader.Name, LeaseTime)),
            { Place: null } => new InboundRead<string>(inbound => inbound.FindPlace(null, Source) ?? "0"),
            _ when random.Next(5) == 0 => Asking(new Command.AcquireLease("lease", reader.Name, LeaseTime)),
            _ when random.Next(40) == 0 => Asking(new Command.ReleaseLease(FenceOf(reader))),
            _ => Asking(Apply(new(Source, $"{reader.Place + 1}"), FenceOf(reader))),
        };
    }

    /// <summary>An answer arrived, perhaps to somebody else.</summary>
    public void Hear(IPending pending)
    {
        if (Array.Find(_readers, reader => reader.Asked == pending) is not { } reader) return;
        reader.Asked = null;
        switch (pending)
        {
            case InboundRead<string> { Task: { IsCompletedSuccessfully: true, Result: InboundRead<string>.Found found } }:
                reader.Place = int.Parse(found.Value, CultureInfo.InvariantCulture);
                break;
            case PendingCommand { Task: { IsCompletedSuccessfully: true, Result: var reply } } asked:
                Hear(reader, asked.Command, reply);
                break;
        }
    }

    private static void Hear(Reader reader, Command command, Reply reply)
    {
        switch (command, reply)
        {
            case (Command.AcquireLease, Reply.Leased(var lease)):
                long? token = lease.Owner == reader.Name ? lease.Token : null;
                if (token != reader.Token) (reader.Token, reader.Place) = (token, null);
                break;
            case (Command.ReleaseLease, _):
                (reader.Token, reader.Place) = (null, null);
                break;
            case (_, Reply.Rejected { Code: RejectionCode.InvalidState }):
                (reader.Token, reader.Place) = (null, null);
                break;
            case (_, not Reply.Rejected):
                reader.Place++;
                break;
        }
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

    private static PendingCommand Asking(Command command) => new(command, sizeBytes: 0);

    private static ReadOnlyMemory<byte> Json(string json) => Encoding.UTF8.GetBytes(json);

    private sealed class Reader(string name)
    {
        public string Name => name;

        /// <summary>As it believes; null when it holds no lease.</summary>
        public long? Token { get; set; }

        /// <summary>How far the source is read, as it believes; null when it has to look.</summary>
        public int? Place { get; set; }

        public IPending? Asked { get; set; }
    }
}
