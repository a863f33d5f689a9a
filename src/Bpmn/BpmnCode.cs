namespace Fairlead.Bpmn;

/// <summary>Stable names of the problems a BPMN file can have. Each has a page in docs/errors.</summary>
internal static class BpmnCode
{
    public const string Duplicate = "BPMN_DUPLICATE";
    public const string Expression = "BPMN_EXPRESSION";
    public const string Limit = "BPMN_LIMIT";
    public const string Missing = "BPMN_MISSING";
    public const string NotExecutable = "BPMN_NOT_EXECUTABLE";
    public const string Reference = "BPMN_REFERENCE";
    public const string Structure = "BPMN_STRUCTURE";
    public const string Timer = "BPMN_TIMER";
    public const string Unsupported = "BPMN_UNSUPPORTED";
    public const string Xml = "BPMN_XML";
}
