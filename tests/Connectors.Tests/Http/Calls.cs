using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Tests.Http;

/// <summary>Calls as a job brings them: JSON variables, bound by the SDK.</summary>
internal static class Calls
{
    /// <param name="connector">Who calls.</param>
    /// <param name="inputs">The properties of a JSON object. The peer's address stands at <c>{peer}</c>.</param>
    /// <param name="peer">Who is called.</param>
    public static Task<RestAnswer> CallAsync(this RestConnector connector, string inputs, string peer = "http://127.0.0.1:1") =>
        connector.ExecuteAsync(Bind(inputs, peer), TestContext.Current.CancellationToken);

    public static async Task<ConnectorException> FailAsync(this RestConnector connector, string inputs, string peer = "http://127.0.0.1:1") =>
        await Assert.ThrowsAnyAsync<ConnectorException>(() => connector.CallAsync(inputs, peer));

    public static RestCall Bind(string inputs, string peer = "http://127.0.0.1:1") =>
        ConnectorJson.Bind<RestCall>(Encoding.UTF8.GetBytes(
            $"{{{inputs.Replace("{peer}", peer, StringComparison.Ordinal)}}}"));

    public static string Json(object? value) => JsonSerializer.Serialize(value, ConnectorJson.Options);
}
