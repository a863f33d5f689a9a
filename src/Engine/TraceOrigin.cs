namespace Fairlead.Engine;

/// <summary>Where something comes from in a distributed trace. Means nothing to the engine.</summary>
/// <param name="Parent">As W3C writes it: version, trace, span and flags in hexadecimal digits.</param>
/// <param name="State">What goes with it for the tools of vendors; null when nothing.</param>
public sealed record TraceOrigin(string Parent, string? State);
