using System.Buffers;

namespace Fairlead.Protocol;

/// <summary>Where something comes from in a distributed trace. Made of the headers that a caller sent, and sent on as such.</summary>
/// <remarks>Source: https://www.w3.org/TR/trace-context/</remarks>
public sealed record TraceContext
{
    /// <summary>Name of the header for <see cref="Parent"/>.</summary>
    public const string ParentHeader = "traceparent";

    /// <summary>Name of the header for <see cref="State"/>.</summary>
    public const string StateHeader = "tracestate";

    private const int ParentLength = 55;
    private const int StateAtMost = 512;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private TraceContext(string parent, string? state)
    {
        Parent = parent;
        State = state;
    }

    /// <summary>Version, trace, span and flags: <c>00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01</c>.</summary>
    public string Parent { get; }

    /// <summary>What the tools of vendors add, at most 512 characters; null for nothing.</summary>
    public string? State { get; }

    /// <summary>The trace, 32 hexadecimal digits.</summary>
    public string TraceId => Parent.Substring(3, 32);

    /// <summary>Reads what a caller sent. What the standard does not allow is treated as if it had not been sent.</summary>
    /// <returns>Null when there is no usable parent.</returns>
    public static TraceContext? Read(string? traceparent, string? tracestate)
    {
        if (traceparent is null || !IsParent(traceparent))
            return null;
        var state = tracestate is { Length: > 0 and <= StateAtMost } && !tracestate.AsSpan().ContainsAnyExceptInRange(' ', '~') ? tracestate : null;
        // Of a later version only the fields of this one are understood.
        return new TraceContext(traceparent.StartsWith("00", StringComparison.Ordinal) ? traceparent : $"00{traceparent[2..ParentLength]}", state);
    }

    private static bool IsParent(ReadOnlySpan<char> text) =>
        text.Length >= ParentLength
        && text[2] is '-' && text[35] is '-' && text[52] is '-'
        && IsHex(text[..2]) && IsHex(text[3..35]) && IsHex(text[36..52]) && IsHex(text[53..55])
        && text[..2] is not "ff"
        && (text.Length is ParentLength || (text[..2] is not "00" && text[ParentLength] is '-'))
        && text[3..35].ContainsAnyExcept('0')
        && text[36..52].ContainsAnyExcept('0');

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);
}
