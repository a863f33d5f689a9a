using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Soap;
using Fairlead.Connectors.Tests.Http;

namespace Fairlead.Connectors.Tests.Soap;

/// <summary>Calls as a job brings them.</summary>
internal static class SoapCalls
{
    /// <param name="inputs">The properties of a JSON object.</param>
    public static Task<JsonObject> CallAsync(this SoapConnector connector, string inputs) => connector.ExecuteAsync(
        ConnectorJson.Bind<SoapCall>(Encoding.UTF8.GetBytes($"{{{inputs}}}")), Calls.ForJob(), TestContext.Current.CancellationToken);

    public static async Task<ConnectorException> FailAsync(this SoapConnector connector, string inputs) =>
        await Assert.ThrowsAnyAsync<ConnectorException>(() => connector.CallAsync(inputs));
}
