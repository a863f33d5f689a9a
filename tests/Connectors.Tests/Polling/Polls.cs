using System.Net;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Polling;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Tests.Http;

namespace Fairlead.Connectors.Tests.Polling;

/// <summary>Questions one after the other, each with what the last answer gave.</summary>
internal sealed class Polls
{
    private readonly HttpPollingConnector _connector;
    private readonly CallInProgress _ways = Calls.ForJob();

    public Polls(TimeProvider? time = null) => _connector = new HttpPollingConnector(time ?? TimeProvider.System);

    public JsonElement? Cursor { get; private set; }

    public string? Validator { get; set; }

    /// <param name="settings">The properties of a JSON object.</param>
    public static HttpPoll Bind(string settings) => ConnectorJson.Bind<HttpPoll>(Encoding.UTF8.GetBytes($"{{{settings}}}"));

    public void Check(string settings) => _connector.Check(Bind(settings));

    public async Task<PollAnswer> AskAsync(string settings)
    {
        var answer = await _connector.PollAsync(
            Bind(settings), new Asked(_ways, Cursor, Validator), TestContext.Current.CancellationToken);
        Cursor = answer.Cursor ?? Cursor;
        Validator = answer.Validator ?? Validator;
        return answer;
    }

    public static JsonElement VariablesOf(InboundEvent @event) =>
        JsonSerializer.SerializeToElement(@event.Variables, ConnectorJson.Options);

    private sealed class Asked(CallInProgress ways, JsonElement? cursor, string? validator) : Poll
    {
        public override HttpClient Http => ways.Http;

        public override CallDocuments Documents => ways.Documents;

        public override ValueTask<IConnectionUse> UseConnectionAsync(string name, CancellationToken cancellation) =>
            ways.UseConnectionAsync(name, cancellation);

        public override ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation) =>
            ways.ConnectAsync(host, port, cancellation);

        public override ValueTask<IReadOnlyList<IPAddress>> CheckNetworkAsync(string host, int port, CancellationToken cancellation) =>
            ways.CheckNetworkAsync(host, port, cancellation);

        public override JsonElement? Cursor => cursor;

        public override string? Validator => validator;

        public override void Hide(Secret secret) => ways.Hide(secret);

        public override void Log(string line) => ways.Log(line);
    }
}
