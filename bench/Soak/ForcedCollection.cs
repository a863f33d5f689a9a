using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Bench.Soak;

/// <summary>Makes another process of .NET collect all of its garbage, through the socket that every one has for its diagnostics.</summary>
/// <remarks>
/// Source of the numbers: https://github.com/dotnet/diagnostics/blob/main/documentation/design-docs/ipc-protocol.md. To listen to the
/// provider of the runtime with the keyword for heap collections makes it collect once.
/// </remarks>
internal static class ForcedCollection
{
    private const string Provider = "Microsoft-Windows-DotNETRuntime";
    private const ulong CollectHeap = 0x800000;
    private const uint Informational = 4;
    private const byte EventPipe = 2;
    private const byte StopTracing = 1;
    private const byte CollectTracing = 2;
    private const int HeaderBytes = 20;
    private static readonly byte[] Magic = "DOTNET_IPC_V1\0"u8.ToArray();
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>Returns when it is over.</summary>
    public static async Task RunAsync(int process, CancellationToken cancellation)
    {
        using var session = await SendAsync(process, CollectTracing, Request(), cancellation);
        var reply = new byte[HeaderBytes + sizeof(ulong)];
        await session.ReadExactlyAsync(reply, cancellation);
        if (reply[16] is not 0xFF || reply[17] is not 0)
            throw new BenchException($"Process {process} did not take the request to collect its garbage.");

        // The collection is made while the session begins; what it says meanwhile is of no interest.
        var draining = session.CopyToAsync(Stream.Null, cancellation);
        await Task.Delay(Wait, cancellation);
        using (var stop = await SendAsync(process, StopTracing, reply[HeaderBytes..], cancellation))
            await stop.ReadExactlyAsync(reply, cancellation);
        await draining;
    }

    private static async Task<NetworkStream> SendAsync(int process, byte command, byte[] payload, CancellationToken cancellation)
    {
        var path = Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").FirstOrDefault()
            ?? throw new BenchException($"Process {process} has no socket for diagnostics in {Path.GetTempPath()}.");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        var stream = new NetworkStream(socket, ownsSocket: true);
        var message = new byte[HeaderBytes + payload.Length];
        Magic.CopyTo(message, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), (ushort)message.Length);
        message[16] = EventPipe;
        message[17] = command;
        payload.CopyTo(message, HeaderBytes);
        await stream.WriteAsync(message, cancellation);
        return stream;
    }

    private static byte[] Request()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        const uint bufferMegabytes = 16;
        const uint netTrace = 1;
        writer.Write(bufferMegabytes);
        writer.Write(netTrace);
        writer.Write(1u);
        writer.Write(CollectHeap);
        writer.Write(Informational);
        writer.Write((uint)Provider.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(Provider + '\0'));
        writer.Write(0u);
        return bytes.ToArray();
    }
}
