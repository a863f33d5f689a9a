using System.Collections.Immutable;

namespace Fairlead.Engine.Tables;

/// <summary>What is known of traces, at the end of the entries that have any.</summary>
internal static class TraceCodec
{
    public static void Write(RecordWriter writer, RootPart root)
    {
        WriteOptional(writer, root.Trace);
        writer.Int(root.TraceLinks.Length);
        foreach (var link in root.TraceLinks) WriteOptional(writer, link);
    }

    public static RootPart Read(ref RecordReader reader, RootPart root)
    {
        var trace = ReadOptional(ref reader);
        var links = ImmutableArray.CreateBuilder<TraceOrigin>();
        for (var left = reader.Int(); left > 0; left--) links.Add(ReadOptional(ref reader)!);
        return root with { Trace = trace, TraceLinks = links.ToImmutable() };
    }

    public static void WriteOptional(RecordWriter writer, TraceOrigin? trace)
    {
        writer.OptionalText(trace?.Parent);
        writer.OptionalText(trace?.State);
    }

    public static TraceOrigin? ReadOptional(ref RecordReader reader)
    {
        var (parent, state) = (reader.OptionalText(), reader.OptionalText());
        return parent is null ? null : new TraceOrigin(parent, state);
    }
}
