using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Fairlead.Server.Tests.Support;

/// <summary>A collector that takes OTLP over HTTP or gRPC and reads what it gets, byte by byte, without a library of the sender's side.</summary>
/// <remarks>Source: https://opentelemetry.io/docs/specs/otlp/ and opentelemetry-proto 1.x, for the numbers of fields.</remarks>
internal sealed class OtlpCollector : IAsyncDisposable
{
    /// <summary>Numbers of the fields of a metric that hold its points.</summary>
    private static readonly int[] Kinds = [5, 7, 9];

    private readonly WebApplication _app;
    private readonly List<ReceivedSpan> _spans = [];
    private readonly List<(string Name, double Sum)> _metrics = [];
    private readonly List<string> _services = [];
    private readonly List<string> _tokens = [];

    private OtlpCollector(WebApplication app, bool isGrpc)
    {
        _app = app;
        IsGrpc = isGrpc;
    }

    public bool IsGrpc { get; }

    public string Address => _app.Urls.First();

    public IReadOnlyList<ReceivedSpan> Spans => Copy(_spans);

    /// <summary>Each data point with its value: of a sum, or the sum of a histogram.</summary>
    public IReadOnlyList<(string Name, double Sum)> Metrics => Copy(_metrics);

    public IReadOnlyList<string> Services => Copy(_services);

    /// <summary>Values of the header <c>x-token</c>.</summary>
    public IReadOnlyList<string> Tokens => Copy(_tokens);

    /// <param name="isGrpc">Takes gRPC, and nothing else.</param>
    public static async Task<OtlpCollector> StartAsync(bool isGrpc, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var collector = new OtlpCollector(builder.Build(), isGrpc);
        var service = "/opentelemetry.proto.collector";
        collector._app.MapPost(
            isGrpc ? $"{service}.trace.v1.TraceService/Export" : "/v1/traces",
            (RequestDelegate)(http => collector.TakeAsync(http, collector.ReadSpans)));
        collector._app.MapPost(
            isGrpc ? $"{service}.metrics.v1.MetricsService/Export" : "/v1/metrics",
            (RequestDelegate)(http => collector.TakeAsync(http, collector.ReadMetrics)));
        await collector._app.StartAsync(cancellation);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http, Action<byte[]> read)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        lock (_tokens)
            _tokens.Add(http.Request.Headers["x-token"].ToString());
        if (!IsGrpc)
        {
            read(body.ToArray());
            return;
        }

        // A flag for compression and the length, then the message; the answer is an empty one.
        Assert.Equal(0, body.GetBuffer()[0]);
        read(body.ToArray()[5..]);
        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(new byte[5], http.RequestAborted);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    // ExportTraceServiceRequest.resource_spans=1 { resource=1, scope_spans=2 { spans=2 } }
    private void ReadSpans(byte[] request)
    {
        foreach (var resource in Protobuf.Messages(request, 1))
        {
            ReadService(resource);
            foreach (var span in Protobuf.Messages(resource, 2).SelectMany(scope => Protobuf.Messages(scope, 2)))
            {
                lock (_spans)
                {
                    _spans.Add(new ReceivedSpan(
                        Protobuf.Text(span, 5),
                        Hex(span, 1),
                        Hex(span, 2),
                        Hex(span, 4),
                        Protobuf.Messages(span, 9).ToDictionary(
                            tag => Protobuf.Text(tag, 1),
                            tag => Protobuf.Messages(tag, 2).Select(ValueOf).FirstOrDefault() ?? "")));
                }
            }
        }
    }

    // ExportMetricsServiceRequest.resource_metrics=1 { scope_metrics=2 { metrics=2 { name=1, gauge=5, sum=7, histogram=9 } } }
    private void ReadMetrics(byte[] request)
    {
        foreach (var resource in Protobuf.Messages(request, 1))
        {
            ReadService(resource);
            foreach (var metric in Protobuf.Messages(resource, 2).SelectMany(scope => Protobuf.Messages(scope, 2)))
            {
                var points = Kinds.SelectMany(kind => Protobuf.Messages(metric, kind)).SelectMany(data => Protobuf.Messages(data, 1));
                lock (_metrics)
                    _metrics.AddRange(points.Select(point => (Protobuf.Text(metric, 1), PointOf(point))));
            }
        }
    }

    private void ReadService(ReadOnlyMemory<byte> resource)
    {
        var tags = Protobuf.Messages(resource, 1).SelectMany(described => Protobuf.Messages(described, 1));
        lock (_services)
            _services.AddRange(tags.Where(tag => Protobuf.Text(tag, 1) is "service.name").SelectMany(tag => Protobuf.Messages(tag, 2)).Select(ValueOf));
    }

    // AnyValue: string_value=1, bool_value=2, int_value=3, double_value=4.
    private static string ValueOf(ReadOnlyMemory<byte> value) =>
        Protobuf.Fields(value).Select(field => field.Number is 1 ? Encoding.UTF8.GetString(field.Bytes.Span) : $"{(long)field.Bits}").FirstOrDefault() ?? "";

    // NumberDataPoint: as_double=4, as_int=6. HistogramDataPoint: count=4, sum=5.
    private static double PointOf(ReadOnlyMemory<byte> point)
    {
        var fields = Protobuf.Fields(point).ToList();
        return fields.Exists(field => field.Number is 5)
            ? BitConverter.UInt64BitsToDouble(fields.Find(field => field.Number is 5).Bits)
            : fields.Exists(field => field.Number is 6)
                ? (long)fields.Find(field => field.Number is 6).Bits
                : BitConverter.UInt64BitsToDouble(fields.Find(field => field.Number is 4).Bits);
    }

    private static string Hex(ReadOnlyMemory<byte> message, int field) =>
        Convert.ToHexStringLower(Protobuf.Messages(message, field).FirstOrDefault().Span);

    private static List<T> Copy<T>(List<T> list)
    {
        lock (list)
            return [.. list];
    }

    /// <summary>The wire format: fields with a number, each a number or bytes.</summary>
    private static class Protobuf
    {
        public static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int number) =>
            Fields(message).Where(field => field.Number == number).Select(field => field.Bytes);

        public static string Text(ReadOnlyMemory<byte> message, int number) =>
            Messages(message, number).Select(bytes => Encoding.UTF8.GetString(bytes.Span)).FirstOrDefault() ?? "";

        public static IEnumerable<(int Number, ulong Bits, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
        {
            var at = 0;
            while (at < message.Length)
            {
                var tag = (int)Varint(message.Span, ref at);
                switch (tag & 7)
                {
                    case 0:
                        yield return (tag >> 3, Varint(message.Span, ref at), default);
                        break;
                    case 1:
                        yield return (tag >> 3, BitConverter.ToUInt64(message.Span[at..]), default);
                        at += 8;
                        break;
                    case 2:
                        var length = (int)Varint(message.Span, ref at);
                        yield return (tag >> 3, 0, message.Slice(at, length));
                        at += length;
                        break;
                    case 5:
                        yield return (tag >> 3, BitConverter.ToUInt32(message.Span[at..]), default);
                        at += 4;
                        break;
                    default:
                        throw new InvalidDataException($"No field is written as {tag & 7}.");
                }
            }
        }

        private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
        {
            var value = 0UL;
            for (var shift = 0; ; shift += 7)
            {
                var next = bytes[at++];
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                    return value;
            }
        }
    }
}

/// <param name="Trace">32 hexadecimal digits.</param>
/// <param name="Parent">Empty for a span without one.</param>
internal sealed record ReceivedSpan(string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Tags);
