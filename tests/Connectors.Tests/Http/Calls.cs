using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>Calls as a job brings them: JSON variables, bound by the SDK.</summary>
internal static class Calls
{
    private static readonly HttpTransport Transport = new(new NetworkPolicy(new NetworkOptions { AllowLoopback = true }));

    /// <param name="connector">Who calls.</param>
    /// <param name="inputs">The properties of a JSON object. The peer's address stands at <c>{peer}</c>.</param>
    /// <param name="peer">Who is called.</param>
    public static Task<RestAnswer> CallAsync(this RestConnector connector, string inputs, string peer = "http://127.0.0.1:1") =>
        connector.ExecuteAsync(Bind(inputs, peer), ForJob(), TestContext.Current.CancellationToken);

    public static Task<RestAnswer> CallAsync(this RestConnector connector, KeptDocuments documents, string inputs, string peer) =>
        connector.ExecuteAsync(Bind(inputs, peer), ForJob(documents.Service()), TestContext.Current.CancellationToken);

    /// <summary>A call of job 7 in a cluster named "test", through the runtime's own transport.</summary>
    /// <param name="documents">Null for none.</param>
    /// <param name="sendsKey">Whether the idempotency key goes out.</param>
    /// <param name="through">Null for one that allows this machine.</param>
    public static CallInProgress ForJob(DocumentService? documents = null, bool sendsKey = true, HttpTransport? through = null) =>
        new(new JobFacts { Key = 7, Type = "io.camunda:http-json:1" }, through ?? Transport, TimeProvider.System)
    {
        ClusterId = "test",
        SendsKey = sendsKey,
        DocumentService = documents ?? DocumentService.None,
    };

    public static async Task<ConnectorException> FailAsync(this RestConnector connector, string inputs, string peer = "http://127.0.0.1:1") =>
        await Assert.ThrowsAnyAsync<ConnectorException>(() => connector.CallAsync(inputs, peer));

    public static RestCall Bind(string inputs, string peer = "http://127.0.0.1:1") =>
        ConnectorJson.Bind<RestCall>(Encoding.UTF8.GetBytes(
            $"{{{inputs.Replace("{peer}", peer, StringComparison.Ordinal)}}}"));

    public static string Json(object? value) => JsonSerializer.Serialize(value, ConnectorJson.Options);
}
