namespace Fairlead.Dmn;

/// <summary>Stable names of what can be wrong with a DMN file, and with an evaluation. Each has a page in docs/errors.</summary>
internal static class DmnCode
{
    public const string Call = "DMN_CALL";
    public const string Cycle = "DMN_CYCLE";
    public const string Depth = "DMN_DEPTH";
    public const string Duplicate = "DMN_DUPLICATE";
    public const string Expression = "DMN_EXPRESSION";
    public const string HitPolicy = "DMN_HIT_POLICY";
    public const string Limit = "DMN_LIMIT";
    public const string Missing = "DMN_MISSING";
    public const string NotFound = "DMN_NOT_FOUND";
    public const string Reference = "DMN_REFERENCE";
    public const string Table = "DMN_TABLE";
    public const string Type = "DMN_TYPE";
    public const string Unsupported = "DMN_UNSUPPORTED";
    public const string Xml = "DMN_XML";
}
