namespace Fairlead.Connectors.Runtime;

/// <summary>The connectors and their options do not fit together; the process should not start.</summary>
/// <param name="code">Stable name of the problem.</param>
public sealed class ConnectorSetupException(string code, string message) : Exception($"{message} [{code}]")
{
    public const string Duplicate = "CONNECTOR_DUPLICATE";
    public const string Unknown = "CONNECTOR_UNKNOWN";
    public const string NotAConnector = "CONNECTOR_UNUSABLE";
    public const string ListsConflict = "CONNECTOR_LISTS_CONFLICT";
    public const string PluginUnusable = "CONNECTOR_PLUGIN_UNUSABLE";

    public string Code { get; } = code;
}
