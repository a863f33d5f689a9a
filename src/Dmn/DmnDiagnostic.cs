namespace Fairlead.Dmn;

/// <summary>A problem found in a DMN file, and where it is.</summary>
/// <param name="Code">Stable name of the problem, for example <c>DMN_REFERENCE</c>; docs/errors has one page for each.</param>
/// <param name="Message">One sentence: what is wrong and what to do. Names the element.</param>
/// <param name="File">Name of the resource as deployed.</param>
/// <param name="ElementId">The offending element, or the nearest around it that has an id; null when the file itself is at fault.</param>
/// <param name="Line">One-based; 0 when unknown.</param>
public sealed record DmnDiagnostic(string Code, string Message, string File, string? ElementId, int Line)
{
    public override string ToString() =>
        $"{File}{(Line > 0 ? $":{Line}" : "")}: {(ElementId is null ? "" : $"{ElementId}: ")}{Message} [{Code}]";
}
