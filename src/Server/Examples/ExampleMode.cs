using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

namespace Fairlead.Server.Examples;

/// <summary>
/// What <c>./run</c> adds for a newcomer: deploys a folder of diagrams, serves the API that they call, and says what to try. Off unless
/// the setting <c>examples</c> names a folder.
/// </summary>
internal sealed class ExampleMode
{
    private const string UrlSecret = "EXAMPLES_URL";

    private readonly string? _folder;

    private ExampleMode(string? folder) => _folder = folder;

    /// <summary>Also defines the secret with the address of the example's API, unless somebody did already.</summary>
    public static ExampleMode Of(ConfigurationManager configuration)
    {
        if (configuration[Settings.ExamplesKey] is not { Length: > 0 } folder) return new ExampleMode(folder: null);
        var address = new Uri(Settings.Addresses(configuration)[0].Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal));
        if (address.Port == 0)
            throw new StartProblemException("The examples call the server itself, so they need a fixed port: give one with --urls. [ADDRESS_UNUSABLE]", exitCode: 2);
        configuration[$"{SecretsOptions.Section}:{nameof(SecretsOptions.Values)}:{UrlSecret}"] ??= new Uri(address, "/examples").ToString();
        return new ExampleMode(folder);
    }

    /// <exception cref="StartProblemException">There are no diagrams, or they cannot be deployed.</exception>
    public async Task DeployAsync(EmbeddedCluster cluster, CancellationToken cancellation)
    {
        if (_folder is null) return;
        var files = new List<DeploymentFile>();
        if (Directory.Exists(_folder))
            foreach (var path in Directory.EnumerateFiles(_folder, "*.bpmn", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                files.Add(new DeploymentFile(Path.GetFileName(path), await File.ReadAllBytesAsync(path, cancellation)));
        if (files.Count == 0)
            throw new StartProblemException(
                $"There are no .bpmn files in {Path.GetFullPath(_folder)}. Check --examples, or leave it out. [EXAMPLES_MISSING]");
        try
        {
            await cluster.DeployAsync(files, cancellation);
        }
        catch (ClusterException refused)
        {
            throw new StartProblemException($"The examples in {Path.GetFullPath(_folder)} were not deployed. {refused.Message}");
        }
    }

    public void Map(WebApplication app)
    {
        if (_folder is not null) app.MapGet("/examples/stock", StockApi.AnswerAsync);
    }

    public IEnumerable<string> NextSteps(string address)
    {
        if (_folder is null) return ["Deploy a diagram with: ./fairlead deploy FILE"];
        return
        [
            $"Deployed the examples in {_folder}. Start an order:",
            "",
            $"  curl -X POST {address}/inbound/order -H 'Content-Type: application/json' -d '{{\"orderId\":\"1001\",\"item\":\"coffee\",\"quantity\":2}}'",
            "",
            "Then look at what it did: ./fairlead instances",
        ];
    }
}
